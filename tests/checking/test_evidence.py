"""From evidence to statuses."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from prodtutor.checking.evidence import Evidence, judge_lesson, judge_so_far, judge_step
from prodtutor.checking.judge import Answer, Case
from prodtutor.checking.judge.messages import Told
from prodtutor.checking.verdict import Finding, Status
from prodtutor.curriculum.model import Lesson


def _case(test: str, passed: bool = True, name: str = "", told: Told | None = None) -> Case:
    return Case("run", test, name or test, passed, told)


def _answer(*cases: Case, collected: dict[str, int] | None = None, **more: object) -> Answer:
    expected = {"test_doubles": 1, "test_program": 1} if collected is None else collected
    return Answer(collected=expected, cases=cases, complete=True, **more)  # type: ignore[arg-type]


BOTH = (_case("test_doubles"), _case("test_program"))


def _status(lesson: Lesson, answer: Answer | None, **more: object) -> dict[str, str]:
    evidence = Evidence(ruff=(), mypy=(), answer=answer, **more)  # type: ignore[arg-type]
    return {step: status.value for step, status in judge_lesson(lesson, "d", evidence, 1).statuses.items()}


def test_everything_passed(lesson: Lesson) -> None:
    assert _status(lesson, _answer(*BOTH)) == {"1.1": "done", "1.2": "done"}


@pytest.mark.parametrize(
    "answer",
    [
        _answer(_case("test_doubles")),
        _answer(*BOTH, collected={"test_doubles": 1}),
        _answer(*BOTH, collected={"test_doubles": 1, "test_program": 2}),
        _answer(*BOTH, _case("test_program"), collected={"test_doubles": 1, "test_program": 2}),
        _answer(*BOTH, _case("test_program"), collected={"test_doubles": 1, "test_program": 1}),
    ],
    ids=["missing", "uncollected", "one of two", "one twice", "one too many"],
)
def test_done_means_exactly_the_expected_cases(lesson: Lesson, answer: Answer) -> None:
    assert _status(lesson, answer)["1.2"] == "cannot_judge"


def test_a_failed_case_is_not_yet_and_a_fault_of_the_check_is_not_the_learners(lesson: Lesson) -> None:
    failed = _case("test_program", False, told=Told(message="It printed nothing."))
    faulty = _case("test_program", False, told=Told(message="KeyError", fault="pack"))
    assert _status(lesson, _answer(BOTH[0], failed))["1.2"] == "not_yet"
    assert _status(lesson, _answer(BOTH[0], faulty))["1.2"] == "cannot_judge"


def test_a_gate_without_an_answer_never_turns_red(lesson: Lesson) -> None:
    evidence = Evidence(ruff=(), answer=_answer(*BOTH), failures={"mypy": "mypy is gone."})
    verdict = judge_lesson(lesson, "d", evidence, 1)
    assert verdict.statuses == {"1.1": Status.DONE, "1.2": Status.CANNOT_JUDGE}
    assert verdict.status is Status.CANNOT_JUDGE
    assert verdict.steps[1].findings[0].message == "mypy is gone."


def test_no_answer_at_all(lesson: Lesson) -> None:
    assert _status(lesson, None) == {"1.1": "cannot_judge", "1.2": "cannot_judge"}


def test_advice_changes_no_status(lesson: Lesson) -> None:
    advice = Finding("ruff", "S105", "advice", "a secret?", step="1.1")
    verdict = judge_lesson(lesson, "d", Evidence(ruff=(advice,), mypy=(), answer=_answer(*BOTH)), 1)
    assert verdict.status is Status.DONE
    assert verdict.steps[0].findings == (advice,)


def test_a_step_says_what_it_waits_for(lesson: Lesson) -> None:
    failed = _case("test_doubles", False, told=Told(message="wrong"))
    verdict = judge_lesson(lesson, "d", Evidence(ruff=(), mypy=(), answer=_answer(failed, BOTH[1])), 1)
    assert verdict.steps[1].waits_for == ("1.1",)
    assert verdict.steps[1].status is Status.DONE


def test_a_hanging_program_is_the_learners_to_mend(lesson: Lesson) -> None:
    told = Told(message="no answer in 5 s", code="timeout")
    evidence = Evidence(ruff=(), mypy=(), answer=_answer(_case("test_doubles", False, told=told), BOTH[1]))
    verdict = judge_lesson(lesson, "d", evidence, 1)
    assert verdict.statuses == {"1.1": Status.NOT_YET, "1.2": Status.DONE}
    assert verdict.steps[0].findings[0].code == "limit"


def test_a_step_is_known_when_its_gates_have_answered(lesson: Lesson) -> None:
    first, second = lesson.steps
    evidence = Evidence(answer=Answer(collected={"test_doubles": 1}, cases=BOTH[:1], complete=False))
    assert not evidence.knows(first)
    evidence.ruff = ()
    assert evidence.knows(first)
    assert not evidence.knows(second)
    assert judge_step(first, evidence).status is Status.DONE


def test_a_goal_of_the_formatter_waits_for_ruff(lesson: Lesson) -> None:
    goal = replace(lesson.steps[0].goals[0], tests=(), ruff=(), formatted=("*.py",))
    step = replace(lesson.steps[0], goals=(goal,), advice=())
    assert not Evidence(mypy=(), answer=_answer(*BOTH)).knows(step)
    assert judge_step(step, Evidence(failures={"ruff": "Ruff is gone."})).status is Status.CANNOT_JUDGE
    found = Finding("ruff", "format", "must", "it would be written differently", step="1.1", goal=goal.name)
    assert judge_step(step, Evidence(ruff=(found,))).status is Status.NOT_YET
    assert judge_step(step, Evidence(ruff=())).status is Status.DONE


def test_a_failed_case_is_enough_to_say_that_a_step_is_not_done(lesson: Lesson) -> None:
    failed = _case("test_doubles", False, name="one", told=Told(message="double(3) is 7."))
    under_way = Answer(collected={"test_doubles": 2, "test_program": 1}, cases=(failed,), complete=False)
    doubles, typed = lesson.steps
    so_far = judge_so_far(doubles, Evidence(answer=under_way))
    assert so_far is not None
    assert so_far.status is Status.NOT_YET
    assert [(goal.name, goal.status) for goal in so_far.goals] == [("value", Status.NOT_YET)]
    assert [finding.message for finding in so_far.findings] == ["double(3) is 7."]
    assert judge_so_far(typed, Evidence(answer=under_way)) is None


def test_a_goal_that_is_through_is_said_along_with_the_one_that_failed(lesson: Lesson) -> None:
    failed = _case("test_doubles", False, told=Told(message="No."))
    under_way = Answer(collected={"test_doubles": 1, "test_program": 1}, cases=(failed,), complete=False)
    so_far = judge_so_far(lesson.steps[0], Evidence(answer=under_way, ruff=()))
    assert so_far is not None
    assert [(goal.name, goal.status) for goal in so_far.goals] == [("value", Status.NOT_YET), ("clean", Status.DONE)]


def test_a_mistake_of_the_check_says_nothing_against_a_step(lesson: Lesson) -> None:
    faulty = _case("test_doubles", False, told=Told(message="KeyError", fault="pack"))
    under_way = Answer(collected={"test_doubles": 2}, cases=(faulty,), complete=False)
    assert judge_so_far(lesson.steps[0], Evidence(answer=under_way, ruff=())) is None
