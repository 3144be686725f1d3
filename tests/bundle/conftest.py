"""A sealed request with three outputs, made from real files and the real checks."""

import hashlib
import json
import re
import zipfile
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
REVIEW = "disease,value\nLeigh syndrome,24.1\nMELAS,22.8\n"
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


@pytest.fixture(scope="session")
def items(tmp_path_factory: pytest.TempPathFactory, policy: Policy) -> list[BundleItem]:
    """A table that passes, one that needs judgement, and a figure with its data."""
    import matplotlib.pyplot as plt

    folder = tmp_path_factory.mktemp("store")
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


@pytest.fixture(scope="session", name="request_of")
def request_maker() -> Callable[..., dict]:
    return request_of


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


@pytest.fixture(scope="session")
def sealed(items: list[BundleItem], policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    return seal(request_of(items), items, policy, tmp_path_factory.mktemp("sealed"), CREATED)


@pytest.fixture
def reseal(items: list[BundleItem], policy: Policy, tmp_path: Path) -> Callable[..., Sealed]:
    """Seal the same request again, with changes."""

    def again(signer=None, outputs=None, **changes) -> Sealed:
        chosen = outputs or items
        return seal(request_of(chosen, **changes), chosen, policy, tmp_path / "again", CREATED, signer)

    return again


@pytest.fixture
def output(tmp_path: Path, policy: Policy) -> Callable[..., BundleItem]:
    """A staged table of the test's own."""

    def make(name: str, text: str, counts: list[str], **more) -> BundleItem:
        path = tmp_path / name
        path.write_text(text)
        return BundleItem(item_of(path, 7, "text/csv", policy, declared={"counts": counts}, **more), path)

    return make


@pytest.fixture
def bag(sealed: Sealed, tmp_path: Path) -> Path:
    """The bundle unpacked, its one folder."""
    with zipfile.ZipFile(sealed.path) as archive:
        archive.extractall(tmp_path)
    return next(tmp_path.glob("airlock-*"))


@pytest.fixture
def attack(sealed: Sealed, tmp_path: Path) -> Callable[..., Path]:
    """Rebuild the bundle with changed files the way a careful forger would: with new hashes, or, lazily, without."""

    def rebuild(change: Callable[[dict[str, bytes]], None], careful: bool = True, crate: bool = True) -> Path:
        with zipfile.ZipFile(sealed.path) as archive:
            files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
            folder = archive.namelist()[0].partition("/")[0]
        change(files)
        if careful:
            forge(files, crate)
        path = tmp_path / "forged.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in sorted(files.items()):
                archive.writestr(f"{folder}/{name}", data)
        return path

    return rebuild


def forge(files: dict[str, bytes], crate: bool) -> None:
    """Bring manifests, and the crate if asked, in line with changed payload files."""
    metadata = "data/ro-crate-metadata.json"
    if crate:
        content = json.loads(files[metadata])
        for entity in content["@graph"]:
            data = files.get(f"data/{entity['@id']}")
            if entity["@type"] == "File" and data is not None:
                entity |= {"contentSize": str(len(data)), "sha256": hashlib.sha256(data).hexdigest()}
        files[metadata] = json.dumps(content).encode()
    payload = {name: data for name, data in files.items() if name.startswith("data/")}
    oxum = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}"
    files["bag-info.txt"] = re.sub(rb"Payload-Oxum: .*", oxum.encode(), files["bag-info.txt"])
    files["manifest-sha512.txt"] = manifest(payload)
    tags = ("bagit.txt", "bag-info.txt", "manifest-sha512.txt")
    files["tagmanifest-sha512.txt"] = manifest({name: files[name] for name in tags})


def manifest(files: dict[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha512(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())).encode()
