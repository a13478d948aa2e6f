"""Programs and packages that this runner knows by name."""

from __future__ import annotations

TOOLS = (
    *("python", "python3", "pip", "pip3", "pytest", "py.test", "mypy", "ruff", "uv", "uvx", "pyproject-build"),
    *("python3.10", "python3.11", "python3.12", "python3.13", "python3.14", "hatchling"),
)
"""Answered by the tutor's own environment."""

ON_EVERY_RUNNER = ("python", "python3", "pip", "pip3")
"""What is there before anything is installed."""

ELSEWHERE = (
    *("apt", "apt-get", "aws", "az", "brew", "cargo", "conda", "curl", "docker", "dotnet", "gcloud", "gh", "git", "go"),
    *("helm", "java", "kubectl", "node", "npm", "npx", "php", "pipx", "podman", "pwsh", "rsync", "ruby", "rustc"),
    *("rustup", "scp", "ssh", "sudo", "systemctl", "terraform", "wget", "yarn"),
)
"""On GitHub's machines, and not here: whoever calls one of them gets no verdict."""

COMMANDS = {
    "pytest": ("pytest", "py.test"),
    "mypy": ("mypy",),
    "ruff": ("ruff",),
    "build": ("pyproject-build",),
    "uv": ("uv", "uvx"),
    "hatchling": ("hatchling",),
}
"""Packages that can be installed, and the programs that come with each."""

PACKAGES = frozenset(COMMANDS) | frozenset(
    """
    colorama editables exceptiongroup iniconfig librt ast-serialize mypy-extensions packaging pathspec pip pluggy
    pygments pyproject-hooks setuptools tomli trove-classifiers typing-extensions wheel
    """.split()  # noqa: SIM905
)
"""What can be installed here. Of anything else it cannot be said what it would do."""

BACKENDS = frozenset(("hatchling.build", "setuptools.build_meta", "flit_core.buildapi", "uv_build"))
"""Build backends that may be here; whether one is shows when it is asked."""
