"""Identifiers in any text of a figure, shown or carried."""

from __future__ import annotations

from collections.abc import Iterator

from gel_airlock_jupyter.checks.identifiers import identifier_hits
from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.roles.assign import is_identifier_name
from gel_airlock_jupyter.subjects import FigureText, FigureView


@rule("FG-08", FigureView, title="An identifier in a text, gid, hover text or custom data of a figure")
def identifiers_in_figures(view: FigureView, context: Context) -> Iterator[Finding]:
    """Look for identifiers of people and samples in every text that a figure shows or carries.

    What it looks for: the patterns of the identifier rules in titles, labels, tick labels, legends, annotations,
    tables, gids, links, labels of artists, hover texts and custom data; hidden texts too.

    Why it matters: one platekey beside a point names the person. Identifiers are never allowed.

    What to do: remove or rename the text; label people neutrally, if they must be labelled at all.

    Limits: text inside a picture (a photograph, a screenshot) is not read.
    """
    found: dict[str, list[FigureText]] = {}
    known: dict[str, tuple[tuple[str, str], ...]] = {}
    for text in (*view.texts, FigureText(view.name, "name")):
        hits = known.get(text.text)
        if hits is None:
            hits = known[text.text] = identifier_hits(text.text, context.policy)
        for _, kind in hits:
            found.setdefault(kind, []).append(text)
    named = [text for text in view.texts if text.role == "data field" and is_identifier_name(text.text, context.policy)]
    named += [
        FigureText(name, f"data field of {table.path}")
        for table in view.embedded
        for name in table.fields
        if is_identifier_name(name, context.policy)
    ]
    if named:
        found["field named as an identifier"] = named
    for kind, texts in found.items():
        roles = some(dict.fromkeys(text.where.label for text in texts), 5)
        verb = "holds" if len(texts) == 1 else "hold"
        yield context.finding(
            f"{plural(len(texts), 'text')} of the figure ({roles}) {verb} a {kind}.",
            tuple(text.where for text in texts[: context.limits.places]),
            "Remove or rename it: identifiers may not stand in a figure, seen or unseen.",
            places=len(texts),
        )
