"""request.json: the form as "Export from RE: Findings" asks it, and the outputs it is about."""

from __future__ import annotations

from typing import Any

from gel_airlock_jupyter.bundle.model import SCHEMA, TOOL, Contents, Output


def request_record(contents: Contents) -> dict[str, Any]:
    """Return the content of request.json."""
    return {
        "schema": SCHEMA,
        "id": contents.id,
        "request": contents.request["id"],
        "project": contents.request["project"],
        "created_at": contents.created_at,
        "tool": dict(TOOL),
        "policy": dict(contents.policy_ref),
        "form": dict(contents.form),
        "verdict": contents.verdict,
        "findings": list(contents.request.get("findings", ())),
        "outputs": [_output(output) for output in contents.outputs],
    }


def _output(output: Output) -> dict[str, Any]:
    item = output.item
    shape = output.report.get("shape") or [None, None]
    return {
        "item": item["id"],
        "path": output.path,
        "table_schema": output.schema_path,
        "media_type": output.media_type,
        "bytes": output.bytes,
        "sha256": output.sha256,
        "kind": item["kind"],
        "rows": shape[0],
        "columns": shape[1],
        "title": item.get("title") or "",
        "description": item.get("description") or "",
        "alt_text": item.get("alt_text") or "",
        "declared": dict(item.get("declared") or {}),
        "justification": item.get("justification") or None,
        "exception": item.get("exception") or None,
        "removed_from_code": [dict(entry) for entry in item.get("removed") or ()],
        "acknowledged": item.get("acknowledged") or None,
        "verdict": output.report["verdict"],
        "findings": output.report["findings"],
        "evidence": dict(output.evidence),
    }
