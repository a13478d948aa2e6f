"""The report of a class as a page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from prodtutor.checking.verdict import Status
from prodtutor.classroom.gather import Skipped
from prodtutor.classroom.page import classes, html_report
from prodtutor.classroom.sheet import Graded, GradeSheet, Taught, ungradable

ADA = Graded("ada", "01-double", Status.DONE, {"1.1": Status.DONE, "1.2": Status.DONE}, 1.0, None, 5, like="solution")
EVE = Graded(
    "eve",
    "01-double",
    Status.NOT_YET,
    {"1.1": Status.DONE, "1.2": Status.NOT_YET},
    0.5,
    None,
    5,
    learner="Eve Example",
    says="1.2: double(2) was 5",
    pragmas=2,
)
BOB = ungradable("bob", "It is damaged.")
TAUGHT = {"01-double": Taught(1, "Doubling", {"1.1": "Twice as much", "1.2": "Typed"})}
SHEET = GradeSheet("bwrap", (ADA, BOB, EVE), (Skipped("notes.txt", "it is neither a folder nor a bundle"),), TAUGHT)


class Seen(HTMLParser):
    """The texts and tags of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.texts += [value or "" for name, value in attrs if name == "title"]

    def handle_data(self, data: str) -> None:
        self.texts.append(" ".join(data.split()))


def test_the_class_and_each_submission_are_on_it() -> None:
    seen = Seen(html_report(SHEET))
    text = "\n".join(seen.texts)

    assert "Lesson 1: Doubling" in text
    assert "2 of 2" in text  # both have done 1.1
    assert "1 of 2" in text
    assert "Twice as much" in text
    assert "1.2: not yet" in text
    for said in ("Eve Example", "1.2: double(2) was 5", "same code as solution", "2 ignored pragmas", "It is damaged."):
        assert said in text
    assert "notes.txt, because it is neither a folder nor a bundle" in text
    assert "a sandbox for each (bwrap)" in text


def test_a_share_of_a_hundred_means_all() -> None:
    most = [ADA] * 299 + [EVE]
    (lesson,) = classes(GradeSheet("bwrap", tuple(most), (), TAUGHT))
    assert [column.share for column in lesson.columns] == [100, 99]


def test_what_has_no_lesson_comes_last() -> None:
    assert [each.title for each in classes(SHEET)] == ["Lesson 1: Doubling", "No lesson that I know"]


@given(st.text(alphabet=st.sampled_from("<>&\"'/{}%# abcscript"), min_size=1))
def test_no_text_becomes_markup(text: str) -> None:
    hostile = Graded(text, "01-double", Status.NOT_YET, {"1.1": Status.NOT_YET}, 0.0, text, 5, learner=text, says=text)
    plain = Graded("a", "01-double", Status.NOT_YET, {"1.1": Status.NOT_YET}, 0.0, "a", 5, learner="a", says="a")

    def page(item: Graded) -> Seen:
        return Seen(html_report(GradeSheet("bwrap", (item,), (Skipped(item.name, item.name),), TAUGHT)))

    assert page(hostile).tags == page(plain).tags
    assert " ".join(text.split()) in page(hostile).texts


def test_it_loads_nothing_and_runs_nothing() -> None:
    page = html_report(SHEET)

    assert "script" not in Seen(page).tags
    assert not re.search(r"(src|href|url)\s*[=(]", page)
    assert "default-src 'none'" in page
