"""The request itself: what a reviewer needs before the first output is opened."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, rule
from gel_airlock_jupyter.subjects import RequestView

ASKED = {
    "description": "what the files contain, with the meaning of every unclear column",
    "aim": "the aim of the export",
    "justification": "why it must leave the Research Environment, and where it will be published",
}


def _field(name: str) -> tuple[Location, ...]:
    return (Location("field", f"form field '{name}'"),)


@rule("RQ-01", RequestView, title="Project missing, or approved less than a month ago")
def project(view: RequestView, context: Context) -> Iterator[Finding]:
    """Look at the project's registration.

    What it looks for: a Research Registry id such as RR150, and an approval date at least a month back where known.

    Why it matters: only registered projects may export, from one month after approval.

    What to do: give the id as the registry shows it; wait until the month is over.

    Limits: the tool cannot see the registry; the reviewer does.
    """
    registry_id = view.form.get("project", "").strip()
    if not registry_id:
        yield context.finding(
            "The project's Research Registry id is missing.", _field("project"), 'Give it, such as "RR150".'
        )
    elif not re.fullmatch(context.setting("project_pattern", r"RR\d+"), registry_id):
        yield context.finding(
            f"'{registry_id}' is not a Research Registry id.", _field("project"), 'It looks like "RR150".'
        )
    approved = view.form.get("project_approved", "").strip()
    if approved:
        yield from _age(approved, view, context)


def _age(approved: str, view: RequestView, context: Context) -> Iterator[Finding]:
    try:
        date = dt.date.fromisoformat(approved)
    except ValueError:
        yield context.finding(f"'{approved}' is not a date.", _field("project_approved"), "Write it as 2026-03-31.")
        return
    today = dt.date.fromisoformat(str(view.facts.get("today") or dt.datetime.now(dt.UTC).date()))
    days = (today - date).days
    least = context.setting("minimum_age_days", 30)
    if days < least:
        ready = date + dt.timedelta(days=least)
        yield context.finding(
            f"The project was approved {days} days ago; exports start after {least}.",
            _field("project_approved"),
            f"Submit on {ready.isoformat()} or later.",
        )


@rule("RQ-02", RequestView, title="Description, aim, justification or a title is empty")
def explanation(view: RequestView, context: Context) -> Iterator[Finding]:
    """Look for what is not explained.

    What it looks for: empty or one-word description, aim and justification; outputs without title; no output at all.

    Why it matters: a quarter of rejections elsewhere are for lack of context, not for statistics.

    What to do: write a sentence or two; name where it will be published and what unclear columns mean.

    Limits: it counts words, it does not judge them.
    """
    least = context.setting("minimum_words", 3)
    for name, asked in ASKED.items():
        answer = view.form.get(name, "").strip()
        if not answer:
            yield context.finding(f"The form does not say {asked}.", _field(name), "Write a sentence or two.")
        elif name != "aim" and len(answer.split()) < least:
            yield context.finding(f"The form hardly says {asked}.", _field(name), "Write a sentence or two.")
    if not view.outputs:
        yield context.finding(
            "The request has no output.", (Location("whole", "the request"),), "Stage one: `%airlock_stage NAME`."
        )
    for output in view.outputs:
        if not str(output.get("title") or "").strip():
            where = (Location("output", f"output '{output.get('file')}'"),)
            yield context.finding(f"Output '{output.get('file')}' has no title.", where, "Give it a title.")
