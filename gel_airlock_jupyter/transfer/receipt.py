"""Checks a receipt: a DSSE envelope (1.0.2) around an in-toto Statement v1, signed with Ed25519."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from gel_airlock_jupyter.transfer.protocol import Parked

PAYLOAD_TYPE = "application/vnd.in-toto+json"


def signed_bytes(payload: bytes) -> bytes:
    """Return DSSE's pre-authentication encoding of an in-toto payload: what is really signed."""
    return b"DSSEv1 %d %s %d %s" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE.encode(), len(payload), payload)


def opened(envelope: Mapping[str, Any], public: bytes) -> dict[str, Any]:
    """Return the statement in an envelope after checking its signature.

    Parameters
    ----------
    public : bytes
        The raw Ed25519 public key, 32 bytes.

    Raises
    ------
    ValueError
        When the envelope is malformed or `public` did not sign it.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        if envelope["payloadType"] != PAYLOAD_TYPE:
            raise ValueError("the payload is of another type")
        payload = base64.b64decode(envelope["payload"], validate=True)
        signature = base64.b64decode(envelope["signatures"][0]["sig"], validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed_bytes(payload))
        statement = json.loads(payload)
    except (KeyError, IndexError, TypeError, binascii.Error, InvalidSignature) as error:
        raise ValueError(f"the envelope does not hold ({type(error).__name__})") from None
    if not isinstance(statement, dict):
        raise ValueError("the payload is not a statement")
    return statement


def accept(envelope: Mapping[str, Any], public: bytes, sha256: str, remote_id: str) -> None:
    """Raise `Parked` unless the receipt is for this bundle and request and the service's key signed it."""
    try:
        statement = opened(envelope, public)
        digests = [subject["digest"]["sha256"] for subject in statement["subject"]]
        right = digests == [sha256] and statement["predicate"]["requestId"] == remote_id
    except (ValueError, KeyError, TypeError):
        right = False
    if not right:
        said = "File Transfer has the bundle, but its receipt does not hold."
        raise Parked("integrity", said, "Tell the File Transfer team, and keep this bundle.")
