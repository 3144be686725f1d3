"""Sealing: the layout, the same bytes for the same request, and nothing half-done left behind."""

import errno
import hashlib
import json
import os
import pickle
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import bagit
import pytest

from gel_airlock_jupyter.bundle import bag as bag_module
from gel_airlock_jupyter.bundle.model import BundleItem
from gel_airlock_jupyter.bundle.seal import seal
from gel_airlock_jupyter.errors import BundleError

CREATED = "2026-11-22T10:00:00Z"
PLATEKEY = "LP1000999-DNA_A01"


def test_an_independent_tool_finds_the_bag_valid(bag):
    assert bagit.Bag(str(bag)).validate()


def test_sha512sum_finds_every_file_unchanged(bag):
    manifests = ["tagmanifest-sha512.txt", "manifest-sha512.txt"]

    done = subprocess.run(["sha512sum", "--strict", "-c", *manifests], cwd=bag, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK") == sum(path.is_file() for path in bag.rglob("*")) - 1


def test_the_zip_is_stored_sorted_and_dated_1980(sealed):
    with zipfile.ZipFile(sealed.path) as archive:
        infos = archive.infolist()

    assert [info.filename for info in infos] == sorted(info.filename for info in infos)
    assert {(info.date_time, info.compress_type, info.external_attr >> 16, info.extra) for info in infos} == {
        ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED, 0o100644, b"")
    }
    data = sealed.path.read_bytes()
    assert (sealed.sha256, sealed.bytes) == (hashlib.sha256(data).hexdigest(), len(data))


def test_the_same_request_gives_the_same_bytes(sealed, reseal):
    again = reseal()

    assert again.path.read_bytes() == sealed.path.read_bytes()
    assert again.id == sealed.id


CHILD = """
import pickle, sys
from pathlib import Path
from gel_airlock_jupyter.bundle.seal import seal
from gel_airlock_jupyter.policy.load import from_content
request, items, content, created = pickle.loads(Path(sys.argv[1]).read_bytes())
print(seal(request, items, from_content(content), Path(sys.argv[2]), created).sha256)
"""


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_another_process_gives_the_same_bytes(sealed, items, policy, tmp_path, request_of, hash_seed):
    job = tmp_path / "job"
    job.write_bytes(pickle.dumps((request_of(items), items, policy.content, CREATED)))
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "TZ": "Asia/Tokyo", "LC_ALL": "C"}

    done = subprocess.run(
        [sys.executable, "-c", CHILD, job, tmp_path / "out"],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )

    assert done.stdout.strip() == sealed.sha256


def test_any_change_of_the_request_gives_another_id(sealed, reseal, items):
    changed = [BundleItem({**items[0].item, "title": "Another title"}, items[0].path), *items[1:]]

    assert reseal(form={"project": "RR150", "aim": "Thesis"}).id != sealed.id
    assert reseal(outputs=changed).id != sealed.id


def test_only_outputs_and_their_schemas_lie_in_the_tree_for_release(bag):
    outputs = bag / "data" / "outputs"

    assert sorted(str(path.relative_to(outputs)) for path in outputs.rglob("*") if path.is_file()) == [
        "001-table-1-diseases-by-sex/table1.csv",
        "001-table-1-diseases-by-sex/table1.csv.schema.json",
        "002-means/means.csv",
        "002-means/means.csv.schema.json",
        "003-bars/bars.png",
    ]


def test_the_table_schema_names_columns_types_and_masks(bag):
    schema = json.loads((bag / "data/outputs/001-table-1-diseases-by-sex/table1.csv.schema.json").read_text())

    assert [(field["name"], field["type"]) for field in schema["fields"]] == [
        ("disease", "string"), ("female", "integer"), ("male", "integer"), ("All", "string"),
    ]  # fmt: skip
    assert schema["missingValues"] == ["", "<5"]
    assert "count of people" in schema["fields"][1]["description"]


def test_results_record_every_rule_with_parameters_policy_and_tool(bag, policy):
    results = json.loads((bag / "data/evidence/checks/results.json").read_text())

    assert results["policy"]["digest"] == policy.digest
    assert results["tool"]["name"] == "gel-airlock-jupyter"
    assert results["rules"]["CT-01"]["threshold"] == 5
    for output in results["outputs"]:
        assert {run["rule"] for run in output["rules"]} <= set(results["rules"])
        assert {"clear", "not-applicable"} <= {run["outcome"] for run in output["rules"]}


def test_the_policy_lies_in_the_bundle_exactly_as_used(bag, policy):
    content = json.loads((bag / "data/evidence/checks/policy.json").read_text())
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert hashlib.sha256(canonical.encode()).hexdigest() == policy.digest


