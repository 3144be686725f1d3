"""Verifying: what holds is confirmed, and the first thing that does not is named."""

import json

import pytest

from gel_airlock_jupyter.bundle.signing import signer_in
from gel_airlock_jupyter.bundle.verify import verify

UNSAFE = b"disease,female,male,All\nLeigh syndrome,12,3,15\nMELAS,8,9,17\nOther,40,31,71\n"
TABLE = "data/outputs/001-table-1-diseases-by-sex/table1.csv"


def edit(name, change):
    """Change a JSON file in place."""

    def apply(files):
        content = json.loads(files[name])
        change(content)
        files[name] = json.dumps(content).encode()

    return apply


def test_a_sealed_bundle_holds(sealed):
    found = verify(sealed.path)

    assert (found.ok, found.problem, found.bundle_id, found.verdict) == (True, "", sealed.id, "review")
    assert [verdict for _, verdict in found.outputs] == ["pass", "review", "pass"]
    assert found.signature == "absent"
    assert "checks run again with the same or a milder verdict" in found.checks
    assert "The bundle holds. Verdict: review." in str(found)
    json.dumps(found.to_dict())


def test_every_file_is_guarded(sealed, attack):
    names = []

    def collect(files):
        names.extend(files)

    attack(collect)
    for name in names:

        def flip(files, name=name):
            files[name] = bytes([files[name][0] ^ 1]) + files[name][1:]

        found = verify(attack(flip, careful=False), recheck=False)

        assert not found.ok, name
        assert name.rpartition("/")[2] in found.problem, (name, found.problem)


def test_every_file_that_is_taken_away_is_named(attack):
    names = []
    attack(names.extend)
    for name in names:
        found = verify(attack(lambda files, name=name: files.pop(name), careful=False), recheck=False)

        assert not found.ok, name
        assert name in found.problem, (name, found.problem)


@pytest.mark.parametrize("name", ["data/outputs/extra.csv", "data/evidence/note.txt", "data/run.sh", "notes.txt"])
def test_a_file_that_was_added_is_named(attack, name):
    found = verify(attack(lambda files: files.update({name: b"x"}), careful=False), recheck=False)

    assert not found.ok
    assert name in found.problem


def forged_table(files, data=UNSAFE):
    """A forger who changes a table and every record of its hash, but keeps the verdict."""
    import hashlib

    files[TABLE] = data
    digest = hashlib.sha256(data).hexdigest()
    for name in ("data/request.json", "data/evidence/checks/results.json"):
        content = json.loads(files[name])
        content["outputs"][0] |= {"sha256": digest} | ({"bytes": len(data)} if "request" in name else {})
        files[name] = json.dumps(content).encode()


def test_a_forged_table_with_all_hashes_right_fails_when_checked_again(attack):
    path = attack(forged_table)

    assert verify(path, recheck=False).ok
    found = verify(path)
    assert not found.ok
    assert "recorded as pass, but checked again it is fail: CT-01" in found.problem


def test_a_verdict_that_does_not_follow_from_the_findings_is_named(attack):
    def milder(content):
        content["outputs"][1]["verdict"] = "pass"

    found = verify(attack(edit("data/request.json", milder)), recheck=False)

    assert "The verdict of 'outputs/002-means/means.csv' does not follow from its findings." in found.problem


def test_a_request_verdict_milder_than_its_records_is_named(attack):
    found = verify(attack(edit("data/request.json", lambda content: content.update(verdict="pass"))), recheck=False)

    assert "recorded as pass, its records say review" in found.problem


def test_findings_removed_from_one_record_only_are_named(attack):
    def clean(content):
        content["outputs"][1] |= {"findings": [], "verdict": "pass"}

    assert not verify(attack(edit("data/request.json", clean)), recheck=False).ok


def test_a_milder_policy_than_the_records_name_is_noticed(attack):
    change = edit("data/evidence/checks/policy.json", lambda content: content["rules"]["CT-01"].update(threshold=2))

    assert "policy in the bundle is not the one" in verify(attack(change), recheck=False).problem


