"""4.2: one typed object, one door."""

from __future__ import annotations

import random
from typing import Any

from prodtutor.checkkit import Told

TRUE = ("1", "true", "yes", "on")
FALSE = ("false", "0", "no", "off")


def in_any_case(draw: random.Random, word: str) -> tuple[str, ...]:
    return word, word.upper(), word.capitalize(), "".join(draw.choice((c, c.upper())) for c in word)


def all_refused(shop: Any, environs: list[dict[str, str]]) -> bool:
    """Whether `load_settings` raises SettingsError for each, asked all at once."""
    calls = [{"environ": environ} for environ in environs]
    return bool(shop.all_as_expected(calls, [], [["SettingsError"]] * len(calls)))


def test_true_and_false_words(shop: Any, draw: random.Random, told: Told) -> None:
    drawn = shop.configuration()
    cases = [
        (text, expected)
        for words, expected in ((FALSE, False), (TRUE, True))
        for word in words
        for text in in_any_case(draw, word)
    ]
    calls = [{"environ": {**drawn.env, "SHOP_DEBUG": text}} for text, _ in cases]
    if shop.all_as_expected(calls, ["debug"], [["returned", expected] for _, expected in cases]):
        return
    for text, expected in cases:
        did = f"loaded SHOP_DEBUG={text}"
        debug = shop.load({**drawn.env, "SHOP_DEBUG": text}, did=did).debug
        means = (
            "Debugging that cannot be switched off shows internals to everybody."
            if expected is False
            else "Somebody asked for debugging and does not get it."
        )
        told(did=did, saw=f"debug is {debug!r}", means=means)
        assert debug is expected


def test_other_words_are_refused(shop: Any, draw: random.Random, told: Told) -> None:
    drawn = shop.configuration()
    texts = ("maybe", "2", "tru", "disabled", "none", draw.choice(("nope", "yep", "okay")), "-1")
    if all_refused(shop, [{**drawn.env, "SHOP_DEBUG": text} for text in texts]):
        return
    for text in texts:
        told(did=f"loaded SHOP_DEBUG={text}", means="A typing error must not switch anything on or off in silence.")
        shop.refused({**drawn.env, "SHOP_DEBUG": text})


def test_numbers_become_numbers(shop: Any, draw: random.Random, told: Told) -> None:
    drawn = shop.configuration()
    means = "Text that looks like a number fails late, in the middle of the work."
    many_seconds, sizes = (0.25, 30.0, round(draw.uniform(1, 90), 2)), (1, 500, draw.randrange(2, 500))
    cases = [(str(seconds), str(size)) for seconds, size in zip(many_seconds, sizes, strict=True)]
    calls = [{"environ": {**drawn.env, "SHOP_TIMEOUT_S": seconds, "SHOP_MAX_BATCH": size}} for seconds, size in cases]
    expected = [["returned", seconds, size] for seconds, size in zip(many_seconds, sizes, strict=True)]
    if shop.all_as_expected(calls, ["timeout_s", "max_batch"], expected):
        return
    for seconds in many_seconds:
        did = f"loaded SHOP_TIMEOUT_S={seconds}"
        timeout_s = shop.load({**drawn.env, "SHOP_TIMEOUT_S": str(seconds)}, did=did).timeout_s
        told(did=did, saw=f"timeout_s is {timeout_s!r}", means=means)
        assert type(timeout_s) in (float, int)
        assert timeout_s == seconds
    for size in sizes:
        did = f"loaded SHOP_MAX_BATCH={size}"
        max_batch = shop.load({**drawn.env, "SHOP_MAX_BATCH": str(size)}, did=did).max_batch
        told(did=did, saw=f"max_batch is {max_batch!r}", means=means)
        assert type(max_batch) is int
        assert max_batch == size


def test_numbers_outside_their_range_are_refused(shop: Any, draw: random.Random, told: Told) -> None:
    drawn = shop.configuration()
    wrong = {
        "SHOP_TIMEOUT_S": ("soon", "0", "-1", f"-{draw.randrange(2, 90)}", "nan", "inf", "-inf", "NaN"),
        "SHOP_MAX_BATCH": ("ten", "0", "501", "-3", "2.5", str(draw.randrange(502, 99999))),
    }
    means = {
        "SHOP_TIMEOUT_S": "A timeout of 0, nan or for ever makes the program fail, or hang, at the first call.",
        "SHOP_MAX_BATCH": "A batch of no orders sends nothing, for ever; one of millions is refused by the API.",
    }
    if all_refused(shop, [{**drawn.env, name: text} for name, texts in wrong.items() for text in texts]):
        return
    for name, texts in wrong.items():
        for text in texts:
            told(did=f"loaded {name}={text}", means=means[name])
            shop.refused({**drawn.env, name: text})


