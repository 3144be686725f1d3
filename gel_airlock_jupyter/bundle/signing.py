"""Ed25519 signatures over a bundle: an in-toto Statement with a Simple Verification Result, in a DSSE envelope.

A signature proves that the bundle is unchanged since whoever holds the key sealed it, and nothing else: not that the
checks were right, and not who a person is. A key in a researcher's own folder is no proof against that researcher;
the receiver re-runs the checks and countersigns.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gel_airlock_jupyter.bundle.canonical import json_bytes, read_json, read_object
from gel_airlock_jupyter.errors import BundleError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "https://in-toto.io/attestation/svr/v0.1"
PRIVATE_NAME = "bundle-key.pem"
PUBLIC_NAME = "bundle-key.pub.pem"


@dataclass(frozen=True)
class Signer:
    """A private key that signs bundles."""

    key: Ed25519PrivateKey

    @property
    def public_pem(self) -> bytes:
        """Return the public key, to be given to whoever verifies."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        return self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    @property
    def key_id(self) -> str:
        """Return the sha256 of the raw public key: a hint for finding the key, not a proof."""
        return key_id(self.key.public_key())

    def envelope(self, statement: Mapping[str, Any]) -> bytes:
        """Return a DSSE envelope over a statement; the same statement and key give the same bytes."""
        payload = json_bytes(statement)
        signature = self.key.sign(pre_authentication(PAYLOAD_TYPE, payload))
        return json_bytes(
            {
                "payloadType": PAYLOAD_TYPE,
                "payload": base64.b64encode(payload).decode(),
                "signatures": [{"keyid": self.key_id, "sig": base64.b64encode(signature).decode()}],
            }
        )


def signer_in(folder: Path) -> Signer:
    """Return the signer kept in a folder; the key is made on first use, readable by its owner only.

    Raises
    ------
    BundleError
        If the key cannot be read or written, is open to others, or is not an Ed25519 key.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    path = folder / PRIVATE_NAME
    try:
        if not path.exists():
            _make(folder)
        if path.stat().st_mode & 0o077:
            raise BundleError(f"The signing key '{path.name}' is open to other users.", "Run `chmod 600` on it.")
        key = load_pem_private_key(path.read_bytes(), None)
    except OSError as error:
        hint = "Check space and permissions of the folder."
        raise BundleError(f"The signing key could not be read or made: {error.strerror}.", hint) from error
    except (ValueError, TypeError) as error:
        raise BundleError(f"'{path.name}' is not a signing key.", "Move it away; a new one is made.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BundleError(f"'{path.name}' is not an Ed25519 key.", "Move it away; a new one is made.")
    return Signer(key)


def _make(folder: Path) -> None:
    """Make a key pair; of two processes that try at once one wins, and both use its key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    signer = Signer(Ed25519PrivateKey.generate())
    pem = signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    aside = folder / f".{PRIVATE_NAME}.{os.getpid()}.part"
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(aside, folder / PRIVATE_NAME)
            (folder / PUBLIC_NAME).write_bytes(signer.public_pem)
    finally:
        aside.unlink(missing_ok=True)


def statement(
    subjects: Sequence[tuple[str, Mapping[str, str]]],
    verifier: str,
    policy: Mapping[str, str],
    created_at: str,
    properties: Sequence[str],
) -> dict[str, Any]:
    """Return an in-toto Statement v1 with a Simple Verification Result.

    Parameters
    ----------
    subjects : sequence of (name, digests by algorithm)
        What is signed.
    verifier : str
        URI of what verified, with its version.
    policy : mapping
        `id`, `version` and `digest` of the policy, recorded as an extension of the verifier.
    created_at : str
        Time in UTC.
    properties : sequence of str
        What was found to hold.
    """
    return {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": name, "digest": dict(digest)} for name, digest in subjects],
        "predicateType": PREDICATE_TYPE,
        "predicate": {
            "verifier": {
                "id": verifier,
                "policy": {"name": f"{policy['id']} {policy['version']}", "digest": {"sha256": policy["digest"]}},
            },
            "timeCreated": created_at,
            "properties": list(properties),
        },
    }


def pre_authentication(payload_type: str, payload: bytes) -> bytes:
    """Return what DSSE signs: type and payload with their lengths, so that neither can pass for the other."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def opened(envelope: bytes, public_key: Ed25519PublicKey) -> dict[str, Any]:
    """Return the statement in an envelope whose signature holds.

    Raises
    ------
    BundleError
        If the envelope is malformed, or no signature in it is by that key.
    """
    from cryptography.exceptions import InvalidSignature

    content = read_object(envelope, "signatures/bundle.dsse.json")
    hint = "Ask for the sealed bundle again, and check that you hold the right public key."
    try:
        payload = base64.b64decode(content["payload"], validate=True)
        signatures = [base64.b64decode(entry["sig"], validate=True) for entry in content["signatures"]]
        signed = pre_authentication(str(content["payloadType"]), payload)
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise BundleError("The signature file is malformed.", hint) from error
    if content["payloadType"] != PAYLOAD_TYPE:
        raise BundleError("The signature is over something else than a statement.", hint)
    for signature in signatures:
        with contextlib.suppress(InvalidSignature):
            public_key.verify(signature, signed)
            found = read_json(payload, "the signed statement")
            if isinstance(found, dict):
                return found
    raise BundleError("The signature does not hold for this key.", hint)


def load_public(key: bytes | str | Path | Ed25519PublicKey) -> Ed25519PublicKey:
    """Return a public key given as PEM, as the path of a PEM file, or as such.

    Raises
    ------
    BundleError
        If it is not an Ed25519 public key.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    if isinstance(key, Ed25519PublicKey):
        return key
    hint = f"Give the sealing server's {PUBLIC_NAME}."
    try:
        is_pem = isinstance(key, bytes) or (isinstance(key, str) and key.lstrip().startswith("-----BEGIN"))
        data = (key if isinstance(key, bytes) else str(key).encode()) if is_pem else Path(str(key)).read_bytes()
        loaded = load_pem_public_key(data)
    except OSError as error:
        raise BundleError(f"The public key could not be read: {error.strerror}.", hint) from error
    except ValueError as error:
        raise BundleError("That is not a public key.", hint) from error
    if not isinstance(loaded, Ed25519PublicKey):
        raise BundleError("That is not an Ed25519 public key.", hint)
    return loaded


def key_id(key: Ed25519PublicKey) -> str:
    """Return the sha256 of the raw public key."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()
