"""Exceptions of the learner's code as the judge sees them."""

from __future__ import annotations

from typing import Any

import pytest

from prodtutor.checkkit import NotRaised, SubjectRaised

FILES = {
    "settings.py": """
        import sqlite3

        class SettingsError(Exception):
            def __init__(self, text, field=None):
                super().__init__(text)
                self.field = field

        def from_cause():
            try:
                int("x")
            except ValueError as error:
                raise SettingsError("no number", "port") from error

        def from_none():
            try:
                int("x")
            except ValueError:
                raise SettingsError("no number") from None

        def in_context():
            try:
                int("x")
            except ValueError:
                raise SettingsError("no number")

        def load(path, *, strict=False):
            return object()

        def outer():
            return load()

        def sql():
            sqlite3.connect(":memory:").execute("nonsense")

        class Broken(Exception):
            def __str__(self):
                raise RuntimeError("no text")

        def broken():
            raise Broken

        def deep():
            return deep()

        def circle():
            first, second = ValueError("a"), ValueError("b")
            first.__cause__, second.__cause__ = second, first
            raise first
        """,
    "leaves.py": "raise SystemExit(0)",
    "half.py": "def f(:\n    pass\n",
    "needs.py": "import nowhere_to_be_found\n",
}


def test_a_cause_crosses(make: Any) -> None:
    subject = make(FILES)
    with subject.raises("settings:SettingsError") as caught:
        subject.call("settings:from_cause")
    error = caught.error
    assert (error.type, error.text, error.handle.field) == ("settings:SettingsError", "no number", "port")
    assert error.cause is not None
    assert error.cause.is_a("ValueError")
    assert error.suppress
    assert error.place is not None
    assert (error.place.file, error.place.function) == ("settings.py", "from_cause")
    assert error.traceback.startswith(
        'Traceback (most recent call last):\n  File "settings.py", line 13, in from_cause'
    )


def test_causes_and_contexts_are_told_apart(make: Any) -> None:
    subject = make(FILES)
    seen = {}
    for name in ("from_none", "in_context"):
        with subject.raises("settings:SettingsError") as caught:
            subject.call(f"settings:{name}")
        error = caught.error
        seen[name] = (error.cause, error.suppress, error.context is not None)
    assert seen == {"from_none": (None, True, True), "in_context": (None, False, True)}


def test_classes_of_the_standard_library_are_known_by_any_of_their_names(make: Any) -> None:
    subject = make(FILES)
    with subject.raises("sqlite3:OperationalError") as caught:
        subject.call("settings:sql")
    assert caught.error.is_a("sqlite3:Error")
    assert caught.error.is_a("Exception")
    assert not caught.error.is_a("ValueError")


@pytest.mark.parametrize(
    ("call", "phase", "kind"),
    [
        (("missing:load",), "import", "ModuleNotFoundError"),
        (("settings:missing",), "name", "AttributeError"),
        (("settings:load",), "signature", "TypeError"),
        (("settings:SettingsError",), "signature", "TypeError"),
        (("settings:outer",), "code", "TypeError"),
        (("leaves:x",), "import", "SystemExit"),
        (("half:f",), "import", "SyntaxError"),
        (("sys:exit", 0), "code", "SystemExit"),
        (("settings:deep",), "code", "RecursionError"),
    ],
)
def test_where_it_was_raised(make: Any, call: tuple[Any, ...], phase: str, kind: str) -> None:
    with pytest.raises(SubjectRaised) as caught:
        make(FILES).call(*call)
    assert (caught.value.phase, caught.value.is_a(kind)) == (phase, True)


def test_a_syntax_error_has_its_place(make: Any) -> None:
    with pytest.raises(SubjectRaised) as caught:
        make(FILES).get("half:f")
    place = caught.value.place
    assert place is not None
    assert (place.file, place.line) == ("half.py", 1)


def test_strange_exceptions_do_no_harm(make: Any) -> None:
    subject = make(FILES)
    with pytest.raises(SubjectRaised, match="cannot be shown"):
        subject.call("settings:broken")
    with pytest.raises(SubjectRaised) as caught:
        subject.call("settings:circle")
    assert caught.value.cause is not None
    assert caught.value.cause.cause is None


def test_what_was_not_raised_is_said_plainly(make: Any) -> None:
    subject = make(FILES)
    with (
        pytest.raises(NotRaised, match=r"^load returned an object instead of raising SettingsError$"),
        subject.raises("settings:SettingsError"),
    ):
        subject.call("settings:load", "x")
    with (
        pytest.raises(NotRaised, match=r"^it raised OperationalError: near .* instead of SettingsError$") as caught,
        subject.raises("settings:SettingsError"),
    ):
        subject.call("settings:sql")
    assert caught.value.place is not None
    assert caught.value.place.file == "settings.py"


def test_a_missing_name_is_not_taken_for_a_wrong_exception(make: Any) -> None:
    subject = make(FILES)
    with pytest.raises(SubjectRaised) as caught, subject.raises("settings:SettingsError"):
        subject.call("settings:absent")
    assert caught.value.phase == "name"


def test_no_traceback_shows_the_probe(make: Any) -> None:
    def secret_probe() -> None:
        import settings

        settings.from_cause()

    with pytest.raises(SubjectRaised) as caught:
        make(FILES).probe(secret_probe)
    assert "probe" not in caught.value.traceback
    assert [place.function for place in caught.value.places] == ["from_cause"]
