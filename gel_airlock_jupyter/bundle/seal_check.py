"""Whether a bundle's signature holds, and is over this very bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gel_airlock_jupyter.bundle import bag, signing
from gel_airlock_jupyter.bundle.opened import DAMAGED, Opened
from gel_airlock_jupyter.errors import BundleError

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def signature_state(bundle: Opened, public_key: bytes | str | Path | Ed25519PublicKey | None) -> str:
    """Return the state of the signature in words.

    Raises
    ------
    BundleError
        If a key is given and the bundle is unsigned, signed by another key, or the statement is about other files.
    """
    if public_key is None:
        return "present, not checked: no public key was given" if bundle.is_signed else "absent"
    key = signing.load_public(public_key)
    if not bundle.is_signed:
        raise BundleError("The bundle carries no signature.", "Ask for a signed one.")
    statement = signing.opened(bundle.tag(bag.SIGNATURE), key)
    if statement.get("_type") != signing.STATEMENT_TYPE or statement.get("predicateType") != signing.PREDICATE_TYPE:
        raise BundleError("The signed statement is of another kind.", DAMAGED)
    _check_subjects(bundle, statement.get("subject"))
    return f"valid, key {signing.key_id(key)[:16]}"


def _check_subjects(bundle: Opened, subjects: object) -> None:
    """The statement must name the tag manifest and every output, with the digests they have here."""
    expected = {bag.TAG_MANIFEST: bundle.tag_digests(bag.TAG_MANIFEST)}
    expected |= {f"data/{entry['path']}": bundle.digests(entry["path"]) for entry in bundle.request["outputs"]}
    wanted = [
        {"name": name, "digest": {"sha256": digests.sha256, "sha512": digests.sha512}}
        for name, digests in expected.items()
    ]
    if subjects != wanted:
        raise BundleError("The signature is over another bundle.", DAMAGED)
