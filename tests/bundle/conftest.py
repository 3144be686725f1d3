"""A sealed request with three outputs, made from real files and the real checks."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from gel_airlock_jupyter.bundle.model import BundleItem, Sealed
from gel_airlock_jupyter.bundle.seal import seal
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.recheck import judge_file
from gel_airlock_jupyter.writers.write import write

CREATED = "2026-11-22T10:00:00Z"
SAFE = "disease,female,male,All\nLeigh syndrome,12,<5,15-19\nMELAS,8,9,17\nOther,40,31,71\n"
REVIEW = "disease,mean_bmi\nLeigh syndrome,24.1\nMELAS,22.8\n"
FORM = {
    "project": "RR150",
    "user_group": "GeCIP",
    "description": "Counts of participants by disease and sex; <5 stands for one to four people.",
    "aim": "Publication",
    "justification": "Table 1 of a paper; published in an open journal. Größe & naïve <b>bold</b>",
    "agreement": "Yes",
}


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load("genomics-england")


def item_of(path: Path, number: int, media_type: str, policy: Policy, **more) -> dict:
    """A staged item's record, its verdict by the real checks."""
    said = more.pop("declared", {})
    figure = more.pop("figure", None)
    report = judge_file(path, path.name, said, policy, figure)
    data = path.read_bytes()
    return {
        "id": f"00000000-0000-5000-8000-{number:012d}",
        "project": "RR150",
        "state": "staged",
        "name": path.name,
        "kind": report.kind,
        "verdict": report.verdict,
        "report": report.to_dict(),
        "declared": said,
        "export": {
            "file": path.name, "media_type": media_type, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(),
        },
        **more,
    }  # fmt: skip


@pytest.fixture
def items(tmp_path: Path, policy: Policy) -> list[BundleItem]:
    """A table that passes, one that needs judgement, and a figure with its data."""
    import matplotlib.pyplot as plt

    folder = tmp_path / "store"
    folder.mkdir()
    table, means = folder / "table1.csv", folder / "means.csv"
    table.write_text(SAFE)
    means.write_text(REVIEW)
    figure, axes = plt.subplots(figsize=(3, 2))
    axes.bar(["a", "b"], [12, 30])
    axes.set(title="Participants by disease", ylabel="participants")
    written = write(figure, views_of(figure, "bars"), "bars.png", policy.limits.output_bytes)
    plt.close(figure)
    picture, data = folder / "bars.png", folder / "figure.json"
    picture.write_bytes(written.data)
    data.write_bytes(written.evidence["figure.json"])
    return [
        BundleItem(
            item_of(
                table, 1, "text/csv", policy, title="Table 1: diseases by sex", description="Counts of participants.",
                declared={"counts": ["female", "male", "All"]},
            ),
            table,
        ),
        BundleItem(
            item_of(means, 2, "text/csv", policy, title="Means", justification="Each group has more than 50 people."),
            means,
        ),
        BundleItem(
            item_of(picture, 3, "image/png", policy, title="Bars", alt_text="Two bars.", figure=data),
            picture,
            {"figure.json": data},
        ),
    ]  # fmt: skip


def request_of(items: list[BundleItem], **changes) -> dict:
    worst = max((entry.item["verdict"] for entry in items), key=("pass", "review", "fail").index)
    request = {
        "id": "8d9c7c5e-0000-4000-8000-000000000001",
        "project": "RR150",
        "form": FORM,
        "items": [entry.item["id"] for entry in items],
        "verdict": worst,
        "findings": [],
        "created_at": CREATED,
    }
    return request | changes


@pytest.fixture
def sealed(items: list[BundleItem], policy: Policy, tmp_path: Path) -> Sealed:
    return seal(request_of(items), items, policy, tmp_path / "out", CREATED)


@pytest.fixture
def reseal(items: list[BundleItem], policy: Policy, tmp_path: Path) -> Callable[..., Sealed]:
    """Seal the same request again, with changes."""

    def again(folder: str = "again", signer=None, **changes) -> Sealed:
        return seal(request_of(items, **changes), items, policy, tmp_path / folder, CREATED, signer)

    return again
