"""The actions that this runner knows: what `uses:` does with each of them. Any other gives no verdict."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from prodtutor.checkkit.workflows.errors import NotSimulated, WorkflowError
from prodtutor.checkkit.workflows.events import DEFAULT_BRANCH, REPOSITORY, Event
from prodtutor.checkkit.workflows.files import Tree, pick, root_of
from prodtutor.checkkit.workflows.globs import matches
from prodtutor.checkkit.workflows.machine import Machine

_USES = re.compile(r"([\w.-]+/[\w.-]+)((?:/[\w.-]+)*)@(\S+)")
_VERSION = re.compile(r"3\.(\d+)(?:\.\d+)?(-dev|t)?")
_RANGE = re.compile(r"3|3\.x|[<>=~^ .\dx|,-]*[<>=~^x][<>=~^ .\dx|,-]*")
_OLDEST, _NEWEST = 8, 14
"""The minor versions of Python that GitHub's machines can get."""
_RETIRED = {"actions/upload-artifact": 3, "actions/download-artifact": 3, "actions/cache": 2}
"""Actions of which GitHub refuses this major version and older ones."""


@dataclass
class Shared:
    """What the jobs of one run of a workflow share."""

    event: Event
    tree: Tree
    """What the event is about: for a pull request, what the branch would be once it is merged."""
    base: Tree
    """The default branch before."""
    artifacts: dict[str, Tree] = field(default_factory=dict)


@dataclass
class Use:
    """One step with `uses`."""

    shared: Shared
    machine: Machine
    inputs: Mapping[str, str]
    said: list[str] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)

    def get(self, name: str, default: str = "") -> str:
        return self.inputs.get(name, "") or default

    def on(self, name: str, default: str = "false") -> bool:
        """An input that is true or false."""
        value = self.get(name, default).strip().lower()
        if value not in ("true", "false"):
            raise WorkflowError(f"Input '{name}' does not meet YAML 1.2 \"Core Schema\" specification: true or false.")
        return value == "true"

    def refuse(self, *names: str) -> None:
        """Raises NotSimulated when one of these inputs is given."""
        for name in names:
            if self.get(name) and self.get(name).lower() != "false":
                raise NotSimulated(f"the input '{name}'")


def known(uses: str) -> Callable[[Use], None]:
    """What does the work of an action. Raises NotSimulated, and WorkflowError for what names no action."""
    if uses.startswith("./"):
        raise NotSimulated(f"the local action {uses}")
    if uses.startswith("docker://"):
        raise NotSimulated("an action in a container")
    found = _USES.fullmatch(uses)
    if found is None:
        raise WorkflowError(f"Expected format {{org}}/{{repo}}[/path]@ref. Actual '{uses[:60]}'.")
    name = found[1].lower() + found[2]
    version = re.fullmatch(r"v(\d+)(?:\.\d+)*", found[3])
    if version and int(version[1]) <= _RETIRED.get(found[1].lower(), 0):
        raise WorkflowError(
            f"This request has been automatically failed because it uses a deprecated version of "
            f"`{found[1]}: {found[3]}`."
        )
    if name not in _ACTIONS:
        raise NotSimulated(f"the action {found[1]}{found[2]}")
    return _ACTIONS[name]


def _checkout(use: Use) -> None:
    use.refuse("submodules", "lfs", "sparse-checkout", "filter", "ssh-key", "github-server-url")
    if use.get("repository", REPOSITORY).lower() != REPOSITORY:
        raise NotSimulated("a checkout of another repository")
    shared, event, wanted = use.shared, use.shared.event, use.get("ref")
    own = event.base == "" or event.name == "pull_request"
    of_event = {
        event.ref,
        event.ref_name,
        event.sha,
        event.head,
        f"refs/heads/{event.head}",
        "refs/pull/7/merge",
        "refs/pull/7/head",
    } - {""}
    if event.name == "pull_request_target":
        of_event -= {event.ref, event.ref_name}
    if wanted == "":
        tree = shared.tree if own else shared.base
    elif wanted in of_event:
        tree = shared.tree
    elif wanted in (DEFAULT_BRANCH, f"refs/heads/{DEFAULT_BRANCH}", event.base):
        tree = shared.base
    else:
        raise NotSimulated(f"a checkout of the ref '{wanted[:40]}'")
    below = _inside(use.get("path", "."))
    if below == "files" and use.on("clean", "true"):
        use.machine.clear()
    use.machine.put(tree, below)
    use.said.append(f"Checked out {wanted or event.ref}: {len(tree)} files")
    use.outputs.update(ref=wanted or event.ref, commit=event.sha)


def _inside(path: str) -> str:
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if path.startswith(("/", "~")) or ".." in parts:
        raise NotSimulated("a path outside of the workspace")
    return "/".join(("files", *parts))


