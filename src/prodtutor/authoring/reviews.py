"""Prove a review drill: a good review passes, and each way of not having read it fails."""

from __future__ import annotations

from collections.abc import Iterator

from prodtutor.curriculum.model import Pack
from prodtutor.curriculum.review import Review, load_review, review_names, review_problems
from prodtutor.session.review import Mark, judge


def review_mistakes(pack: Pack) -> tuple[str, ...]:
    """What is wrong with the review drills of the pack, a sentence each."""
    found: list[str] = []
    for name in review_names(pack):
        problems = review_problems(pack, name)
        found += [problem.message for problem in problems]
        if not problems:
            found += [f"review {name}: {mistake}" for mistake in _unproved(load_review(pack, name))]
    return tuple(found)


def _unproved(review: Review) -> Iterator[str]:
    """Reviews that must pass and do not, and those that must not and do."""
    best = {fault.name: Mark(min(review.numbers(fault.lines)), fault.kind) for fault in review.faults}
    if not judge(review, best.values()).done:
        yield "a review that marks one line of each fault should pass"
    for fault in review.faults:
        others = [mark for name, mark in best.items() if name != fault.name]
        for number in sorted(review.numbers(fault.lines)):
            if not judge(review, [*others, Mark(number, fault.kind)]).done:
                yield f"line {number} should count as finding {fault.name}"
        if judge(review, others).done:
            yield f"a review that misses {fault.name} should not pass"
        wrong = [Mark(best[fault.name].line, kind.name) for kind in review.kinds if kind.name != fault.kind]
        if judge(review, [*others, *wrong]).done:
            yield f"a review that takes {fault.name} for something else should not pass"
    for kind in review.kinds:
        if judge(review, [*best.values(), *(Mark(line.number, kind.name) for line in review.lines)]).done:
            yield f"a review that marks every line with {kind.name} should not pass"
    for remark in review.debatable:
        extra = [Mark(number, review.kinds[0].name) for number in review.numbers(remark.lines)]
        if judge(review, [*best.values(), *extra]).alarms:
            yield "a debatable line should not count as a false alarm"
