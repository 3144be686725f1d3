"""The description of a figure is asked for, and travels with it into the RO-Crate and to the reviewer."""

from __future__ import annotations

import json
import zipfile

import pytest
from matplotlib.figure import Figure

import gel_airlock_jupyter as airlock

SHOWN = "Two bars: 12 participants with Leigh syndrome, 30 with MELAS."
FORM = {
    "project": "RR150",
    "project_approved": "2020-01-01",
    "aim": "Publication",
    "description": "Counts of participants by disease",
    "justification": "For the first figure of a paper",
}


@pytest.fixture(autouse=True)
def _own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("GEL_AIRLOCK_STORE", str(tmp_path / "store"))
    monkeypatch.chdir(tmp_path)


def _bars():
    figure = Figure()
    figure.subplots().bar(["Leigh", "MELAS"], [12, 30])
    figure.axes[0].set_ylabel("Participants")
    return figure


def _request(**details):
    item = airlock.stage(_bars(), "bars.png", title="Diseases", description="Participants by disease", **details)
    return item, airlock.request([item.id], **FORM)


def test_a_description_goes_into_the_crate_and_the_review():
    item, request = _request(alt_text=SHOWN)
    path = airlock.bundle(request)

    with zipfile.ZipFile(path) as bag:
        crate = json.loads(bag.read(next(name for name in bag.namelist() if name.endswith("ro-crate-metadata.json"))))
        reviews = [bag.read(name).decode() for name in bag.namelist() if name.endswith(("review.html", "review.txt"))]
    figure = next(entity for entity in crate["@graph"] if str(entity.get("@id")).endswith("bars.png"))
    assert figure["accessibilitySummary"] == item.alt_text == SHOWN
    assert reviews
    assert all("30 with MELAS" in review for review in reviews)
    assert airlock.verify(path).ok


def test_a_figure_without_one_is_asked_about():
    _, request = _request()

    assert [finding["rule"] for finding in request.findings if "alt_text" in str(finding["fix"])] == ["RQ-02"]


def test_an_identifier_in_it_is_found():
    with pytest.raises(airlock.NotExportable):
        airlock.bundle(_request(alt_text="Bars of LP1000999-DNA_A01")[1])