def test_the_acro_results_point_to_files_with_their_checksums(bag):
    data = bag / "data"
    acro = json.loads((data / "results.json").read_text())

    assert [output["status"] for output in acro["results"].values()] == ["pass", "review", "pass"]
    for output in acro["results"].values():
        (file,) = output["files"]
        expected = hashlib.sha256((data / file["name"]).read_bytes()).hexdigest()
        assert (data / "checksums" / f"{file['name']}.txt").read_text() == expected
    assert acro["results"]["output_0"]["files"][0]["sdc"]["cells"] == {"CT-03": [[0, 1]]}


def test_the_readme_says_what_is_inside_and_how_to_verify(bag):
    text = (bag / "data" / "README.txt").read_text()

    assert "sha512sum -c tagmanifest-sha512.txt manifest-sha512.txt" in text
    assert "pass    outputs/001-table-1-diseases-by-sex/table1.csv" in text
    assert "Each group has more than 50 people." in text


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("title", "request.json"),
        ("description", "request.json"),
        ("alt_text", "request.json"),
        ("justification", "results.json"),
    ],
)
def test_an_identifier_in_a_text_of_an_output_is_refused(items, reseal, tmp_path, field, place):
    item = {**items[1].item, field: f"as for {PLATEKEY} above"}

    with pytest.raises(BundleError) as caught:
        reseal(outputs=[BundleItem(item, items[1].path)])

    assert PLATEKEY not in str(caught.value)
    assert "platekey (ID-01)" in str(caught.value)
    assert not list((tmp_path / "again").glob("*")) if (tmp_path / "again").exists() else True


def test_an_identifier_in_form_evidence_or_name_is_refused_by_place(items, reseal, tmp_path):
    evidence = tmp_path / "provenance.json"
    evidence.write_text(json.dumps({"cells": [{"source": f"df.loc['{PLATEKEY}']"}]}))

    with pytest.raises(BundleError, match=r"'/form/comments' of 'request\.json'"):
        reseal(form={"comments": "r12345678921"})
    with pytest.raises(BundleError, match=r"'/cells/1/source' of 'evidence/provenance/001\.json'"):
        reseal(outputs=[replace(items[0], evidence={"provenance.json": evidence})])


def test_a_frozen_file_that_changed_or_is_gone_is_refused(items, reseal, tmp_path):
    path = tmp_path / "table1.csv"
    path.write_text("disease,n\nother,7\n")

    with pytest.raises(BundleError, match="was changed after staging"):
        reseal(outputs=[replace(items[0], path=path)])
    path.unlink()
    with pytest.raises(BundleError, match="missing or unreadable"):
        reseal(outputs=[replace(items[0], path=path)])


def test_a_request_without_output_is_refused(policy, tmp_path, request_of, items):
    with pytest.raises(BundleError, match="no output"):
        seal(request_of(items), [], policy, tmp_path, CREATED)


class FullDisk:
    """Lets some writes through, then says that the disk is full."""

    def __init__(self, monkeypatch, after):
        self.left = after
        real = os.fdopen

        def opened(handle, *args, **kwargs):
            file = real(handle, *args, **kwargs)
            write = file.write

            class Wrapped:
                def __getattr__(_, name):
                    return getattr(file, name)

                def __enter__(_):
                    return _

                def __exit__(_, *error):
                    file.close()

                def write(_, data):
                    self.left -= 1
                    if self.left < 0:
                        raise OSError(errno.ENOSPC, "No space left on device")
                    return write(data)

            return Wrapped()

        monkeypatch.setattr(bag_module.os, "fdopen", opened)


@pytest.mark.parametrize("after", [0, 1, 7, 20])
def test_a_full_disk_leaves_nothing_behind(reseal, monkeypatch, tmp_path, after):
    FullDisk(monkeypatch, after)

    with pytest.raises(BundleError, match="could not be written: No space left"):
        reseal()

    assert list((tmp_path / "again").iterdir()) == []


def test_a_failing_rename_leaves_the_older_bundle_as_it_was(reseal, monkeypatch, tmp_path):
    first = reseal()
    before = first.path.read_bytes()

    def fail(self, target):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(BundleError):
        reseal()

    assert first.path.read_bytes() == before
    assert [path.name for path in (tmp_path / "again").iterdir()] == [first.path.name]


def test_a_file_that_changes_while_the_bundle_is_written_is_noticed(reseal, monkeypatch, tmp_path):
    real = bag_module.chunks
    seen = {}

    def chunks(path):
        seen[path] = seen.get(path, 0) + 1
        yield from real(path)
        if seen[path] == 2:
            yield b"more"

    monkeypatch.setattr(bag_module, "chunks", chunks)
    with pytest.raises(BundleError, match="changed while the bundle was written"):
        reseal()

    assert list((tmp_path / "again").iterdir()) == []
