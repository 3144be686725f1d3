"""Checks a receipt: a DSSE envelope around an in-toto Statement v1, signed by the service with Ed25519."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gel_airlock_jupyter.bundle.canonical import json_bytes
from gel_airlock_jupyter.bundle.signing import load_public
from gel_airlock_jupyter.bundle.signing import opened as opened_envelope
from gel_airlock_jupyter.errors import BundleError
from gel_airlock_jupyter.transfer.protocol import Parked


def opened(envelope: Mapping[str, Any], public: str) -> dict[str, Any]:
    """Return the statement in an envelope.

    Parameters
    ----------
    public : str
        The service's public key as PEM.

    Raises
    ------
    BundleError
        When the envelope is malformed or that key did not sign it.
    """
    return opened_envelope(json_bytes(dict(envelope)), load_public(public.encode()))


def accept(envelope: Mapping[str, Any], public: str, sha256: str, remote_id: str) -> None:
    """Raise `Parked` unless the receipt is for this bundle and request and the service's key signed it."""
    try:
        statement = opened(envelope, public)
        digests = [subject["digest"]["sha256"] for subject in statement["subject"]]
        right = digests == [sha256] and statement["predicate"]["requestId"] == remote_id
    except (BundleError, KeyError, TypeError):
        right = False
    if not right:
        said = "File Transfer has the bundle, but its receipt does not hold."
        raise Parked("integrity", said, "Tell the File Transfer team, and keep this bundle.")
