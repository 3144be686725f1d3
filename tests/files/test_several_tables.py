"""A file of several tables: each is shown, and a place says which one it lies in."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pytest

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.findings import Report

SAFE = pd.DataFrame({"disease": ["Leigh", "MELAS"], "n_participants": [30, 50]})
SMALL = pd.DataFrame({"disease": ["Leigh", "MELAS"], "n_participants": [3, 50]})


def workbook(folder: Path) -> Path:
    path = folder / "two.xlsx"
    with pd.ExcelWriter(path) as writer:
        SAFE.to_excel(writer, sheet_name="First", index=False)
        SMALL.to_excel(writer, sheet_name="Second", index=False)
    return path


def archive(folder: Path) -> Path:
    path = folder / "two.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("a.csv", SAFE.to_csv(index=False))
        target.writestr("b.csv", SMALL.to_csv(index=False))
    return path


def page(folder: Path) -> Path:
    path = folder / "two.html"
    path.write_text(f"<html><body>{SAFE.to_html(index=False)}{SMALL.to_html(index=False)}</body></html>")
    return path


@pytest.mark.parametrize("made", [workbook, archive, page])
def test_every_table_is_shown_with_its_own_marks(made, tmp_path: Path) -> None:
    report = airlock.check(made(tmp_path))

    (other,) = report.more_previews
    place = next(finding for finding in report.findings if finding.rule == "CT-01").where[0]
    assert report.preview is not None
    assert report.preview.flags == ()
    assert other.flags == ((0, 1, "fail"),)
    assert (place.part, place.at) == (other.part, (0, 1))
    assert (place.row, place.column) == (None, None)  # not one of the table that is shown first
    assert Report.from_dict(report.to_dict()).to_dict() == report.to_dict()


def test_lists_leave_all_previews_out(tmp_path: Path) -> None:
    from gel_airlock_jupyter.session import Session
    from gel_airlock_jupyter.settings import Settings

    session = Session(Settings(store=tmp_path / "store", project="RR150"))
    item = session.record("two.xlsx", airlock.check(workbook(tmp_path)))

    assert "more_previews" in item.to_dict()["report"]
    assert not {"preview", "more_previews"} & set(item.to_dict(whole=False)["report"])
