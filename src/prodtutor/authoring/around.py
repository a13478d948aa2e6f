"""What stands around the lessons: is everything that the mapping, the course and the glossary speak of there?"""

from __future__ import annotations

from prodtutor.authoring.reviews import review_mistakes
from prodtutor.curriculum.course import course_problems
from prodtutor.curriculum.glossary import glossary_problems
from prodtutor.curriculum.mapping import mapping_problems
from prodtutor.curriculum.model import Pack
from prodtutor.errors import ProdtutorError


def course_mistakes(pack: Pack) -> tuple[str, ...]:
    """Every mistake in `mapping.toml`, `course.toml`, `glossary.toml` and the reviews, each with file, line and key.

    A lesson that is only planned has no steps yet: what is said of its steps is held once it is written.
    """
    problems: list[ProdtutorError] = []
    for look in (mapping_problems, course_problems, glossary_problems):
        problems.extend(look(pack))
    said = tuple(" ".join(part for part in (problem.message, problem.hint) if part) for problem in problems)
    return (*said, *review_mistakes(pack))
