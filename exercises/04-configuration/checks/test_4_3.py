"""4.3: fail at the start, completely."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from typing import Any

from prodtutor.checkkit import Told

ALONE = "Fix one, start again, find the next: three mistakes cost three deployments."
JUNK = {"SHOP_TIMEOUT_S": "soon", "SHOP_MAX_BATCH": "many"}
REQUIRED = ("SHOP_DATABASE_URL", "SHOP_API_KEY")


def broken(configuration: Any, faults: tuple[str, ...]) -> dict[str, str]:
    """The configuration with these variables missing, or nonsense where they are not required."""
    env = {name: value for name, value in configuration.env.items() if name not in faults}
    return env | {name: JUNK[name] for name in faults if name in JUNK}


def test_one_error_names_every_fault(shop: Any, told: Told) -> None:
    drawn = shop.configuration()
    every = (*REQUIRED, *JUNK)
    for faults in itertools.combinations(every, 3):
        did = f"loaded a configuration in which {', '.join(faults)} are wrong"
        told(did=did, means=ALONE)
        text = shop.refused(broken(drawn, faults)).text
        missing = [name for name in faults if name not in text]
        told(did=did, saw=f"the error does not name {' and '.join(missing)}", means=ALONE)
        assert not missing
        blamed = [name for name in every if name not in faults and name in text]
        told(
            did=did, saw=f"the error names {' and '.join(blamed)}, too, which is right", means="It sends people astray."
        )
        assert not blamed


def test_the_program_names_every_fault(real_shop: Callable[[], Any], drawn: Any, draw: random.Random) -> None:
    shop, faults = real_shop(), tuple(sorted((draw.choice(REQUIRED), *JUNK)))
    run = shop.run(broken(drawn, faults))
    shop.expect_stop(run, f"started the program where {', '.join(faults)} are wrong", list(faults), ALONE)


def test_nothing_is_done_before_the_configuration_is_right(shop: Any, told: Told) -> None:
    drawn = shop.configuration()
    means = "Half the work is done, the rest fails, and somebody has to find out which half."
    wrong = {"SHOP_TIMEOUT_S": "soon", "SHOP_DATABASE_URL": f"{drawn.host}/{drawn.database}"}

    def look(shop: Any) -> None:
        for name, text in wrong.items():
            run = shop.run({**drawn.env, name: text})
            did = f"started the program with {name}={text}"
            shop.expect_stop(run, did, [name], means)
            written = shop.subject.read("last_report.json")
            told(did=did, saw="it wrote last_report.json before it stopped", means=means)
            assert written is None

    shop.trial(look)


def test_an_empty_secret_is_missing(shop: Any, told: Told) -> None:
    drawn = shop.configuration()
    for name in REQUIRED:
        told(did=f"loaded {name}= (empty)", means="The program starts, and every request is refused later.")
        error = shop.refused({**drawn.env, name: ""})
        told(
            did=f"loaded {name}= (empty)",
            saw="the error does not name it",
            means="Somebody has to guess which of the variables is meant.",
        )
        assert name in error.text


def test_an_empty_option_has_its_default(shop: Any, told: Told) -> None:
    drawn = shop.configuration()
    names = ("SHOP_ENV", "SHOP_TIMEOUT_S", "SHOP_MAX_BATCH", "SHOP_DEBUG")
    means = "A line in a server's form that nobody filled in must not stop the program."
    did = f"loaded {', '.join(names)}, all empty"
    environ = {**drawn.env, **dict.fromkeys(names, "")}
    attributes = ["env", "timeout_s", "max_batch", "debug"]
    if shop.all_as_expected([{"environ": environ}], attributes, [["returned", "dev", 5.0, 50, False]]):
        return
    settings = shop.load(environ, did=did)
    found = (shop.text_of(settings.env), settings.timeout_s, settings.max_batch, settings.debug)
    told(did=did, saw=f"they became {found!r}", means=means)
    assert found == ("dev", 5, 50, False)
