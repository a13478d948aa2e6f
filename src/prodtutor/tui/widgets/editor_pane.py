"""The learner's files: a row of tabs and one editor for each file that was opened. What is typed here is saved here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import ContentSwitcher, TextArea

from prodtutor.checking.verdict import Finding
from prodtutor.tui.desk import LessonDesk
from prodtutor.tui.glyphs import Glyphs
from prodtutor.tui.problems import ask, errand
from prodtutor.tui.widgets.code_editor import CodeEditor
from prodtutor.tui.widgets.finding_text import in_code
from prodtutor.tui.widgets.line_marks import LineMark
from prodtutor.tui.widgets.open_files import Buffer, OpenFiles
from prodtutor.tui.widgets.tab_strip import Tab, TabStrip
from prodtutor.tui.widgets.text_search import Search, nearest, replaced
from prodtutor.untrusted import neutralise

if TYPE_CHECKING:
    from prodtutor.tui.widgets.find_bar import FindBar

_SIGNS = {"must": "$text-error", "advice": "$text-warning"}


class EditorPane(OpenFiles):
    """File tabs over editors. Tells its screen of edits, of saved files and of conflicts; never decides a conflict."""

    DEFAULT_CSS = """
    EditorPane {
        & > TabStrip { margin: 0 1; }
        & > ContentSwitcher { height: 1fr; }
        CodeEditor {
            background: $background;
            padding: 0;
            scrollbar-size-vertical: 1;
            scrollbar-size-horizontal: 0;
            & .editor--must { color: $text-error; text-style: bold; }
            & .editor--advice { color: $text-warning; }
            & .editor--found { background: $accent 30%; }
            & .text-area--matching-bracket { background: $foreground 25%; text-style: bold; }
            &:nocolor .text-area--matching-bracket { text-style: bold underline; }
            & .text-area--gutter { color: $foreground 55%; }
            & .text-area--cursor-line { background: $panel 60%; }
            & .text-area--cursor-gutter { background: $panel 60%; color: $foreground; }
        }
    }
    """

    def __init__(self, desk: LessonDesk, glyphs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(desk, id=id)
        self._glyphs = glyphs
        self._marks: dict[str, dict[int, LineMark]] = {}
        self._numbers = iter(range(1, 1_000_000))
        self._bar: FindBar | None = None
        self._search = Search()
        self._from = (0, 0)
        """Where the cursor was when the search began."""

    def compose(self) -> ComposeResult:
        arrival = self._desk.arrival
        self._files, self.file = arrival.files, arrival.file
        editor = self._editor(self.file, arrival.text) if self.file else None
        yield TabStrip(self._all_tabs(), active=self.file, id="files")
        with ContentSwitcher(id="editors", initial=editor.id if editor else None):
            if editor:
                yield editor

    def on_mount(self) -> None:
        self.title("Edit")
        if self.file:
            self.post_message(self.Shown(self.file))

    async def show(self, file: str, line: int | None = None, column: int = 1) -> None:
        """Bring a file to the front. Raises NotDone when it cannot be read (the learner has been told)."""
        if not file:
            self._tabs()
            return
        if file not in self._buffers:
            text = await ask(self, self._desk.read, file)
            if file not in self._buffers:  # two asked at once
                await self._mount_editor(file, text)
        self.file = file
        editor = self._buffers[file].editor
        self.query_one("#editors", ContentSwitcher).current = editor.id
        self._tabs()
        if line is not None:
            editor.go(line, column)
        self.post_message(self.Shown(file))

    async def _mount_editor(self, file: str, text: str) -> None:
        editor = self._editor(file, text)
        with self.prevent(TextArea.Changed):
            await self.query_one("#editors", ContentSwitcher).add_content(editor)
        editor.mark(self._marks.get(file, {}))

    def _editor(self, file: str, text: str) -> CodeEditor:
        """A new editor, known from now on, and not mounted yet."""
        settings = self._desk.settings
        editor = CodeEditor(
            file,
            text,
            sign=self._glyphs.mark,
            colour=not (settings.no_color or settings.plain),
            read_only=not self._desk.writable,
        )
        editor.given = self._desk.is_given(file)
        editor.read_only = editor.read_only or editor.given
        editor.cursor_blink = not settings.plain
        editor.id = f"editor-{next(self._numbers)}"
        self._desk.undos.give_back(self._desk.opened.root / file, editor)
        self._buffers[file] = Buffer(editor, text, editor.text)
        if editor.text != text:  # TextArea has one kind of line end; this file would not come back as it was
            editor.read_only = editor.locked = True
            self.notify(
                f"{neutralise(file)} has unusual line ends, which this editor would change. It can be read here.",
                severity="warning",
                markup=False,
            )
        return editor

    def keep_undos(self) -> None:
        """What can be undone here can be undone when the lesson is open again."""
        for file, buffer in self._buffers.items():
            self._desk.undos.keep(self._desk.opened.root / file, buffer.editor)

    def focus_editor(self) -> None:
        """Put the focus into the text."""
        if editor := self.editor:
            self.focus_on(editor)

    def mark(self, by_file: Mapping[str, Mapping[int, LineMark]]) -> None:
        """Show marks: for each file its lines (from 1) with what is said of them."""
        self._marks = {file: dict(lines) for file, lines in by_file.items()}
        for file, buffer in self._buffers.items():
            buffer.editor.mark(self._marks.get(file, {}))
        self._tabs()
        self.tell_place()

    @property
    def marked(self) -> tuple[Finding, ...]:
        """What is marked anywhere, file by file and from top to bottom."""
        return tuple(
            finding
            for file in self._files
            for _line, mark in sorted(self._marks.get(file, {}).items())
            for finding in mark.findings
        )

    def tell_place(self) -> None:
        """Say in the lower frame where the cursor is, and before it what is said of its line."""
        editor = self.editor
        if editor is None:
            return
        row, column = editor.cursor_location
        place = f"line {row + 1}, column {column + 1}"
        if editor.given:
            place = f"given: to read only {self._glyphs.dot} {place}"
        mark = editor.marks.get(row + 1)
        room = self.size.width - len(place) - 8
        if mark is None or room < 12:
            self.subtitle(place)
            return
        more = f" (and {len(mark.says) - 1} more)" if len(mark.says) > 1 else ""
        says = in_code(neutralise(mark.says[0]) + more).truncate(room, ellipsis=True)
        self.subtitle(Content.assemble((f"{self._glyphs.point} ", _SIGNS[mark.level]), says, f"  {place}"))

    def writable(self, writable: bool) -> None:
        """Let the learner type, or not."""
        for buffer in self._buffers.values():
            editor = buffer.editor
            editor.read_only = editor.locked or editor.given or not writable

    def step_file(self, by: int) -> str:
        """The file `by` tabs further on."""
        if not self._files:
            return ""
        at = self._files.index(self.file) if self.file in self._files else 0
        return self._files[(at + by) % len(self._files)]

    def _tabs(self) -> None:
        strip = self.query_one("#files", TabStrip)
        strip.tabs = self._all_tabs()
        strip.active = self.file

    def _all_tabs(self) -> tuple[Tab, ...]:
        return tuple(
            Tab(file, neutralise(file), self._glyphs.mark if self._marks.get(file) else "") for file in self._files
        )

    # What the widgets inside say

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        editor = event.text_area
        if isinstance(editor, CodeEditor):
            buffer = self._buffers.get(editor.file)
            if buffer is not None and buffer.edited:
                self.post_message(self.Edited(editor.file))
            if self._bar is not None and self._bar.display and editor is self.editor:
                self._show_found()

    @on(TabStrip.Picked, "#files")
    def _picked(self, event: TabStrip.Picked) -> None:
        event.stop()
        self._show_soon(event.tab)

    @work(group="show")
    @errand
    async def _show_soon(self, file: str) -> None:
        await self.show(file)

    @on(TabStrip.Entered, "#files")
    def _entered(self, event: TabStrip.Entered) -> None:
        event.stop()
        self.focus_editor()

    @on(TextArea.SelectionChanged)
    def _moved(self, event: TextArea.SelectionChanged) -> None:
        event.stop()
        self.tell_place()

    # Finding and replacing

    async def open_find(self) -> None:
        """Show the search below the text, with what is selected to look for."""
        editor = self.editor
        if editor is None:
            return
        if self._bar is None:
            from prodtutor.tui.widgets.find_bar import FindBar

            self._bar = FindBar(self._glyphs)
            await self.mount(self._bar)
        selected = editor.selected_text
        self._from = min(editor.selection)
        self._bar.open(selected if selected and "\n" not in selected else "", replace=not editor.read_only)

    def on_find_bar_changed(self, event: FindBar.Changed) -> None:
        event.stop()
        self._search = event.search
        self._step(1, self._from)

    def on_find_bar_stepped(self, event: FindBar.Stepped) -> None:
        event.stop()
        if (editor := self.editor) is not None:
            start, end = sorted(editor.selection)
            self._step(event.by, end if event.by > 0 else start)

    def on_find_bar_replaced(self, event: FindBar.Replaced) -> None:
        event.stop()
        editor = self.editor
        if editor is None or editor.read_only:
            return
        matches = self._search.matches(editor.document.lines)
        if event.every:
            if matches:
                first, last = matches[0].row, matches[-1].row
                lines = replaced(editor.document.lines, matches, event.by)
                end = (last, len(editor.document.get_line(last)))
                editor.replace("\n".join(lines[first : last + 1]), (first, 0), end, maintain_selection_offset=False)
            self._say_found(f"{len(matches)} replaced")
            self._show_found()
            return
        start, end = sorted(editor.selection)
        if any((match.row, match.start) == start and (match.row, match.end) == end for match in matches):
            editor.replace(event.by, start, end, maintain_selection_offset=False)
            end = (start[0], start[1] + len(event.by))
        self._step(1, end)

    def on_find_bar_closed(self, event: FindBar.Closed) -> None:
        event.stop()
        for buffer in self._buffers.values():
            buffer.editor.show_found(())
        self.focus_editor()

    def _step(self, by: int, place: tuple[int, int]) -> None:
        """Go to the next or previous match from a place, and say which of how many it is."""
        editor = self.editor
        if editor is None:
            return
        matches = self._search.matches(editor.document.lines)
        at = nearest(matches, *place, by)
        editor.show_found(matches)
        if at is None:
            self._say_found("none" if self._search.wanted else "")
            return
        editor.choose(matches[at])
        self._say_found(f"{at + 1} of {len(matches)}")

    def _show_found(self) -> None:
        if (editor := self.editor) is not None:
            editor.show_found(self._search.matches(editor.document.lines))

    def _say_found(self, text: str) -> None:
        if self._bar is not None:
            self._bar.say(text)
