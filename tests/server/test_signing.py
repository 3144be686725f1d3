"""What the server seals, it signs; what it signed can be verified offline with the public key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gel_airlock_jupyter as airlock


async def test_a_bundle_sealed_by_the_server_is_signed(ask, store: Path, tmp_path: Path, request_of: Any) -> None:
    answer = await ask("GET", f"requests/{request_of.id}/bundle", params={"part": "bundle"})
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(answer.body)
    keys = store.parent / "keys"

    verified = airlock.verify(bundle, keys / "bundle-key.pub.pem")

    assert verified.ok, verified.problem
    assert verified.signature.startswith("valid")
    assert all(path.stat().st_mode & 0o077 == 0 for path in keys.iterdir() if "pub" not in path.name)
