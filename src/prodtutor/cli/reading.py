"""prodtutor read, prodtutor glossary, prodtutor welcome: what there is to read besides the lessons."""

from __future__ import annotations

from typing import Annotated

import typer

from prodtutor.cli.options import PackOption, PlainOption, desk_for
from prodtutor.cli.paper import clean
from prodtutor.errors import ExitStatus


def read(
    ctx: typer.Context,
    card: Annotated[
        str | None,
        typer.Argument(
            metavar="CARD", help="The name of a card, its beginning, or a word of its title.", show_default=False
        ),
    ] = None,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int:
    """Read a card: a short page on what no exercise can show. Without a name, list them all."""
    from prodtutor.session.reading import find_card, shelves

    with desk_for(ctx, pack, plain) as desk:
        if card is not None:
            desk.paper.write(clean(find_card(desk.tutor, card).text.strip()) + "\n")
            return ExitStatus.DONE
        there = shelves(desk.tutor)
        for shelf in there:
            head = f"{shelf.number:>2}  {shelf.title}" if shelf.number else shelf.title
            desk.paper.line(clean(head), "strong")
            for item in shelf.cards:
                desk.paper.line(f"    {clean(item.slug):<27} {desk.paper.coloured(clean(item.title), 'quiet')}")
        desk.paper.line()
        if there:
            desk.paper.line(f"Read one with `prodtutor read {there[0].cards[0].slug}`.", "quiet")
        else:
            desk.paper.line("This pack has no cards.")
    return ExitStatus.DONE


def glossary(
    ctx: typer.Context,
    term: Annotated[
        list[str] | None, typer.Argument(metavar="[TERM]", help="A word, such as wheel.", show_default=False)
    ] = None,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int:
    """Say in plain words what a term means. Without one, list them all."""
    from prodtutor.session.reading import explain
    from prodtutor.session.reading import glossary as all_terms

    with desk_for(ctx, pack, plain) as desk:
        numbers = {entry.slug: entry.number for entry in desk.tutor.pack.lessons}
        if term:
            for found in explain(desk.tutor, " ".join(term)):
                also = f" (also: {', '.join(found.also)})" if found.also else ""
                desk.paper.line(desk.paper.coloured(clean(found.term), "strong") + clean(also))
                desk.paper.wrapped(found.says, "    ")
                if found.lesson in numbers:
                    desk.paper.line(f"    See lesson {numbers[found.lesson]}.", "quiet")
            return ExitStatus.DONE
        terms = all_terms(desk.tutor)
        desk.paper.wrapped(", ".join(found.term for found in terms) or "This pack has no glossary.")
        if terms:
            desk.paper.line()
            desk.paper.line(f"{len(terms)} terms. Open one with `prodtutor glossary {terms[0].term}`.", "quiet")
    return ExitStatus.DONE


def welcome(ctx: typer.Context, pack: PackOption = None, plain: PlainOption = False) -> int:
    """Show again what was said on the first run: lessons, editors, folders."""
    from prodtutor.session.welcome import pages

    with desk_for(ctx, pack, plain) as desk:
        for number, page in enumerate(pages(desk.tutor)):
            if number:
                desk.paper.line()
            desk.paper.line(clean(page.title), "strong")
            desk.paper.line()
            for paragraph in page.text.split("\n"):
                hanging = "   " if paragraph[:1].isdigit() else "  " if paragraph.startswith("- ") else ""
                desk.paper.wrapped(paragraph.replace("**", ""), "", hanging)
    return ExitStatus.DONE
