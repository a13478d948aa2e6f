"""Reading and changing the learner's files. Every change is in the history and can be undone."""

from __future__ import annotations

from collections.abc import Callable

from prodtutor.curriculum.simple_index import PAGE
from prodtutor.errors import UsageProblem
from prodtutor.session.open import OpenLesson
from prodtutor.workspace.change import apply, changes_to, record_now, record_unless_known
from prodtutor.workspace.files import read_file
from prodtutor.workspace.names import check_name, is_taken
from prodtutor.workspace.snapshot import take

FILE_CHANGES = frozenset({"create", "rename", "delete", "reset", "restore", "update"})
"""Changes that an editor's own undo does not know."""
UNDOABLE = FILE_CHANGES | {"save"}


class ChangedOutside(UsageProblem):
    """Something else wrote the file since it was last seen. Nothing was saved; `now` is what is on disk."""

    def __init__(self, file: str, now: bytes | None) -> None:
        what = "was deleted" if now is None else "was changed"
        super().__init__(
            "Changed outside",
            f"{file} {what} by another program since it was opened here, so it was not saved.",
            "Load the file anew, or save yours over it: what is there now stays in the history.",
        )
        self.file = file
        self.now = now


def text_files(opened: OpenLesson) -> tuple[str, ...]:
    """Names of the files that hold UTF-8 text without NUL: the lesson's entry file, then sorted, package indexes last.

    The pages of an index, which only tools read, are left out.
    """
    given = opened.lesson.laid_indexes
    names = [
        name
        for name, data in take(opened.root).files.items()
        if as_text(data) is not None and not (name in given and name.endswith(f"/{PAGE}"))
    ]
    return tuple(sorted(names, key=lambda name: (name != opened.lesson.entry, name in given, name)))


def read_bytes(opened: OpenLesson, file: str) -> bytes:
    """The file as it is on disk: keep it as `seen` for `save`. Raises UsageProblem when it cannot be read."""
    name = check_name(file)
    data = read_file(opened.root, name)
    if data is None:
        hint = f"prodtutor reset {opened.lesson.number} {name}" if name == opened.lesson.entry else ""
        raise UsageProblem("No such file", f"{name} is not there.", hint and f"To bring it back: {hint}")
    return data


def read(opened: OpenLesson, file: str) -> str:
    """The text of a file; line ends stay as they are. Raises UsageProblem when it is not there or not UTF-8 text."""
    text = as_text(read_bytes(opened, file))
    if text is None:
        raise UsageProblem("Not a text file", f"{file} is not UTF-8 text.", "Save it as UTF-8 in your editor.")
    return text


def save(
    opened: OpenLesson, file: str, text: str, seen: bytes | None, *, on_disk: Callable[[], None] | None = None
) -> None:
    """Write the text, durably: the old text or the new is on disk, never half of one.

    `seen` is what was on disk when the file was last read or saved here; None: there was no such file. on_disk: called
    as soon as the text is on disk, while it is still to be put into the history. Raises
    ChangedOutside when something else is on disk now, UsageProblem when the name is not allowed or the file cannot be
    written.
    """
    name = check_name(file)
    new = _encoded(name, text)
    now = read_file(opened.root, name)
    if now == new:
        return
    if now != seen:
        raise ChangedOutside(name, now)
    _change(opened, name, new, "save", f"saved {name}", on_disk)


def overwrite(opened: OpenLesson, file: str, text: str) -> None:
    """Save over whatever is on disk; that goes into the history first. For after ChangedOutside was shown."""
    name = check_name(file)
    _change(opened, name, _encoded(name, text), "save", f"saved {name} over another program's version")


def create(opened: OpenLesson, file: str, text: str = "") -> str:
    """Make a new file, with the folders it lies in, and return its name in the usual form.

    Raises UsageProblem when the name is not allowed or taken.
    """
    name = check_name(file)
    _check_free(opened, name)
    _change(opened, name, _encoded(name, text), "create", f"created {name}")
    return name


def rename(opened: OpenLesson, file: str, new: str) -> str:
    """Give a file another name and return it. Raises UsageProblem when it is not there or the new name is taken."""
    old_name, new_name = check_name(file), check_name(new)
    data = read_bytes(opened, old_name)
    if old_name == new_name:
        return new_name
    if old_name.casefold() != new_name.casefold():
        _check_free(opened, new_name)
    record_unless_known(opened.workspace)
    apply(opened.workspace, {old_name: None, new_name: data}, "rename", f"renamed {old_name} to {new_name}")
    return new_name


def delete(opened: OpenLesson, file: str) -> None:
    """Take a file away; it stays in the history. Raises UsageProblem when it is not there."""
    name = check_name(file)
    read_bytes(opened, name)
    _change(opened, name, None, "delete", f"deleted {name}")


def undo(opened: OpenLesson, kinds: frozenset[str] = UNDOABLE) -> str:
    """Take back the last change of one of these kinds that was not taken back yet; say which in a sentence.

    Only the files of that change are touched, and the state before the undo is recorded first. Raises UsageProblem
    when there is nothing to undo.
    """
    history = opened.history
    found = history.last_undoable(kinds)
    if found is None:
        raise UsageProblem("Nothing to undo", "Nothing was changed here that could be taken back.")
    entry, before = found
    old, new = history.contents(before), history.contents(entry)
    touched = {name for name in {*old, *new} if old.get(name) != new.get(name)}
    record_now(opened.workspace, "found", "before an undo")
    current = take(opened.root).files
    target = {name: data for name, data in current.items() if name not in touched}
    target.update({name: old[name] for name in touched if name in old})
    what = entry.note or f"{entry.kind} of {', '.join(sorted(touched))}"
    apply(opened.workspace, changes_to(opened.workspace, target), "undo", f"undid: {what}", undoes=entry.id)
    return f"Undone: {what}."


def _change(
    opened: OpenLesson,
    name: str,
    data: bytes | None,
    kind: str,
    note: str,
    on_disk: Callable[[], None] | None = None,
) -> None:
    record_unless_known(opened.workspace)
    apply(opened.workspace, {name: data}, kind, note, on_disk=on_disk)


def _check_free(opened: OpenLesson, name: str) -> None:
    if is_taken(opened.root, name):
        raise UsageProblem("The name is taken", f"There is a {name} already.", "Choose another name.")


def _encoded(name: str, text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise UsageProblem(
            "Cannot be saved", f"{name}, line {line}: this character cannot be written as UTF-8."
        ) from None


def as_text(data: bytes) -> str | None:
    """UTF-8 text without NUL; None when it is none."""
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None
