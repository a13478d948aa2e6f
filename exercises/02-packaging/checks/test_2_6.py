"""2.6: Beyond, one file that runs."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from prodtutor.checkkit import Subject, Told

NAME = "orders.pyz"


def test_one_file_runs(
    project: Any, subject: Subject, kiosk: Any, shop: ModuleType, told: Told, how_it_ended: Callable[..., str]
) -> None:
    wheel = project.wheel(told)
    did = "ran: python build_pyz.py WHEEL orders.pyz"
    told(did="looked for build_pyz.py", saw="it is not there", means="The brief says what it should do.")
    assert subject.read("build_pyz.py") is not None
    subject.write(wheel.name, wheel.data)
    run = subject.run("build_pyz.py", wheel.name, NAME)
    told(did=did, saw=how_it_ended(run), means="Nobody gets the file.")
    assert run.status == 0
    made = subject.read(NAME)
    told(did=did, saw="there is no orders.pyz", means="Nobody gets the file.")
    assert made is not None
    for name in sorted(subject.names()):
        subject.delete(name)  # one file is all that the other machine gets
    kiosk.write(NAME, made)
    kiosk.write("prices.json", shop.decoy(kiosk.draw))
    start = ("-I", "-S", NAME)  # without what is installed
    did = "ran in an empty folder, without installing anything: python orders.pyz"
    good = kiosk.python(*start, "receipt", "order.json")
    told(did=f"{did} receipt order.json", saw=how_it_ended(good), means="Inside of a zip file there are no paths.")
    assert good.status == 0
    told(
        did=f"{did} receipt order.json",
        saw=shop.difference(good.out, kiosk.expected),
        means="The one file must carry its prices along.",
    )
    assert shop.same_text(good.out, kiosk.expected)
    bad = kiosk.python(*start, "receipt", "nowhere.json")
    told(
        did=f"{did} receipt nowhere.json",
        saw=f"{how_it_ended(bad)}; the command ends with 1",
        means="Scripts and schedulers look at the exit status alone.",
    )
    assert bad.status == 1
    version = kiosk.python(*start, "--version")
    told(
        did=f"{did} --version",
        saw=how_it_ended(version),
        means="The version stands in the wheel's metadata: the file must carry it along, too.",
    )
    assert version.status == 0
    assert wheel.version in version.out
