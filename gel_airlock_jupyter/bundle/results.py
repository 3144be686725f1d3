"""The records of what was checked: ours (complete, SATRE 3.3.09) and one in ACRO's shape for its viewers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gel_airlock_jupyter.bundle.model import TOOL, Contents, Output

SCHEMA = "gel-airlock-results/1"
ACRO_VERSION = "0.4.0"
CLAIM = "Made where the bundle was sealed. A receiver re-runs the checks before relying on it."


def results(contents: Contents) -> dict[str, Any]:
    """Return verdicts with every rule that ran, its parameters, the policy's digest and the tool's version."""
    named = {run["rule"] for output in contents.outputs for run in output.report.get("rules", ())}
    named |= {finding["rule"] for finding in contents.request.get("findings", ())}
    rules = contents.policy["rules"]
    return {
        "schema": SCHEMA,
        "bundle": contents.id,
        "created_at": contents.created_at,
        "standing": CLAIM,
        "tool": dict(TOOL),
        "policy": dict(contents.policy_ref),
        "limits": contents.policy["limits"],
        "rules": {rule: rules.get(rule, {}) for rule in sorted({*named, *rules})},
        "verdict": contents.verdict,
        "request": {"findings": list(contents.request.get("findings", ()))},
        "outputs": [_output(output) for output in contents.outputs],
    }


def _output(output: Output) -> dict[str, Any]:
    report = output.report
    return {
        "path": output.path,
        "sha256": output.sha256,
        "verdict": report["verdict"],
        "exception": output.item.get("exception") or None,
        "justification": output.item.get("justification") or None,
        "declared": dict(output.item.get("declared") or {}),
        "policy": report["policy"],
        "tool": report["tool"],
        "rules": report.get("rules", []),
        "findings": report["findings"],
        "read_as": report.get("read_as", []),
        "questions": report.get("questions", []),
    }


def acro(contents: Contents) -> dict[str, Any]:
    """Return the results in the shape that ACRO writes and the SACRO viewer reads."""
    return {
        "version": ACRO_VERSION,
        "results": {f"output_{output.number - 1}": _acro_output(contents, output) for output in contents.outputs},
    }


def acro_checksums(contents: Contents) -> dict[str, bytes]:
    """Return the files in which the SACRO viewer looks up each output's sha256."""
    return {f"checksums/{output.path}.txt": output.sha256.encode() for output in contents.outputs}


def _acro_output(contents: Contents, output: Output) -> dict[str, Any]:
    cells = _acro_cells(output.report)
    findings = output.report["findings"]
    verdict = output.report["verdict"]
    rules = sorted({f["rule"] for f in findings if f["severity"] != "info"})
    return {
        "uid": f"output_{output.number - 1}",
        "status": verdict,
        "type": "table" if output.item["kind"] == "table" else "custom",
        "properties": {"method": str(output.item["kind"])},
        "files": [
            {"name": output.path, "sdc": {"summary": {rule: len(at) for rule, at in cells.items()}, "cells": cells}}
        ],
        "outcome": {},
        "command": str(output.item.get("description") or output.title),
        "summary": f"{verdict}{'; ' if rules else ''}{', '.join(rules)}",
        "timestamp": contents.created_at,
        "comments": [f"{f['rule']} ({f['severity']}): {f['message']}" for f in findings],
        "exception": str(output.item.get("exception") or output.item.get("justification") or ""),
    }


def _acro_cells(report: Mapping[str, Any]) -> dict[str, list[list[int]]]:
    """Return cells by rule. ACRO counts columns after the index; a csv shows at least one index column."""
    index = max(1, (report.get("preview") or {}).get("index_columns", 0))
    cells: dict[str, list[list[int]]] = {}
    for finding in report["findings"]:
        at = [
            [place["row"], place["column"] - index]
            for place in finding["where"]
            if place["row"] is not None and place["column"] is not None and place["column"] >= index
        ]
        if at:
            cells[finding["rule"]] = sorted([*cells.get(finding["rule"], []), *at])
    return cells
