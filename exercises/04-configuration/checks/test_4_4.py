"""4.4: environment over file over default."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

import pathspec

from prodtutor.checkkit import Told

NAMES = ("SHOP_ENV", "SHOP_DATABASE_URL", "SHOP_API_KEY", "SHOP_TIMEOUT_S", "SHOP_MAX_BATCH", "SHOP_DEBUG")
ORDER = "Whoever runs the server has the last word; a file that came along must not overrule it."


def lines(values: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in values.items())


def test_environment_over_file_over_default(shop: Any, draw: random.Random, told: Told) -> None:
    drawn = shop.configuration()
    low, high = draw.randrange(60, 200), draw.randrange(201, 499)
    one, both = "SHOP_TIMEOUT_S=7.5\n", f"SHOP_TIMEOUT_S=7.5\nSHOP_MAX_BATCH={low}\n"
    file = shop.file(one)
    chosen = {**drawn.env, "SHOP_MAX_BATCH": str(high)}
    in_environ, in_file = f"{high} in the environment", f"{low} in the file"
    cases = (
        (chosen, both, high, f"{in_environ} and {in_file}"),
        (chosen, one, high, in_environ),
        (drawn.env, both, low, in_file),
        (drawn.env, one, 50, "nothing set"),
    )
    calls = [{"environ": environ, "env_file": file, "text": text} for environ, text, _, _ in cases]
    if shop.all_as_expected(calls, ["max_batch", "timeout_s"], [["returned", size, 7.5] for _, _, size, _ in cases]):
        return
    for environ, text, expected, sources in cases:
        did = f"loaded SHOP_MAX_BATCH with {sources}"
        settings = shop.load(environ, did=did, env_file=shop.file(text))
        told(did=did, saw=f"max_batch is {settings.max_batch!r} and not {expected}", means=ORDER)
        assert settings.max_batch == expected
        told(
            did="loaded a file that says SHOP_TIMEOUT_S=7.5",
            saw=f"timeout_s is {settings.timeout_s!r}",
            means="The file counts where the environment says nothing.",
        )
        assert settings.timeout_s == 7.5


def test_the_file_is_read_when_it_is_given(shop: Any, told: Told) -> None:
    drawn = shop.configuration()
    shop.as_new()
    shop.file("SHOP_MAX_BATCH=333\n", ".env")
    did = "called load_settings without env_file, with a .env in the folder"
    first = shop.load(drawn.env, did=did).max_batch
    told(did=did, saw=f"max_batch is {first!r}: the file was read", means="A test must be able to say: no file.")
    assert first == 50
    did = "called load_settings with an env_file that does not exist"
    nowhere = shop.load(drawn.env, did=did, env_file=shop.subject.root / "nowhere.env").max_batch
    told(did=did, saw=f"max_batch is {nowhere!r}", means="Servers have no such file: the defaults count there.")
    assert nowhere == 50
    shop.set_environment(drawn.env)
    did = "called load_settings with a file that says SHOP_MAX_BATCH=222, then again without a file"
    with_file = shop.load(None, did=did, env_file=shop.file("SHOP_MAX_BATCH=222\n")).max_batch
    without = shop.load(None, did=did).max_batch
    told(
        did=did,
        saw=f"max_batch was {with_file!r}, then {without!r}",
        means="What the file said must not stay behind in os.environ.",
    )
    assert (with_file, without) == (222, 50)
    after = shop.subject.probe(shop.probes.environment)
    told(
        did="called load_settings with a file",
        saw=f"os.environ holds {', '.join(sorted(after.keys() ^ drawn.env.keys())) or 'other values'} now",
        means="Every program that yours starts would inherit the file.",
    )
    assert after == drawn.env


def test_the_program_uses_the_file_beside_itself(real_shop: Callable[[], Any], drawn: Any, told: Told) -> None:
    shop = real_shop()
    decoy = shop.configuration()
    shop.subject.write("elsewhere/.env", lines(decoy.env))
    run = shop.run({}, env_file=lines(drawn.env), cwd=shop.subject.root / "elsewhere")
    keys, named = shop.api.keys, shop.api.databases
    saw = f"the API received nothing; {shop.ended(run)}"
    if decoy.key in keys:
        saw = "it read the .env of the folder that it was started from"
    elif keys:
        saw = f"the API received the key {keys[0]!r} and the database {named[:1]}"
    told(
        did="put key and database into the .env beside the program, and started it from another folder with a .env",
        saw=saw,
        means="Schedulers start programs from any folder. The .env beside the program is the one that counts.",
    )
    assert set(keys) == {drawn.key}
    assert set(named) == {drawn.host}


def test_the_program_lets_the_environment_win(shop: Any, told: Told) -> None:
    drawn = shop.configuration()

    def look(shop: Any) -> None:
        server = shop.configuration()
        run = shop.run(server.env, env_file=lines(drawn.env))
        keys = shop.api.keys
        told(
            did="set SHOP_API_KEY in the environment and in .env",
            saw="the API received the one of .env" if keys else f"the API received nothing; {shop.ended(run)}",
            means=ORDER,
        )
        assert keys[-1:] == [server.key]

    shop.trial(look)


def test_a_file_of_another_folder_is_not_used(shop: Any, told: Told) -> None:
    drawn = shop.configuration()

    def look(shop: Any) -> None:
        shop.subject.write("elsewhere/.env", lines(drawn.env))
        shop.run({}, cwd=shop.subject.root / "elsewhere")
        told(
            did="started the program without a .env beside it, from a folder that has one",
            saw="it took the key from there",
            means="Whoever can choose the folder could choose the configuration.",
        )
        assert drawn.key not in shop.api.keys

    shop.trial(look)


LINES = {
    "comments and empty lines": "# SHOP_MAX_BATCH=7\n\n   \n#another=comment\nSHOP_MAX_BATCH={v}\n\n",
    "double quotes": 'SHOP_MAX_BATCH="{v}"\n',
    "single quotes": "SHOP_MAX_BATCH='{v}'\n",
    "export": "export SHOP_MAX_BATCH={v}\n",
    "blanks around name and value": "  SHOP_MAX_BATCH  =  {v}  \n",
    "line ends as on Windows": "# one\r\nSHOP_MAX_BATCH={v}\r\nSHOP_DEBUG=no\r\n",
    "names that you do not know": "OTHER_TOOL_COLOUR=blue\nSHOP_MAX_BATCH={v}\n",
    "no line end at the end": "SHOP_DEBUG=no\nSHOP_MAX_BATCH={v}",
}
TOOLS = "A file that works with other tools must not mean something else here."


def test_lines_of_the_file(shop: Any, draw: random.Random, told: Told) -> None:
    drawn = shop.configuration()
    sizes = [draw.randrange(60, 499) for _ in LINES]
    texts = [text.replace("{v}", str(size)) for text, size in zip(LINES.values(), sizes, strict=True)]
    file = shop.file("")
    calls = [{"environ": drawn.env, "env_file": file, "text": text} for text in texts]
    if shop.all_as_expected(calls, ["max_batch"], [["returned", size] for size in sizes]):
        return
    for (form, text), size in zip(LINES.items(), sizes, strict=True):
        file = shop.file(text.replace("{v}", str(size)))
        line = next(line for line in text.splitlines() if "{v}" in line).replace("{v}", str(size))
        did = f"loaded a file with this line ({form}): {line}"
        max_batch = shop.load(drawn.env, did=did, env_file=file).max_batch
        told(did=did, saw=f"max_batch is {max_batch!r}", means=TOOLS)
        assert max_batch == size


KEYS = {
    "more than one =": ("SHOP_API_KEY={v}=b=c==\n", "{v}=b=c=="),
    "blanks and # in quotes": ('SHOP_API_KEY="{v} # b"\n', "{v} # b"),
    "quotes in quotes": ("SHOP_API_KEY='{v}\"b\"'\n", '{v}"b"'),
    "$ and %": ("SHOP_API_KEY={v}$b%c%%d\n", "{v}$b%c%%d"),
    "all at once": ("# a\r\n\r\n export SHOP_API_KEY = '{v}=#b c=' \r\n", "{v}=#b c="),
}


def test_values_of_the_file(shop: Any, told: Told) -> None:
    def look(shop: Any) -> None:
        for form, pattern in KEYS.items():
            drawn, before = shop.configuration(), len(shop.api.keys)
            text, expected = (part.replace("{v}", drawn.key) for part in pattern)
            run = shop.run({"SHOP_DATABASE_URL": drawn.url}, env_file=text)
            keys = shop.api.keys[before:]
            line = next(line for line in text.splitlines() if "SHOP_API_KEY" in line)
            nothing = f"the API received nothing; {shop.ended(run)}"
            told(
                did=f"put this line into .env ({form}): {line}",
                saw=f"the API received the key {keys[0]!r}" if keys else nothing,
                means=TOOLS,
            )
            assert set(keys) == {expected}

    shop.trial(look)


def test_in_prod_the_file_is_not_used(shop: Any, told: Told) -> None:
    drawn = shop.configuration()
    means = "A laptop's .env that was copied along would run production."
    did = "loaded SHOP_ENV=prod with a file that says SHOP_MAX_BATCH=333"
    settings = shop.load({**drawn.env, "SHOP_ENV": "prod"}, did=did, env_file=shop.file("SHOP_MAX_BATCH=333\n"))
    told(
        did=did,
        saw=f"max_batch is {settings.max_batch!r}",
        means=means,
    )
    assert settings.max_batch == 50

    def look(shop: Any) -> None:
        run = shop.run({"SHOP_ENV": "prod", "SHOP_DATABASE_URL": drawn.url}, env_file=f"SHOP_API_KEY={drawn.key}\n")
        did = "started the program with SHOP_ENV=prod, and the key in .env alone"
        shop.expect_stop(run, did, ["SHOP_API_KEY"], means)

    shop.trial(look)


def test_in_prod_debug_is_refused(shop: Any, told: Told) -> None:
    drawn = shop.configuration()
    did = "loaded SHOP_ENV=prod and SHOP_DEBUG=true"
    told(did=did, means="Debug output of a live shop goes to everybody who reads its logs.")
    error = shop.refused({**drawn.env, "SHOP_ENV": "prod", "SHOP_DEBUG": "true"})
    told(did=did, saw="the error does not name SHOP_DEBUG", means="Nobody knows what to change.")
    assert "SHOP_DEBUG" in error.text


def test_the_file_cannot_choose_the_environment(shop: Any, draw: random.Random, told: Told) -> None:
    drawn = shop.configuration()
    said = draw.choice(("prod", "staging"))
    did = f"loaded a file that says SHOP_ENV={said} and SHOP_MAX_BATCH=333"
    means = "A file that can say where the program runs can switch off the rules of production."
    file = shop.file(f"SHOP_ENV={said}\nSHOP_MAX_BATCH=333\n")
    call = {"environ": drawn.env, "env_file": file}
    if shop.all_as_expected([call], ["env", "max_batch"], [["returned", "dev", 333]]):
        return
    settings = shop.load(drawn.env, did=did, env_file=file)
    env, max_batch = shop.text_of(settings.env), settings.max_batch
    told(did=did, saw=f"env is {env!r} and max_batch is {max_batch!r}", means=means)
    assert (env, max_batch) == ("dev", 333)


def test_the_example_lists_every_name(files: Mapping[str, str], told: Told) -> None:
    did = "looked into .env.example"
    told(
        did="looked for .env.example",
        saw="it is not there",
        means="A newcomer has to read the code to find out what to set.",
    )
    assert ".env.example" in files
    found: dict[str, str] = {}
    for line in files[".env.example"].splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#"):
            found[name.strip()] = value.strip()
    missing = [name for name in NAMES if name not in found]
    told(
        did=did,
        saw=f"there is no line {' and no line '.join(f'{n}=' for n in missing)}",
        means="A newcomer forgets it.",
    )
    assert not missing
    filled = [name for name in NAMES if found[name].partition("#")[0].strip("\"' ")]
    told(
        did=did,
        saw=f"{' and '.join(filled)} has a value",
        means="Values in a committed file are copied and used: sooner or later one of them is real.",
    )
    assert not filled


def test_git_ignores_the_right_files(files: Mapping[str, str], told: Told) -> None:
    told(did="looked for .gitignore", saw="it is not there", means="The next `git add .` publishes your .env.")
    assert ".gitignore" in files
    ignored = pathspec.GitIgnoreSpec.from_lines(files[".gitignore"].splitlines())
    told(did="asked .gitignore about .env", saw="it is not ignored", means="The next `git add .` publishes it.")
    assert ignored.match_file(".env")
    for name in (".env.example", "daily_report.py", "settings.py", ".gitignore"):
        told(
            did=f"asked .gitignore about {name}",
            saw="it is ignored, too",
            means="It never reaches your team.",
        )
        assert not ignored.match_file(name)
