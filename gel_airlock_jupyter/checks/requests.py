"""The request itself: what a reviewer needs before the first output is opened."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from gel_airlock_jupyter.checks.working_days import after, is_working
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.policy.model import fold
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.subjects import RequestView

PICTURES = (".png", ".svg", ".pdf")
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


def _today(view: RequestView) -> dt.date:
    return dt.date.fromisoformat(str(view.facts.get("today") or dt.datetime.now(dt.UTC).date()))


def _age(approved: str, view: RequestView, context: Context) -> Iterator[Finding]:
    try:
        date = dt.date.fromisoformat(approved)
    except ValueError:
        yield context.finding(f"'{approved}' is not a date.", _field("project_approved"), "Write it as 2026-03-31.")
        return
    days = (_today(view) - date).days
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
        yield from _picture(output, context)


def _picture(output: Mapping[str, Any], context: Context) -> Iterator[Finding]:
    """Ask for a description of a picture for people who cannot see it."""
    file = str(output.get("file") or "")
    if file.lower().endswith(PICTURES) and not str(output.get("alt_text") or "").strip():
        yield context.finding(
            f"Figure '{file}' has no alternative text.",
            (Location("output", f"output '{file}'"),),
            'Say what it shows for people who cannot see it: alt_text="...", or --alt-text "...".',
            severity="info",
        )


@rule("RQ-03", RequestView, title="Needed sooner than reviewers can promise")
def needed_by(view: RequestView, context: Context) -> Iterator[Finding]:
    """Look at the date by which the outputs are needed.

    What it looks for: fewer than ten working days from today to the date; Saturdays, Sundays and the bank holidays of
    England in the policy are none.

    Why it matters: most requests are decided in two working days, but researchers are asked to allow ten.

    What to do: submit as it is and say in the comments what hangs on the date, or take a later one.

    Limits: in years of which the policy names no bank holiday they follow the rule; a day proclaimed for a single year,
    such as a coronation, is not known then.
    """
    given = view.form.get("needed_by", "").strip()
    if not given:
        return
    try:
        date = dt.date.fromisoformat(given)
    except ValueError:
        yield context.finding(f"'{given}' is not a date.", _field("needed_by"), "Write it as 2026-12-31.")
        return
    today = _today(view)
    least = int(context.setting("working_days", 10))
    holidays = frozenset(map(str, context.setting("bank_holidays", ())))
    left = sum(is_working(today + dt.timedelta(days=n), holidays) for n in range(1, min((date - today).days, 400) + 1))
    if left >= least:
        return
    when = f"in {plural(left, 'working day')}" if date >= today else "in the past"
    yield context.finding(
        f"The outputs are needed on {date.isoformat()}, {when}; allow {least}.",
        _field("needed_by"),
        f"Take {after(today, least, holidays).isoformat()} or later, or say in the comments what hangs on the date.",
    )


@rule("RQ-04", RequestView, title="The same output was requested before")
def again(view: RequestView, context: Context) -> Iterator[Finding]:
    """Look for outputs that an earlier request of the project asked for.

    What it looks for: an output whose bytes have the digest of an output of a request that is sealed, on its way or
    decided. A request that this one replaces does not count.

    Why it matters: it costs the reviewers a second reading, and two copies of one output may be answered differently.

    What to do: leave it out, or say in the comments why it is needed again.

    Limits: the same numbers in another file have another digest; CT-04 compares numbers. Requests from other stores
    are not known here.
    """
    before = view.facts.get("before") or {}
    for output in view.outputs:
        earlier = before.get(str(output.get("sha256") or ""))
        if earlier:
            yield context.finding(
                f"Output '{output.get('file')}' has the same content as one of {earlier}.",
                (Location("output", f"output '{output.get('file')}'"),),
                "Leave it out, or say in the comments why it is needed again.",
            )


@rule("RQ-05", RequestView, title="Far more data than the stated purpose needs")
def amount(view: RequestView, context: Context) -> Iterator[Finding]:
    """Look at how much is asked for, measured against the aim.

    What it looks for: more outputs than `outputs`, or tables of more than `rows` rows together, or more bytes than
    `bytes`; for an aim or justification that names something small (`small_words`: a figure, a poster, a talk) the
    limits `small_outputs` and `small_rows` instead. A justification that says that all is needed (`whole_words`:
    summary statistics, supplementary, genome-wide) lifts the limits on rows and bytes.

    Why it matters: only what the purpose needs should leave, and reviewers read every row.

    What to do: leave out what the paper will not show, or say in the justification why all of it is needed.

    Limits: rows and outputs are counted; what they mean is for the reviewer.
    """
    aim, said = view.form.get("aim", ""), view.form.get("justification", "")
    words = {fold(word) for word in re.findall(r"[\w-]+", f"{aim} {said}")}
    small = bool(words & {fold(word) for word in context.setting("small_words", ())})
    whole = any(fold(word) in fold(f"{aim} {said}") for word in context.setting("whole_words", ()))
    most = {key: int(context.setting(f"small_{key}" if small else key, 0)) for key in ("outputs", "rows")}
    counts = {"outputs": len(view.outputs), "rows": sum(int(output.get("rows") or 0) for output in view.outputs)}
    size, largest = sum(int(output.get("bytes") or 0) for output in view.outputs), int(context.setting("bytes", 0))
    asked = [f"{counts[key]:,} {key} (usual: up to {most[key]:,})" for key in counts
             if 0 < most[key] < counts[key] and not (whole and key == "rows")]  # fmt: skip
    if 0 < largest < size and not whole:
        asked.append(f"{size:,} bytes (usual: up to {largest:,})")
    if asked:
        purpose = "a purpose that needs little" if small else "the stated purpose"
        yield context.finding(
            f"This is much for {purpose}: {some(asked)}.",
            (Location("whole", "the request"),),
            "Leave out what will not be shown, or say in the justification why all of it is needed.",
        )