def test_a_bundle_checked_under_another_policy_than_the_receivers_is_refused(sealed, policy):
    from gel_airlock_jupyter.policy.load import from_content

    stricter = json.loads(json.dumps(policy.content))
    stricter["policy"]["version"] = "2099.1.0"

    found = verify(sealed.path, recheck=False, policy=from_content(stricter))

    assert not found.ok
    assert "2099.1.0" in found.problem
    assert verify(sealed.path, recheck=False, policy=policy).ok


def test_an_identifier_that_was_smuggled_in_is_named_by_place_only(attack):
    def smuggle(content):
        content["form"]["comments"] = "LP1000999-DNA_A01"

    found = verify(attack(edit("data/request.json", smuggle)), recheck=False)

    assert "'/form/comments' of 'request.json'" in found.problem
    assert "LP1000999" not in found.problem


MALFORMED = [
    b"",
    b"no",
    b"[]",
    b"{}",
    b"[" * 100_000,
    b'{"outputs": 7}',
    b"\xff",
    b'{"outputs": [{}]}',
    b'{"@graph": [7]}',
]
RECORDS = ["request.json", "evidence/checks/results.json", "evidence/checks/policy.json", "ro-crate-metadata.json"]


@pytest.mark.parametrize("data", MALFORMED)
@pytest.mark.parametrize("name", RECORDS)
def test_malformed_records_are_a_problem_and_no_crash(attack, name, data):
    found = verify(attack(lambda files: files.update({f"data/{name}": data}), crate=False), recheck=False)

    assert not found.ok
    assert "sha512" not in found.problem
    assert found.problem


def test_a_crate_that_describes_a_file_wrongly_is_named(attack):
    def wrong(content):
        next(e for e in content["@graph"] if e["@id"] == "README.txt")["sha256"] = "0" * 64

    found = verify(attack(edit("data/ro-crate-metadata.json", wrong), crate=False), recheck=False)

    assert "describes 'README.txt' wrongly" in found.problem


def test_no_bundle_at_all(tmp_path):
    path = tmp_path / "x.zip"

    assert "could not be read" in verify(path).problem
    path.write_bytes(b"hello")
    assert "not a zip" in verify(path).problem


@pytest.fixture
def signed(reseal, tmp_path):
    signer = signer_in(tmp_path / "keys")
    return reseal(signer=signer), signer


def test_a_signature_is_checked_with_the_public_key_only(signed, tmp_path):
    bundle, signer = signed

    assert verify(bundle.path, recheck=False).signature == "present, not checked: no public key was given"
    for key in (signer.public_pem, signer.public_pem.decode(), tmp_path / "keys" / "bundle-key.pub.pem"):
        found = verify(bundle.path, key, recheck=False)
        assert found.ok
        assert found.signature == f"valid, key {signer.key_id[:16]}"


def test_an_unsigned_bundle_does_not_hold_where_a_key_is_given(sealed, signed):
    assert "carries no signature" in verify(sealed.path, signed[1].public_pem, recheck=False).problem


def test_a_signature_by_another_key_does_not_hold(signed, tmp_path):
    other = signer_in(tmp_path / "other")

    assert "does not hold for this key" in verify(signed[0].path, other.public_pem, recheck=False).problem


def test_a_signature_moved_to_another_bundle_does_not_hold(signed, attack):
    import zipfile

    with zipfile.ZipFile(signed[0].path) as archive:
        name = next(name for name in archive.namelist() if name.endswith("dsse.json"))
        envelope = archive.read(name)

    def forge(files):
        files["signatures/bundle.dsse.json"] = envelope
        forged_table(files)

    assert "over another bundle" in verify(attack(forge), signed[1].public_pem, recheck=False).problem


@pytest.mark.parametrize("envelope", [b"{}", b"x", b'{"payload": "%", "payloadType": "x", "signatures": []}'])
def test_a_malformed_envelope_is_a_problem(attack, signed, envelope):
    path = attack(lambda files: files.update({"signatures/bundle.dsse.json": envelope}), careful=False)

    assert not verify(path, signed[1].public_pem, recheck=False).ok
