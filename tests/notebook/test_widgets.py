"""The panel for front ends without the sidebar: the same session, the same words."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from typing import Any

import pytest

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.errors import InputError

ipywidgets = pytest.importorskip("ipywidgets")


def parts(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", ()):
        yield from parts(child)


def press(box: Any, tooltip: str) -> None:
    """Click the button whose tooltip begins so."""
    next(b for b in parts(box) if isinstance(b, ipywidgets.Button) and b.tooltip.startswith(tooltip)).click()


def text(box: Any) -> str:
    return " ".join(part.value for part in parts(box) if isinstance(part, ipywidgets.HTML))


def fill(box: Any, **answers: str) -> None:
    for part in parts(box):
        key = str(getattr(part, "description", "")).lower().replace(" ", "_")
        if key in answers and not isinstance(part, ipywidgets.Button):
            part.value = answers[key]


@pytest.fixture
def box(shell: Any) -> Any:
    return airlock.panel()


def test_it_lists_what_the_kernel_holds(box) -> None:
    assert "<code>table</code>" in text(box)
    assert "Not checked" in text(box)


def test_an_object_is_checked_fixed_and_the_fix_undone(box, shell, session) -> None:
    press(box, "Check table")
    assert "table: ✖ Fail" in text(box)
    assert "CT-01" in text(box)

    press(box, "Fix table")
    assert "table → table_safe" in text(box)
    assert "table_safe" in shell.user_ns

    press(box, "Take table_safe back")
    assert "table_safe" not in shell.user_ns
    assert [item.name for item in session.store.items()[0]] == ["table"]


def test_a_safe_object_is_staged_with_its_title(box, session) -> None:
    press(box, "Check safe")
    press(box, "Stage safe")
    fill(box, title="", description="")
    next(b for b in parts(box) if getattr(b, "description", "") == "Stage for export").click()
    assert "The title is empty" in text(box)

    fill(box, title="Table 1", description="Counts by disease", file_name="counts")
    next(b for b in parts(box) if getattr(b, "description", "") == "Stage for export").click()

    assert "Staged counts.csv: ✔ Pass" in text(box)
    staged = [item for item in session.store.items()[0] if item.is_staged]
    assert [(item.title, item.variable) for item in staged] == [("Table 1", "safe")]


def test_every_button_says_what_it_is_about(box) -> None:
    press(box, "Check safe")

    buttons = [part for part in parts(box) if isinstance(part, ipywidgets.Button)]
    assert len({button.tooltip for button in buttons}) == len(buttons)


def test_a_name_gone_meanwhile_is_said_and_nothing_raised(box, shell) -> None:
    del shell.user_ns["table"]

    press(box, "Check table")

    assert 'role="alert"' in text(box)
    assert "There is no variable &#x27;table&#x27;" in text(box)


def test_names_are_text_and_never_markup(shell) -> None:
    shell.user_ns["<img src=x>"] = shell.user_ns["table"]

    assert "<img" not in text(airlock.panel())


def test_without_ipywidgets_it_says_what_to_install(shell, monkeypatch) -> None:
    real = builtins.__import__

    def refused(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "ipywidgets":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refused)
    with pytest.raises(InputError, match="needs ipywidgets"):
        airlock.panel()


ANSWERS = {
    "description_of_file_content_*": "Counts of people by diagnosis; <5 is one to four people.",
    "aim_of_export_*": "Publication",
    "transfer_request_justification_*": "Summary results for a paper; to appear in an open-access journal.",
}


def test_what_is_staged_is_requested_and_sealed(box, shell, session) -> None:
    press(box, "Check safe")
    press(box, "Stage safe")
    fill(box, title="Counts", description="People by diagnosis", file_name="safe")
    next(b for b in parts(box) if getattr(b, "description", "") == "Stage for export").click()
    assert "<code>safe.csv</code>" in text(box)

    press(box, "Request what is staged")
    press(box, "Seal the request")
    assert "Not yet: The form does not say" in text(box)
    fill(box, **ANSWERS)
    press(box, "Seal the request")

    request = session.store.requests()[0][0]
    assert f"The bundle is {session.store.request_folder(request.id)}" in text(box)
    assert (request.state, request.form["aim"]) == ("sealed", "Publication")
    assert f"<code>{request.id[:8]}</code>" in text(box)


def test_answers_outlive_the_form_and_a_staged_output_can_be_removed(box, shell, session) -> None:
    press(box, "Check safe")
    press(box, "Stage safe")
    fill(box, title="Counts", description="People by diagnosis", file_name="safe")
    next(b for b in parts(box) if getattr(b, "description", "") == "Stage for export").click()

    press(box, "Request what is staged")
    fill(box, **ANSWERS)
    press(box, "Close the form")
    press(box, "Request what is staged")
    assert any(getattr(part, "value", "") == "Publication" for part in parts(box))

    press(box, "Remove safe.csv")
    assert not [item for item in session.store.items()[0] if item.is_staged]
    press(box, "Bring safe.csv back")
    assert [item.name for item in session.store.items()[0] if item.is_staged] == ["safe.csv"]


def test_a_row_keeps_its_widgets_when_it_is_drawn_anew(box) -> None:
    def check() -> Any:
        return next(b for b in parts(box) if getattr(b, "tooltip", "") == "Check safe")

    before = check()
    before.click()

    assert check() is before  # else whoever works by keyboard would be thrown out of the list


def test_it_follows_a_project_chosen_elsewhere(box, store, session) -> None:
    from gel_airlock_jupyter.chosen import Choices

    assert "RR150" in text(box)
    Choices(project="RR151").write(store)
    press(box, "List what later cells made")

    assert "RR151" in text(box)
