"""Beyond: the key in a mounted file."""

from __future__ import annotations

import random
from typing import Any

from prodtutor.checkkit import SubjectRaised, Told

BOTH = "Two keys, one meant: a guess works until one of them is rotated."


def test_the_key_is_read_from_the_file(shop: Any, draw: random.Random, told: Told) -> None:
    drawn = shop.configuration()
    end = draw.choice(("\n", "\r\n"))
    did = "started the program with SHOP_API_KEY_FILE (SHOP_ENV={}); the file holds the key and a line end"
    means = "Secrets are mounted as files by most platforms, and most files end with a line end."

    def environ(shop: Any, env: str) -> dict[str, str]:
        path = shop.file(drawn.key + end, "mounted/key")
        return {"SHOP_ENV": env, "SHOP_DATABASE_URL": drawn.url, "SHOP_API_KEY_FILE": str(path)}

    try:  # the step may wait for its turn: then this saves the runs
        shop.load(environ(shop, "dev"), did="loaded a SHOP_API_KEY_FILE that holds the key and a line end")
    except SubjectRaised as error:
        if not error.is_a("settings:SettingsError"):
            raise
        told(did="loaded a SHOP_API_KEY_FILE that holds the key", saw=f"load_settings raised {error}", means=means)
        raise AssertionError from None

    def look(shop: Any) -> None:
        for env in ("dev", "prod"):
            other = shop.configuration()
            run = shop.run(environ(shop, env), env_file=f"SHOP_API_KEY={other.key}\n")
            keys = shop.api.keys
            told(
                did=did.format(env),
                saw=f"the API received {keys[-1]!r}" if keys else f"the API received nothing; {shop.ended(run)}",
                means=means,
            )
            assert set(keys) == {drawn.key}

    shop.trial(look)


def test_a_file_that_gives_no_key_is_refused(shop: Any, told: Told) -> None:
    drawn = shop.configuration()
    shop.file("\n", "mounted/empty")
    shop.file(b"\xff\xfe\x00\x80", "mounted/bytes")
    for name, words in (
        ("nothing", "does not exist"),
        ("empty", "is empty"),
        ("bytes", "is no text"),
        ("", "is a folder"),
    ):
        path = shop.subject.root / "mounted" / name
        did = f"loaded a SHOP_API_KEY_FILE that {words}"
        told(did=did, means="Without a key the program must not start.")
        error = shop.refused({"SHOP_DATABASE_URL": drawn.url, "SHOP_API_KEY_FILE": str(path)})
        told(did=did, saw="the error does not name SHOP_API_KEY_FILE", means="Nobody knows what to mend.")
        assert "SHOP_API_KEY_FILE" in error.text


def test_two_keys_are_refused(shop: Any, told: Told) -> None:
    drawn = shop.configuration()
    path = shop.file(f"{shop.configuration().key}\n", "mounted/key")
    did = "loaded SHOP_API_KEY and SHOP_API_KEY_FILE, both set"
    told(did=did, means=BOTH)
    error = shop.refused({**drawn.env, "SHOP_API_KEY_FILE": str(path)})
    left = error.text.replace("SHOP_API_KEY_FILE", "", 1)
    told(did=did, saw="the error does not name both", means="Nobody knows what to mend.")
    assert left != error.text
    assert "SHOP_API_KEY" in left
    shop.load({**drawn.env, "SHOP_API_KEY_FILE": ""}, did="loaded SHOP_API_KEY and an empty SHOP_API_KEY_FILE")


def test_a_dotenv_file_cannot_name_the_file(shop: Any, told: Told) -> None:
    drawn = shop.configuration()
    path = shop.file(f"{shop.configuration().key}\n", "mounted/key")
    told(
        did="loaded a .env file that names a SHOP_API_KEY_FILE",
        means="Which file a program opens is not for a file to say that came along.",
    )
    shop.refused({"SHOP_DATABASE_URL": drawn.url}, env_file=shop.file(f"SHOP_API_KEY_FILE={path}\n"))


def test_the_file_key_stays_hidden(shop: Any) -> None:
    drawn = shop.configuration()
    means = "Where a secret comes from does not make it less secret."

    def environ(shop: Any) -> dict[str, str]:
        path = shop.file(f"{drawn.key}\n", "mounted/key")
        return {"SHOP_DATABASE_URL": drawn.url, "SHOP_API_KEY_FILE": str(path), "SHOP_DEBUG": "true"}

    settings = shop.load(environ(shop), did="loaded a key file")
    for form, text in shop.subject.probe(shop.probes.printed, settings).items():
        shop.expect_hidden(text, drawn, "printed the settings", form, means)

    def look(shop: Any) -> None:
        env = environ(shop)
        shown = shop.run(env, "--show-config")
        shop.expect_hidden(shown.output, drawn, "ran --show-config", "what it printed", means)
        shop.hang_up()
        run = shop.run(env)
        shop.expect_hidden(run.output, drawn, "ran the program where nobody answers", "what it printed", means)

    shop.trial(look)
