"""How a verdict reads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prodtutor.checking.verdict import Finding, GoalVerdict, Status, StepVerdict, Verdict
from prodtutor.cli.paper import Paper
from prodtutor.cli.verdict import by_rule, label, place, write_verdict
from prodtutor.settings import Settings

DONE, NOT_YET, CANNOT = Status.DONE, Status.NOT_YET, Status.CANNOT_JUDGE


def finding(**changes: object) -> Finding:
    start = Finding(
        tool="pytest",
        code="test_stops_early",
        level="must",
        message="It asked the shop three times and then stopped.",
        goal="early",
        file="daily_report.py",
        line=12,
        column=5,
        did="ran it with SHOP_TIMEOUT_S=soon",
        saw="three requests, status 0",
        means="half a report in production",
    )
    return replace(start, **changes)  # type: ignore[arg-type]


def verdict(*steps: StepVerdict, status: Status = NOT_YET, problem: Finding | None = None) -> Verdict:
    return Verdict("04-configuration", "0" * 64, status, steps, 412, problem)


def step(
    step_id: str,
    status: Status,
    goals: tuple[GoalVerdict, ...] = (),
    findings: tuple[Finding, ...] = (),
    **more: object,
) -> StepVerdict:
    return StepVerdict(step_id, f"name-{step_id}", f"Title {step_id}", status, goals, findings, **more)  # type: ignore[arg-type]


@pytest.fixture
def paper(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Paper:
    monkeypatch.setenv("COLUMNS", "80")
    return Paper(settings)


EARLY = GoalVerdict("early", "Stop before any work", NOT_YET)
LATER = GoalVerdict("later", "Name what is missing", NOT_YET)
OTHER = finding(goal="later", code="S105", tool="ruff", did="", saw="", means="", message="A password in the code.")


def test_the_first_unmet_goal_is_explained_and_the_others_get_one_line(
    paper: Paper, capsys: pytest.CaptureFixture[str]
) -> None:
    write_verdict(verdict(step("4.1", DONE), step("4.2", NOT_YET, (EARLY, LATER), (finding(), OTHER))), paper, number=4)

    text = capsys.readouterr().out
    assert "✓ 4.1 Title 4.1" in text
    assert "daily_report.py:12:5 · test_stops_early" in text
    assert "I did    ran it with SHOP_TIMEOUT_S=soon" in text
    assert "I saw    three requests, status 0" in text
    assert "It means half a report in production" in text
    [line] = [line for line in text.splitlines() if "Name what is missing" in line]
    assert "A password in the code." in line
    assert text.count("A password in the code.") == 1
    assert "prodtutor check 4 --step 4.2" in text
    assert "Not yet · 1 of 2 steps done · took 0.4 s" in text


def test_one_step_is_shown_with_all_goals_advice_and_details(paper: Paper, capsys: pytest.CaptureFixture[str]) -> None:
    advice = replace(OTHER, level="advice", code="PTH123", goal="", message="Path.open reads better.")
    first = finding(detail="expected 2\nactual 0")
    write_verdict(
        verdict(step("4.1", NOT_YET), step("4.2", NOT_YET, (EARLY, LATER), (first, OTHER, advice))),
        paper,
        number=4,
        only="4.2",
    )

    text = capsys.readouterr().out
    assert "4.1" not in text
    assert "Ruff S105" in text
    assert "│ expected 2" in text
    assert "Path.open reads better." in text
    assert "Step 4.2: not yet" in text


def test_places_of_one_rule_stand_together(paper: Paper, capsys: pytest.CaptureFixture[str]) -> None:
    both = (replace(OTHER, line=3), replace(OTHER, line=9, code="S106"), replace(OTHER, line=30))
    write_verdict(verdict(step("4.2", NOT_YET, (LATER,), both)), paper, number=4)

    lines = capsys.readouterr().out.splitlines()
    at = next(n for n, line in enumerate(lines) if "Ruff S105 · 2 places" in line)
    assert "daily_report.py:3:5" in lines[at + 1]
    assert "daily_report.py:30:5" in lines[at + 2]
    assert [key for key, _ in by_rule(list(both))] == [("ruff", "S105"), ("ruff", "S106")]


def test_a_waiting_step_says_for_what_and_shows_no_findings(paper: Paper, capsys: pytest.CaptureFixture[str]) -> None:
    waiting = step("4.3", NOT_YET, (EARLY,), (finding(),), waits_for=("4.2",))
    write_verdict(verdict(step("4.2", NOT_YET), waiting), paper, number=4)

    text = capsys.readouterr().out
    assert "… 4.3 Title 4.3 · waiting for 4.2" in text
    assert "SHOP_TIMEOUT_S" not in text


def test_a_step_that_was_done_before_broke_again(paper: Paper, capsys: pytest.CaptureFixture[str]) -> None:
    write_verdict(verdict(step("4.1", NOT_YET)), paper, number=4, broke_again={"4.1"})

    assert "4.1 Title 4.1 · broke again" in capsys.readouterr().out


def test_a_problem_stands_alone(paper: Paper, capsys: pytest.CaptureFixture[str]) -> None:
    problem = Finding("tutor", "syntax", "must", "There is no closing bracket.", "settings.py", 3, 9)
    write_verdict(verdict(step("4.1", NOT_YET), problem=problem), paper, number=4)

    text = capsys.readouterr().out
    assert "settings.py:3:9" in text
    assert text.count("There is no closing bracket.") == 1
    assert "Nothing of yours was run." in text
    assert "4.1" not in text


def test_a_step_that_cannot_be_judged_says_so(paper: Paper, capsys: pytest.CaptureFixture[str]) -> None:
    write_verdict(verdict(step("4.1", CANNOT), status=CANNOT), paper, number=4)

    text = capsys.readouterr().out
    assert "? 4.1 Title 4.1 · cannot be judged" in text
    assert "Cannot be judged · 0 of 1 steps done" in text


def test_optional_steps_are_never_counted(paper: Paper, capsys: pytest.CaptureFixture[str]) -> None:
    beyond = step("4.5", NOT_YET, (EARLY,), (finding(),), optional=True)
    write_verdict(verdict(step("4.1", DONE), beyond, status=DONE), paper, number=4)

    text = capsys.readouterr().out
    assert "4.5 Title 4.5 · beyond, optional" in text
    assert "Done · 1 of 1 steps done" in text


def test_plain_text_has_no_symbol(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    paper = Paper(replace(settings, plain=True))
    write_verdict(
        verdict(
            step("4.1", DONE),
            step("4.2", NOT_YET, (EARLY,), (finding(detail="x"),)),
            step("4.3", NOT_YET, waits_for=("4.2",)),
        ),
        paper,
        number=4,
    )

    text = capsys.readouterr().out
    assert text.isascii()
    assert "[x] 4.1" in text
    assert "[ ] 4.2" in text
    assert "[.] 4.3" in text


def test_what_a_program_printed_cannot_steer_the_terminal(paper: Paper, capsys: pytest.CaptureFixture[str]) -> None:
    nasty = finding(
        saw="\x1b]52;c;cm0gLXJm\x07 and \u202egnp.exe",
        file="a\x1b[31m.py",
        detail="\x9b31m",
        code="\x1b[2J",
        did="\r",
    )
    write_verdict(verdict(step("4.2", NOT_YET, (EARLY,), (nasty,))), paper, number=4, only="4.2")

    text = capsys.readouterr().out
    assert not {"\x1b", "\x9b", "\x07", "\u202e", "\r"} & set(text)


def test_a_place_says_as_much_as_is_known() -> None:
    assert place(finding()) == "daily_report.py:12:5"
    assert place(finding(column=None)) == "daily_report.py:12"
    assert place(finding(line=None)) == "daily_report.py"
    assert label(finding(tool="mypy", code="arg-type")) == "mypy arg-type"
