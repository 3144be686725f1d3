"""What the service signs: receipts for what it received, and releases. DSSE envelopes, in-toto Statement v1, Ed25519.

A receipt proves that this service, holding this key, had a bundle of this digest at this time. It says nothing about
what is in the bundle.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.bundle.signing import STATEMENT_TYPE, Signer, signer_in

RECEIPT = "urn:gel-airlock:receipt:v1"
RELEASE = "urn:gel-airlock:release:v1"


@dataclass(frozen=True)
class Countersigner:
    """Signs in the service's name."""

    signer: Signer

    @classmethod
    def in_folder(cls, folder: Path) -> Countersigner:
        """Return the one whose key is kept in `folder` (mode 0600); the key is made at the first start."""
        return cls(signer_in(folder))

    @property
    def public(self) -> dict[str, str]:
        """Return the public key as clients need it."""
        return {"keyid": self.signer.key_id, "algorithm": "ed25519", "public": self.signer.public_pem.decode()}

    def envelope(self, kind: str, subjects: Mapping[str, str], predicate: Mapping[str, Any]) -> bytes:
        """Sign a statement of type `kind` about files given as name -> SHA-256."""
        statement = {
            "_type": STATEMENT_TYPE,
            "subject": [{"name": name, "digest": {"sha256": digest}} for name, digest in sorted(subjects.items())],
            "predicateType": kind,
            "predicate": dict(predicate),
        }
        return self.signer.envelope(statement)

    def receipt(self, sha256: str, predicate: Mapping[str, Any]) -> dict[str, Any]:
        """Return the receipt of a bundle as JSON."""
        content: dict[str, Any] = json.loads(self.envelope(RECEIPT, {"bundle.zip": sha256}, predicate))
        return content
