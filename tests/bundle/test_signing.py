"""Signatures, judged by a library that is not ours."""

import hashlib
import json
import stat
import zipfile

import pytest
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey

from gel_airlock_jupyter.bundle.signing import load_public, signer_in
from gel_airlock_jupyter.errors import BundleError


@pytest.fixture
def signer(tmp_path):
    return signer_in(tmp_path / "keys")


def envelope_of(bundle) -> dict:
    with zipfile.ZipFile(bundle.path) as archive:
        return json.loads(archive.read(next(name for name in archive.namelist() if name.endswith("dsse.json"))))


def judge(signer) -> SSlibKey:
    return SSlibKey.from_crypto(signer.key.public_key(), signer.key_id)


def test_an_independent_library_accepts_the_signature(reseal, signer):
    envelope = Envelope.from_dict(envelope_of(reseal(signer=signer)))

    envelope.verify([judge(signer)], threshold=1)


def test_an_independent_library_refuses_a_changed_statement(reseal, signer):
    content = envelope_of(reseal(signer=signer))
    content["payload"] = content["payload"][:-8] + "AAAAAAA="

    with pytest.raises(VerificationError):
        Envelope.from_dict(content).verify([judge(signer)], threshold=1)


def test_the_statement_names_tag_manifest_outputs_policy_and_verdict(reseal, signer, policy):
    bundle = reseal(signer=signer)
    statement = json.loads(Envelope.from_dict(envelope_of(bundle)).payload)

    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == "https://in-toto.io/attestation/svr/v0.1"
    assert statement["predicate"]["verifier"]["policy"]["digest"] == {"sha256": policy.digest}
    assert "GEL_AIRLOCK_VERDICT_REVIEW" in statement["predicate"]["properties"]
    with zipfile.ZipFile(bundle.path) as archive:
        folder = archive.namelist()[0].partition("/")[0]
        for subject in statement["subject"]:
            data = archive.read(f"{folder}/{subject['name']}")
            assert subject["digest"]["sha512"] == hashlib.sha512(data).hexdigest()
    assert len(statement["subject"]) == 4


def test_signing_is_deterministic_and_changes_nothing_else(reseal, sealed, signer):
    one, two = reseal(signer=signer), reseal(signer=signer)

    assert one.sha256 == two.sha256
    assert one.id == sealed.id
    with zipfile.ZipFile(one.path) as signed, zipfile.ZipFile(sealed.path) as unsigned:
        assert {n: signed.read(n) for n in unsigned.namelist()} == {n: unsigned.read(n) for n in unsigned.namelist()}
        assert len(signed.namelist()) == len(unsigned.namelist()) + 1


def test_the_key_is_made_once_and_is_its_owners_only(tmp_path, signer):
    path = tmp_path / "keys" / "bundle-key.pem"

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert signer_in(tmp_path / "keys").key_id == signer.key_id
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["bundle-key.pem", "bundle-key.pub.pem"]


def test_a_key_that_others_can_read_is_refused(tmp_path, signer):
    (tmp_path / "keys" / "bundle-key.pem").chmod(0o644)

    with pytest.raises(BundleError, match="open to other users"):
        signer_in(tmp_path / "keys")


def test_what_is_no_key_is_refused(tmp_path, signer):
    path = tmp_path / "keys" / "bundle-key.pem"
    path.write_text("hello")

    with pytest.raises(BundleError, match="not a signing key"):
        signer_in(tmp_path / "keys")
    with pytest.raises(BundleError, match="not a public key"):
        load_public(b"hello")
    with pytest.raises(BundleError, match="could not be read"):
        load_public(tmp_path / "absent.pem")