def _setup_python(use: Use) -> None:
    wanted = [line.strip() for line in use.get("python-version").splitlines() if line.strip()]
    if file := use.get("python-version-file"):
        data = use.machine.read(_inside(file))
        if data is None:
            raise WorkflowError(f"The specified python version file at: {file} doesn't exist.")
        if file.endswith(".toml"):
            found = re.search(r'^requires-python\s*=\s*["\']([^"\']+)', data.decode("utf-8", "replace"), re.MULTILINE)
            wanted = [found[1]] if found else []
        else:
            wanted = [line.strip() for line in data.decode("utf-8", "replace").splitlines() if line.strip()]
    for version in wanted:
        _check_python(version, pre=use.on("allow-prereleases"))
    if kind := use.get("cache"):
        if kind != "pip":
            raise NotSimulated(f"the input 'cache: {kind}' of setup-python")
        patterns = use.get("cache-dependency-path", "**/requirements.txt\n**/pyproject.toml").splitlines()
        if not pick(use.machine.files(), patterns):
            raise WorkflowError(
                f"No file matched to [{' or '.join(patterns)}], make sure you have checked out the target repository."
            )
    use.machine.pythons += wanted
    use.said.append(f"Python {', '.join(wanted) or 'as it is on the machine'} (here: the tutor's own)")
    use.outputs.update({"python-version": wanted[-1] if wanted else "", "cache-hit": "false", "python-path": "python"})


def _check_python(version: str, *, pre: bool) -> None:
    if re.match(r"(?i)pypy|graalpy", version):
        raise NotSimulated(f"the Python '{version}'")
    found = _VERSION.fullmatch(version)
    if found:
        minor = int(found[1])
        if _OLDEST <= minor <= _NEWEST or (minor == _NEWEST + 1 and (pre or found[2] == "-dev")):
            return
    elif _RANGE.fullmatch(version):
        return
    raise WorkflowError(
        f"The version '{version}' with architecture 'x64' was not found. "
        "(In YAML 3.10 is the number 3.1: write '3.10'.)"
        if version == "3.1"
        else f"The version '{version}' with architecture 'x64' was not found."
    )


def _setup_uv(use: Use) -> None:
    use.refuse("activate-environment", "working-directory", "tool-dir", "tool-bin-dir")
    if version := use.get("python-version"):
        _check_python(version, pre=True)
        use.machine.pythons.append(version)
    use.machine.installed[use.machine.bin].update(("uv", "uvx"))
    use.said.append("uv is there")
    use.outputs.update({"uv-version": use.get("version"), "cache-hit": "false"})


def _cache(use: Use) -> None:
    for name in ("path", "key"):
        if not use.get(name):
            raise WorkflowError(f"Input required and not supplied: {name}")
    if use.on("fail-on-cache-miss"):
        raise WorkflowError(
            f"Failed to restore cache entry. Exiting as fail-on-cache-miss is set. Input key: {use.get('key')}"
        )
    use.said.append(f"Cache not found for input keys: {use.get('key')}")
    use.outputs.update({"cache-hit": "", "cache-primary-key": use.get("key"), "cache-matched-key": ""})


def _cache_save(use: Use) -> None:
    for name in ("path", "key"):
        if not use.get(name):
            raise WorkflowError(f"Input required and not supplied: {name}")


def _upload(use: Use) -> None:
    patterns = [line for line in use.get("path").splitlines() if line.strip()]
    if not patterns:
        raise WorkflowError("Input required and not supplied: path")
    name = use.get("name", "artifact")
    tree = use.machine.files()
    if not use.on("include-hidden-files"):
        tree = {path: data for path, data in tree.items() if not any(part.startswith(".") for part in path.split("/"))}
    picked = pick(tree, patterns)
    if not picked:
        said = f"No files were found with the provided path: {' '.join(patterns)}. No artifacts will be uploaded."
        if use.get("if-no-files-found", "warn") == "error":
            raise WorkflowError(said)
        use.said.append(said)
        return
    if name in use.shared.artifacts and not use.on("overwrite"):
        raise WorkflowError(
            "Failed to CreateArtifact: (409) Conflict: an artifact with this name already exists on the workflow run"
        )
    root = root_of(tree, patterns)
    prefix = f"{root}/" if root else ""
    use.shared.artifacts[name] = {path.removeprefix(prefix): data for path, data in picked.items()}
    use.said.append(f"Artifact {name}: {len(picked)} file{'' if len(picked) == 1 else 's'}")
    use.outputs.update({"artifact-id": str(len(use.shared.artifacts)), "artifact-url": "", "artifact-digest": ""})


def _download(use: Use) -> None:
    use.refuse("github-token", "run-id", "repository", "artifact-ids")
    below = _inside(use.get("path", "."))
    name, artifacts = use.get("name"), use.shared.artifacts
    if name:
        if name not in artifacts:
            raise WorkflowError(f"Unable to download artifact(s): Artifact not found for name: {name}")
        use.machine.put(artifacts[name], below)
    else:
        pattern = use.get("pattern", "*")
        for each, tree in artifacts.items():
            if matches(pattern, each):
                use.machine.put(tree, below if use.on("merge-multiple") else f"{below}/{each}")
    use.outputs["download-path"] = str(use.machine.workspace)


_ACTIONS: dict[str, Callable[[Use], None]] = {
    "actions/checkout": _checkout,
    "actions/setup-python": _setup_python,
    "astral-sh/setup-uv": _setup_uv,
    "actions/cache": _cache,
    "actions/cache/restore": _cache,
    "actions/cache/save": _cache_save,
    "actions/upload-artifact": _upload,
    "actions/download-artifact": _download,
}
NAMES = tuple(_ACTIONS)
"""The actions that are known."""
