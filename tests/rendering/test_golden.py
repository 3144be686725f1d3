"""Golden files: what a researcher sees does not change by accident. Rewrite them with GOLDEN=write."""

import json
import os
import re
from pathlib import Path

import pytest

from gel_airlock_jupyter.rendering.display import REPORT_MIME, mimebundle
from gel_airlock_jupyter.rendering.html import to_html
from gel_airlock_jupyter.rendering.text import to_text

GOLDEN = Path(__file__).parent / "golden"


def compare(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text + "\n", encoding="utf-8")
    assert text + "\n" == path.read_text(encoding="utf-8")


def body(html: str) -> str:
    """Without the style sheet, one element a line, so that a difference can be read."""
    return re.sub(
        r"(</(?:li|tr|details|header|p|table)>)", r"\1\n", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    )


@pytest.mark.parametrize("name", ["failing", "passing"])
def test_text(name, request):
    compare(f"{name}.txt", to_text(request.getfixturevalue(name)))


@pytest.mark.parametrize("name", ["failing", "passing"])
def test_html(name, request):
    compare(f"{name}.html", body(to_html(request.getfixturevalue(name))))


def test_the_mime_bundle_has_the_shape_of_the_contract(failing):
    bundle = mimebundle(failing, "item-1", "kernel-1")

    assert set(bundle) == {"text/html", "text/plain", REPORT_MIME}
    data = bundle[REPORT_MIME]
    assert (data["item"], data["kernel_id"]) == ("item-1", "kernel-1")
    assert data["report"] == failing.to_dict()
    json.dumps(data)
