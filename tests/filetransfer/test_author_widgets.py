"""The author's side in `airlock.panel()`, against the real service: question, answer, decision, receipt, release."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from running_service import RunningService
from sealing import Sealer

import gel_airlock_jupyter as airlock

ipywidgets = pytest.importorskip("ipywidgets")


@pytest.fixture
def box(author: Sealer) -> Iterator[Any]:
    InteractiveShell.clear_instance()
    InteractiveShell.instance(colors="NoColor")
    yield airlock.panel()
    InteractiveShell.clear_instance()


def parts(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", ()):
        yield from parts(child)


def button(box: Any, word: str) -> Any:
    return next((b for b in parts(box) if isinstance(b, ipywidgets.Button) and b.description == word), None)


def text(box: Any) -> str:
    return " ".join(part.value for part in parts(box) if isinstance(part, ipywidgets.HTML))


def told(service: RunningService, remote_id: str, path: str, body: dict[str, Any]) -> None:
    with service.client("rita") as rita:
        assert rita.post(f"/v1/requests/{remote_id}/{path}", json=body).is_success


def test_a_request_is_followed_answered_and_fetched(service: RunningService, author: Sealer, box: Any) -> None:
    identifier = author.request("pass")
    author.session.bundle(identifier)
    button(box, "Refresh").click()
    button(box, "Submit").click()
    remote_id = str((author.session.store.request(identifier).submission or {})["remote_id"])
    service.wait_for(remote_id, "in_review")
    told(service, remote_id, "return", {"reason": "What is 'Other'?"})

    look = button(box, "Look")
    look.click()
    assert button(box, "Look") is look  # the keyboard stays where it was
    assert "<b>returned</b>" in text(box)
    button(box, "Details").click()
    for word in ("History", "Messages", "Receipt", "What is &#x27;Other&#x27;?", "sha256"):
        assert word in text(box), word
    button(box, "Send answer").click()
    assert "There is no answer yet" in text(box)

    area = next(part for part in parts(box) if isinstance(part, ipywidgets.Textarea))
    area.value = "All other diagnoses."
    button(box, "Submit again").click()
    assert area.value == ""
    assert author.session.messages(identifier)[-1]["text"] == "All other diagnoses."
    assert button(box, "Submit again") is None
    assert button(box, "Withdraw") is not None


def test_a_withdrawn_request_becomes_a_draft(service: RunningService, author: Sealer, box: Any) -> None:
    identifier = author.request("pass")
    author.session.submit(identifier)
    button(box, "Refresh").click()

    button(box, "Withdraw").click()
    assert "<b>withdrawn</b>" in text(box)
    button(box, "Revise").click()

    assert {found.state for found in author.session.store.requests()[0]} == {"draft", "withdrawn"}
    assert len({b.tooltip for b in parts(box) if isinstance(b, ipywidgets.Button)}) == len(
        [b for b in parts(box) if isinstance(b, ipywidgets.Button)]
    )
