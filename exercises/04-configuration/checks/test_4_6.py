"""Beyond: the key in a mounted file."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from prodtutor.checkkit import Run, Told

BOTH = "Two keys, one meant: a guess works until one of them is rotated."


def test_the_key_is_read_from_the_file(
    shop: Any, drawn: Any, draw: random.Random, told: Told, how_it_ended: Callable[[Run], str]
) -> None:
    for env in ("dev", "prod"):
        end = draw.choice(("\n", "\r\n"))
        path = shop.file(drawn.key + end, "mounted/key")
        other = shop.configuration()
        run = shop.run(
            {"SHOP_ENV": env, "SHOP_DATABASE_URL": drawn.url, "SHOP_API_KEY_FILE": str(path)},
            env_file=f"SHOP_API_KEY={other.key}\n",
        )
        keys = shop.api.keys
        told(
            did=f"started the program with SHOP_API_KEY_FILE (SHOP_ENV={env}); the file holds the key and a line end",
            saw=f"the API received {keys[-1]!r}" if keys else f"the API received nothing; {how_it_ended(run)}",
            means="Secrets are mounted as files by most platforms, and most files end with a line end.",
        )
        assert set(keys) == {drawn.key}


def test_a_file_that_gives_no_key_is_refused(shop: Any, drawn: Any, told: Told) -> None:
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


def test_two_keys_are_refused(shop: Any, drawn: Any, told: Told) -> None:
    path = shop.file(f"{shop.configuration().key}\n", "mounted/key")
    did = "loaded SHOP_API_KEY and SHOP_API_KEY_FILE, both set"
    told(did=did, means=BOTH)
    error = shop.refused({**drawn.env, "SHOP_API_KEY_FILE": str(path)})
    left = error.text.replace("SHOP_API_KEY_FILE", "", 1)
    told(did=did, saw="the error does not name both", means="Nobody knows what to mend.")
    assert left != error.text
    assert "SHOP_API_KEY" in left
    shop.load({**drawn.env, "SHOP_API_KEY_FILE": ""}, did="loaded SHOP_API_KEY and an empty SHOP_API_KEY_FILE")
    told(
        did="loaded a .env file that names a SHOP_API_KEY_FILE",
        means="Which file a program opens is not for a file to say that came along.",
    )
    shop.refused({"SHOP_DATABASE_URL": drawn.url}, env_file=shop.file(f"SHOP_API_KEY_FILE={path}\n"))


def test_the_file_key_stays_hidden(shop: Any, drawn: Any) -> None:
    path = shop.file(f"{drawn.key}\n", "mounted/key")
    env = {"SHOP_DATABASE_URL": drawn.url, "SHOP_API_KEY_FILE": str(path), "SHOP_DEBUG": "true"}
    means = "Where a secret comes from does not make it less secret."
    for form, text in shop.subject.probe(shop.probes.printed, shop.load(env, did="loaded a key file")).items():
        shop.expect_hidden(text, drawn, "printed the settings", form, means)
    shown = shop.run(env, "--show-config")
    shop.expect_hidden(shown.output, drawn, "ran --show-config", "what it printed", means)
    shop.api.close()
    run = shop.run(env)
    shop.expect_hidden(run.output, drawn, "ran the program where nobody answers", "what it printed", means)
