"""4.5: secrets never show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from prodtutor.checkkit import Handle, SubjectRaised, Told

LOGS = "Logs and error reports are read by many, copied, and kept for years."


def test_printed_settings_show_no_secret(shop: Any) -> None:
    drawn = shop.configuration()
    settings = shop.load({**drawn.env, "SHOP_DEBUG": "true"}, did="loaded a complete configuration")
    for what, thing in (("settings", settings), ("api_key", settings.api_key), ("database_url", settings.database_url)):
        if not isinstance(thing, Handle) or (thing is not settings and is_text(thing)):
            continue
        did = "printed the settings" if thing is settings else f"printed settings.{what}"
        for form, text in shop.subject.probe(shop.probes.printed, thing).items():
            shop.expect_hidden(text, drawn, did, form, LOGS)


def is_text(thing: Handle) -> bool:
    """A subclass of str is a plain text to most of the world."""
    try:
        thing.as_str()
    except SubjectRaised:
        return False
    return True


def expect_helpful(shop: Any, key_length: int, told: Told) -> None:
    """--show-config must show what is no secret."""
    drawn = shop.configuration(key_length)
    options = {"SHOP_TIMEOUT_S": "7.5", "SHOP_MAX_BATCH": str(shop.draw.randrange(101, 499)), "SHOP_DEBUG": "true"}
    run = shop.run({**drawn.env, **options}, "--show-config")
    did = f"ran --show-config with an API key of {key_length} characters"
    told(did=did, saw=f"{shop.ended(run)}; the API received {len(shop.api.requests)} requests", means="It only shows.")
    assert (run.status, len(shop.api.requests)) == (0, 0)
    shop.expect_hidden(run.output, drawn, did, "what it printed", LOGS)
    wanted = {
        "the database's user": drawn.user,
        "the database's host": drawn.host,
        "the timeout": options["SHOP_TIMEOUT_S"],
        "the batch size": options["SHOP_MAX_BATCH"],
    }
    for name, text in wanted.items():
        told(
            did=did,
            saw=f"it does not show {name} ({text})",
            means="Who has to find a mistake at night needs everything that is not secret.",
        )
        assert text in run.output


def test_show_config_helps_and_hides(real_shop: Callable[[], Any], told: Told) -> None:
    expect_helpful(real_shop(), 30, told)


def test_show_config_hides_a_short_key(shop: Any, told: Told) -> None:
    shop.trial(lambda shop: expect_helpful(shop, 8, told))


def test_show_config_copes_with_urls_without_a_password(shop: Any, told: Told) -> None:
    drawn = shop.configuration()
    url = f"postgresql://{drawn.host}/{drawn.database}"

    def look(shop: Any) -> None:
        run = shop.run({**drawn.env, "SHOP_DATABASE_URL": url}, "--show-config")
        told(
            did=f"ran --show-config with the database URL {url}",
            saw=shop.ended(run),
            means="Not every database has a password. Hiding one must not break the program.",
        )
        assert run.status == 0
        assert drawn.host in run.output

    shop.trial(look)


def without_scheme(drawn: Any) -> str:
    """A mistake that everybody makes once."""
    return f"{drawn.user}:{drawn.password}@{drawn.host}/{drawn.database}"


def everything_printed(error: SubjectRaised) -> Iterator[str]:
    """All that a traceback of the error would print, cause and context included."""
    yield error.text
    yield error.traceback
    behind = error.cause or (None if error.suppress else error.context)
    if behind is not None:
        yield from everything_printed(behind)


def test_settings_errors_show_no_secret(shop: Any, told: Told) -> None:
    drawn = shop.configuration()
    faults = {
        "whose scheme:// is forgotten": {"SHOP_DATABASE_URL": without_scheme(drawn)},
        "beside a wrong timeout": {"SHOP_TIMEOUT_S": "soon"},
    }
    for words, fault in faults.items():
        did = f"loaded a database URL {words}"
        told(did=did, means=LOGS)
        error = shop.refused({**drawn.env, **fault})
        shop.expect_hidden("\n".join(everything_printed(error)), drawn, did, "the error", LOGS)


def test_an_unreadable_port_shows_no_secret(shop: Any) -> None:
    drawn = shop.configuration()
    """Somebody forgot to encode a / in the password: what stands before it looks like a port to urlsplit."""
    did = "loaded a database URL with a plain / in its password"
    url = drawn.url.replace("%40", "/")
    try:
        shop.subject.call("settings:load_settings", environ={**drawn.env, "SHOP_DATABASE_URL": url})
    except SubjectRaised as error:
        shop.expect_hidden("\n".join(everything_printed(error)), drawn, did, "the error", LOGS)


def test_the_program_complains_without_secrets(real_shop: Callable[[], Any], drawn: Any, told: Told) -> None:
    shop = real_shop()
    did = "started the program with a database URL whose scheme:// is forgotten"
    run = shop.run({**drawn.env, "SHOP_DATABASE_URL": without_scheme(drawn), "SHOP_DEBUG": "true"})
    shop.expect_hidden(run.output, drawn, did, "what it printed", LOGS)
    told(did=did, saw=shop.ended(run), means="The program must not start with a URL that it cannot use.")
    assert run.status == 2


SUCCESS, REFUSED, SILENCE = "success", "an error 500", "nobody answers"


def expect_silent(shop: Any, case: str, debug: str, told: Told) -> None:
    """A run must print and write no secret, and its status must tell success from failure."""
    subject, drawn = shop.subject, shop.configuration()
    before = {name: subject.read(name) for name in subject.names()}
    if case == REFUSED:
        shop.api.status = 500
    elif case == SILENCE:
        shop.hang_up()
    run = shop.run({**drawn.env, "SHOP_DEBUG": debug})
    did = f"ran the program with SHOP_DEBUG={debug} ({case})"
    shop.expect_hidden(run.output, drawn, did, "what it printed", LOGS)
    for name in sorted(subject.names()):
        data = subject.read(name)
        if data is not None and data != before.get(name):
            shop.expect_hidden(data.decode("utf-8", "replace"), drawn, did, f"the file {name}", LOGS)
    told(
        did=did,
        saw=shop.ended(run),
        means="Whoever started it must be able to tell success from failure: 0 is success, 1 is not.",
    )
    assert (run.status == 0) == (case == SUCCESS)


def test_a_run_shows_no_secret(real_shop: Callable[[], Any], told: Told) -> None:
    expect_silent(real_shop(), SILENCE, "true", told)


@pytest.mark.parametrize(("case", "debug"), [(SUCCESS, "true"), (REFUSED, "true"), (SILENCE, "false")])
def test_other_runs_show_no_secret(shop: Any, case: str, debug: str, told: Told) -> None:
    shop.trial(lambda shop: expect_silent(shop, case, debug, told))
