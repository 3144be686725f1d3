"""The two downloads: one that may be released whole, one for the reviewer."""

import subprocess
import sys
import zipfile

import pytest

from gel_airlock_jupyter.bundle.parts import evidence_zip, outputs_zip
from gel_airlock_jupyter.bundle.review_pdf import review_pdf
from gel_airlock_jupyter.bundle.verify import verify
from gel_airlock_jupyter.errors import BundleError, InputError


def test_the_outputs_download_holds_the_outputs_and_their_sums_only(sealed, tmp_path):
    path = outputs_zip(sealed.path, tmp_path)

    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "x")
    assert path.name == f"{sealed.path.stem}-outputs.zip"
    assert all(name == "SHA512SUMS" or name.startswith("outputs/") for name in names)
    assert (
        subprocess.run(["sha512sum", "--strict", "-c", "SHA512SUMS"], cwd=tmp_path / "x", check=False).returncode == 0
    )


def test_the_evidence_download_is_the_whole_bag_and_verifies(sealed, tmp_path):
    path = evidence_zip(sealed.path, tmp_path)

    assert path.name == f"{sealed.path.stem}-evidence.zip"
    assert path.read_bytes() == sealed.path.read_bytes()
    assert verify(path, recheck=False).ok


def test_both_are_the_same_each_time(sealed, tmp_path):
    once = [part(sealed.path, tmp_path / "a").read_bytes() for part in (outputs_zip, evidence_zip)]

    assert [part(sealed.path, tmp_path / "b").read_bytes() for part in (outputs_zip, evidence_zip)] == once


def test_no_part_is_made_of_a_bundle_that_does_not_hold(attack, tmp_path):
    def spoil(files):
        files["data/outputs/002-means/means.csv"] += b"x"

    with pytest.raises(BundleError, match=r"means\.csv"):
        outputs_zip(attack(spoil, careful=False), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_review_as_pdf_holds_the_text_and_is_the_same_each_time(sealed, tmp_path):
    pytest.importorskip("matplotlib")

    one, two = review_pdf(sealed.path, tmp_path / "a"), review_pdf(sealed.path, tmp_path / "b")

    assert one.name == f"{sealed.path.stem}-review.pdf"
    assert one.read_bytes().startswith(b"%PDF-")
    assert one.read_bytes() == two.read_bytes()


def test_a_pdf_without_matplotlib_says_what_to_install(sealed, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    with pytest.raises(InputError, match="figures"):
        review_pdf(sealed.path, tmp_path)
