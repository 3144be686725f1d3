"""Receipts: the service's signature under what it received, as a DSSE envelope (in-toto Statement v1, Ed25519).

A receipt proves that this service, holding this key, had a bundle of this digest at this time. It says nothing about
what is in the bundle.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from gel_airlock_jupyter.transfer.receipt import PAYLOAD_TYPE, signed_bytes

STATEMENT = "https://in-toto.io/Statement/v1"
RECEIPT = "urn:gel-airlock:receipt:v1"
RELEASE = "urn:gel-airlock:release:v1"


class Signer:
    """Holds the service's private key.

    Parameters
    ----------
    path : Path
        PKCS#8 PEM file, mode 0600; made at the first start.
    """

    def __init__(self, path: Path) -> None:
        self._key = _load(path)
        self.public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key_id = hashlib.sha256(self.public).hexdigest()

    def envelope(self, kind: str, subject: Mapping[str, str], predicate: Mapping[str, Any]) -> dict[str, Any]:
        """Sign a statement of type `kind` about files given as name -> SHA-256."""
        statement = {
            "_type": STATEMENT,
            "subject": [{"name": name, "digest": {"sha256": digest}} for name, digest in sorted(subject.items())],
            "predicateType": kind,
            "predicate": dict(predicate),
        }
        payload = json.dumps(statement, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        signature = self._key.sign(signed_bytes(payload))
        return {
            "payloadType": PAYLOAD_TYPE,
            "payload": base64.b64encode(payload).decode(),
            "signatures": [{"keyid": self.key_id, "sig": base64.b64encode(signature).decode()}],
        }


def _load(path: Path) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if not path.exists():
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(pem)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    loaded = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(loaded, Ed25519PrivateKey):
        raise ValueError(f"{path} holds no Ed25519 key")
    return loaded
