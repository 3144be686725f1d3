"""Bundles as a client seals them that follows no rule: sealed correctly, about what should never have been sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sealing import FORM, Sealer

from gel_airlock_jupyter.bundle.seal import BundleItem, seal
from gel_airlock_jupyter.policy.model import Policy


def sealed(
    sealer: Sealer,
    output: str,
    folder: Path,
    policy: Policy | None = None,
    form: Mapping[str, str] | None = None,
    **more: Any,
) -> Path:
    """Seal one output with its record changed by `more`, whatever the rules say."""
    session = sealer.session
    request = session.store.request(sealer.request(output))
    item = session.store.item(sealer.items[output])
    record = item.to_dict() | more
    if policy is not None:
        record["report"] = record["report"] | {"policy": policy.ref.to_dict()}
    entry = BundleItem(record, session.store.export_path(item), session.store.evidence(item))
    changed = replace(request, form={**request.form, **FORM, **(form or {})}).to_dict()
    folder.mkdir(parents=True, exist_ok=True)
    return seal(changed, [entry], policy or session.policy, folder, request.created_at).path
