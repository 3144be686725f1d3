"""Changes a draft: what was typed is on disk before anything is judged, and two windows undo nothing of each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gel_airlock_jupyter.errors import ChangedElsewhere, InputError
from gel_airlock_jupyter.form import merged
from gel_airlock_jupyter.records import Request
from gel_airlock_jupyter.store import Store

EDITABLE = ("draft",)


def edited(
    store: Store,
    judge: Callable[[Request], Request],
    identifier: str,
    answers: Mapping[str, str],
    was: Mapping[str, Any],
    items: tuple[str, ...] | None = None,
) -> Request:
    """Return the draft with these answers and items, judged.

    Parameters
    ----------
    judge : callable
        Gives a request its outputs, findings and verdict. It takes longer than writing, so it runs without the lock;
        whoever changes the request meanwhile has it judged.
    answers : mapping
        Validated; those not named stay.
    was : mapping
        What the answers were when they were begun to be changed, as far as the writer knows.
    items : tuple of str, optional
        The outputs that go with it.

    Raises
    ------
    InputError
        If it is no draft any more.
    ChangedElsewhere
        Where an answer is no longer what it was; every other answer is taken.
    """
    disputed: list[str] = []

    def written(request: Request) -> Request:
        if request.state not in EDITABLE:
            raise InputError(f"This request is {request.state}; only a draft can be changed.", "Make a new request.")
        form, disputed[:] = merged(request.form, answers, was)
        return replace(request, form=form, items=request.items if items is None else items)

    saved = store.update_request(identifier, written)
    judged = judge(saved)

    def with_findings(request: Request) -> Request:
        if (request.state, request.form, request.items) != (saved.state, saved.form, saved.items):
            return request
        return replace(request, outputs=judged.outputs, findings=judged.findings, verdict=judged.verdict)

    request = store.update_request(identifier, with_findings)
    if disputed:
        fields = ", ".join(f"'{name}'" for name in disputed)
        raise ChangedElsewhere(f"{fields} was changed elsewhere meanwhile.", "Choose which answer stays.")
    return request
