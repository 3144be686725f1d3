"""What the session's own data frames give away about an output: their identifiers, and parts of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.proof import IDENTIFIERS, PARTS, Seen, Session
from gel_airlock_jupyter.registry import Context, plural, rule
from gel_airlock_jupyter.subjects import FigureView, FileView, RequestView, TableView, TextView, View

ANY = (TableView, FigureView, TextView, FileView, RequestView)


@rule("ID-03", *ANY, title="An identifier of the session's data frames")
def session_identifiers(view: View, context: Context) -> Iterator[Finding]:
    """Look for identifiers that stand in the session's data frames.

    What it looks for: the values of columns named as identifiers (participant_id, platekey, family_id ...) in every
    frame in memory, found again anywhere in the output: cells, headers, index, title, labels, metadata; whole or as a
    word of a longer text, as text or number.

    Why it matters: nine digits alone may be a genomic position; nine digits that are a participant of this session are
    not. An output that holds an identifier is rejected.

    What to do: drop the column or the rows; rename what carries it.

    Limits: only in the kernel that holds the frames. Identifiers shorter than six characters are not looked for;
    numbers are weighed against how densely the identifiers fill their range.
    """
    session = cast("Session | None", context.session)
    if session is None:
        return
    for seen in session.identifiers(view, context.reading):
        yield context.finding(
            f"{plural(seen.places, 'place')} {'holds an identifier' if seen.places == 1 else 'hold identifiers'} "
            f"that stand{'s' if seen.places == 1 else ''} in `{seen.frame}`, column '{seen.column}'.",
            seen.where,
            "Drop the column or the rows, or rename what carries it: identifiers may never leave.",
            places=seen.places,
        )
    yield from _unfinished(session, IDENTIFIERS, context)


@rule("ID-06", TableView, title="A pseudo-identifier made from a real one")
def pseudo_identifiers(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for columns whose values are cut from identifiers of the session's frames.

    What it looks for: columns of mostly different values that, for most rows, are the last, first or other characters
    of an identifier: row by row where it is known which row is which, else as a set where chance is excluded. Also its
    hash (MD5, SHA-1, SHA-2), whole or cut.

    Why it matters: the last five digits of a participant number are still that participant's.

    What to do: number the rows anew (`Participant 1, 2, 3`) in an order that is not the frame's.

    Limits: encoded identifiers, and hashes with a salt, are not recognised.
    """
    session = cast("Session | None", context.session)
    if session is None:
        return
    for seen in session.pseudo_identifiers(view):
        if _is_identifier_itself(seen, view, context):
            continue
        yield context.finding(
            f"{seen.shown_in or 'A column'!r} holds {seen.how} of identifiers in `{seen.frame}`, column "
            f"'{seen.column}', in most of its {seen.places:,} rows.",
            seen.where,
            "Use numbers that have nothing to do with the identifier, in another order than the frame's.",
            places=seen.places,
        )
    yield from _unfinished(session, PARTS, context)


def _is_identifier_itself(seen: Seen, view: TableView, context: Context) -> bool:
    """Return whether ID-03 reports the same column already."""
    session = cast("Session", context.session)
    positions = {place.column for found in session.identifiers(view, context.reading) for place in found.where}
    return any(place.column in positions for place in seen.where)


def _unfinished(session: Session, what: str, context: Context) -> Iterator[Finding]:
    """Say that a search was not finished: what was not looked at was not found clean."""
    stopped = [words for words in session.stopped if words.startswith(what)]
    if stopped:
        yield context.finding(
            f"The {stopped[0]} was not finished.",
            (Location("whole", "the output"),),
            "Name the frame it was made from: source=frame; or delete frames that are not needed.",
            severity="review",
        )