def test_what_is_not_set_has_its_default(shop: Any, told: Told) -> None:
    drawn = shop.configuration()
    did = "loaded a configuration with nothing but the two secrets"
    names = ["env", "timeout_s", "max_batch", "debug", "api_key is there", "database_url is there"]
    expected = ["returned", "dev", 5.0, 50, False, True, True]
    if shop.all_as_expected([{"environ": drawn.env}], names, [expected]):
        return
    settings = shop.load(drawn.env, did=did)
    found = (shop.text_of(settings.env), settings.timeout_s, settings.max_batch, settings.debug)
    told(
        did=did,
        saw=f"env, timeout_s, max_batch and debug are {found!r}",
        means="Defaults are a promise to whoever runs the program: dev, 5, 50 and False.",
    )
    assert found == ("dev", 5, 50, False)
    assert settings.debug is False
    assert settings.api_key is not None
    assert settings.database_url is not None


def test_only_known_environments(shop: Any, draw: random.Random, told: Told) -> None:
    drawn = shop.configuration()
    known, unknown = ("dev", "prod"), ("production", "staging", f"prod{draw.randrange(2, 9)}")
    calls = [{"environ": {**drawn.env, "SHOP_ENV": name}} for name in (*known, *unknown)]
    expected = [*(["returned", name] for name in known), *[["SettingsError"]] * len(unknown)]
    if shop.all_as_expected(calls, ["env"], expected):
        return
    for name in known:
        did = f"loaded SHOP_ENV={name}"
        env = shop.text_of(shop.load({**drawn.env, "SHOP_ENV": name}, did=did).env)
        told(did=did, saw=f"env is {env!r}", means="The program must know where it runs.")
        assert env == name
    for name in unknown:
        told(did=f"loaded SHOP_ENV={name}", means="Who writes production means prod. Taking it for dev is dangerous.")
        shop.refused({**drawn.env, "SHOP_ENV": name})


def test_importing_reads_nothing(shop: Any, draw: random.Random, told: Told) -> None:
    drawn = shop.configuration()
    shop.as_new()
    shop.set_environment({})
    raised = shop.subject.probe(shop.probes.import_settings)
    told(
        did="imported settings.py where no SHOP_ variable was set",
        saw=f"it raised {raised}",
        means="Nobody can import the module in a test, or ask the program for --help, without a full configuration.",
    )
    assert not raised
    size = draw.randrange(60, 400)
    shop.set_environment({**drawn.env, "SHOP_MAX_BATCH": str(size)})
    did = f"imported settings.py, then set SHOP_MAX_BATCH={size}, then called load_settings()"
    max_batch = shop.load(None, did=did).max_batch
    told(
        did=did,
        saw=f"max_batch is {max_batch!r}",
        means="Values that were read at import are older than the configuration.",
    )
    assert max_batch == size


def test_only_the_given_mapping_is_read(shop: Any, draw: random.Random, told: Told) -> None:
    drawn = shop.configuration()
    other = shop.configuration()
    size = draw.randrange(60, 400)
    real = {**other.env, "SHOP_MAX_BATCH": str(size), "SHOP_TIMEOUT_S": "77", "SHOP_DEBUG": "true"}
    shop.as_new()
    shop.set_environment(real)
    did = "called load_settings with a mapping of two variables, where the real environment holds others"
    settings = shop.load(drawn.env, did=did)
    found = (settings.max_batch, settings.timeout_s, settings.debug)
    means = "Tests would pass on one machine and fail on another, by what happens to be set there."
    told(
        did=did,
        saw=f"max_batch, timeout_s and debug are {found!r} instead of the defaults",
        means=means,
    )
    assert found == (50, 5, False)
    told(did="called load_settings with an empty mapping, where the real environment is complete", means=means)
    shop.refused({})
    after = shop.subject.probe(shop.probes.environment)
    told(
        did="called load_settings",
        saw="os.environ is not what it was before",
        means="Every other part of the program, and every program it starts, would see the change.",
    )
    assert after == real


def test_the_program_reads_through_the_door(shop: Any, told: Told) -> None:
    drawn = shop.configuration()

    def look(shop: Any) -> None:
        shop.subject.delete(".env")
        seen = shop.watched_run({**drawn.env, "SHOP_MAX_BATCH": "30"})
        told(
            did="ran the program and watched who reads SHOP_ variables",
            saw=f"the API received nothing; {seen['ended']}",
            means="The program must still do its work.",
        )
        assert shop.api.requests
        outside = [read for read in seen["reads"] if not read[3]]
        where = f"line {outside[0][1]} of {outside[0][0]} reads {outside[0][2]} itself" if outside else ""
        means = "What is read in many places is checked in none. Only settings.py may read them; others get the object."
        told(did="ran the program and watched who reads SHOP_ variables", saw=where, means=means)
        assert not outside

    shop.trial(look)


def test_the_settings_reach_the_program(shop: Any, draw: random.Random, told: Told) -> None:
    drawn = shop.configuration()

    def look(shop: Any) -> None:
        count, _ = shop.sales()
        size = draw.randrange(6, 11)
        shop.run({**drawn.env, "SHOP_MAX_BATCH": str(size)})
        sizes = shop.api.numbers("orders")
        told(
            did=f"sent {count} orders with SHOP_MAX_BATCH={size}",
            saw=f"the batches held {sizes} orders",
            means="A setting that nobody uses is worse than none: people rely on it.",
        )
        assert sum(sizes) == count
        assert max(sizes) <= size

    shop.trial(look)
