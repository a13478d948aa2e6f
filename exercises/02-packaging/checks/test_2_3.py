"""2.3: the layout with `src`, and what the wheel says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from prodtutor.checkkit import Told

IMPORT = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print("imported", len(sys.argv) - 1)
"""
WORKS = ("3.11.0", "3.12.0", "3.13.0", "3.14.0")
TOO_OLD = ("3.8.0", "3.9.0", "3.10.0")


def test_the_package_lies_in_src(files: Mapping[str, str], told: Told) -> None:
    did = "looked where your package lies"
    python = [name for name in files if name.endswith(".py")]
    told(did=did, saw="there is no Python file in src/orders", means="The brief asks for src/orders.")
    inside = [name for name in python if name.startswith("src/orders/")]
    assert inside
    beside = [name for name in python if name == "orders.py" or name.startswith("orders/")]
    told(
        did=did,
        saw=f"there is {beside[0]}, too" if beside else "",
        means="From the project's folder `import orders` finds it without any installation. "
        "So your tests never see what you ship.",
    )
    assert not beside
    told(
        did=did,
        saw="there is a file src/__init__.py",
        means="It makes src a package itself. `import src.orders` works on your machine, and on no other.",
    )
    assert "src/__init__.py" not in files


def test_a_wheel_can_be_built(project: Any, told: Told) -> None:
    assert project.wheel(told).files


def test_the_wheel_holds_the_package_alone(project: Any, files: Mapping[str, str], told: Told) -> None:
    wheel = project.wheel(told)
    did = "looked into the wheel"
    strange = sorted(top for top in wheel.tops if top != "orders" and not top.endswith(".dist-info"))
    told(
        did=did,
        saw=f"beside orders it holds {', '.join(strange)}",
        means="All packages of an environment share one folder. There it collides with the same name of somebody else.",
    )
    assert not strange
    mine = {name.removeprefix("src/") for name in files if name.startswith("src/orders/") and name.endswith(".py")}
    missing = sorted(mine - set(wheel.files))
    told(
        did=did,
        saw=f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not in it",
        means="It works where the source lies, and breaks wherever it is installed.",
    )
    assert not missing
    told(did=did, saw="there is no package orders in it", means="Installed, it would do nothing at all.")
    assert "orders" in wheel.tops


def test_the_metadata_is_right(project: Any, told: Told) -> None:
    wheel = project.wheel(told)
    did = "read the wheel's metadata"
    name = str(wheel.metadata["Name"])
    told(did=did, saw=f"its name is {name!r}", means="The brief asks for shop-orders: that is what the tills install.")
    assert canonicalize_name(name) == "shop-orders"
    wanted = wheel.metadata["Requires-Python"]
    told(
        did=did,
        saw="it does not say which Python it needs",
        means="A till with an old Python installs it, and fails in front of a customer.",
    )
    assert wanted
    try:
        versions = SpecifierSet(str(wanted))
    except InvalidSpecifier:
        versions = SpecifierSet("==0")
    wrong = [each for each in WORKS if each not in versions] + [each for each in TOO_OLD if each in versions]
    told(
        did=did,
        saw=f"Requires-Python is {str(wanted)!r}, and that is wrong for Python {wrong[0][:-2]}" if wrong else "",
        means="The brief says: Python 3.11 or newer. Installers believe this line.",
    )
    assert not wrong
    told(
        did=did,
        saw=f"it asks for {', '.join(map(str, wheel.requires))}",
        means="Your program needs the standard library only. Everything listed is downloaded on every till.",
    )
    assert not wheel.requires


def test_installed_it_can_be_imported(
    project: Any, is_of_tests: Callable[[Sequence[str]], bool], told: Told, how_it_ended: Callable[..., str]
) -> None:
    env = project.installed(told)
    names = sorted(
        name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for name in project.wheel(told).files
        if name.startswith("orders/") and name.endswith(".py") and not name.endswith("__main__.py")
        if not is_of_tests(name.split("/"))
    )
    run = env.run("python", "-I", "-c", IMPORT, *names)
    told(
        did="installed the wheel into a clean environment, where your source is not, and imported all its modules",
        saw=how_it_ended(run),
        means="What you ship is not what you tried.",
    )
    assert run.status == 0
    assert run.out.rstrip().endswith(f"imported {len(names)}")
    assert names
