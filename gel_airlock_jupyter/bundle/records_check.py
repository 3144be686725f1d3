"""Whether the records in a bundle agree with its files and with each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gel_airlock_jupyter.bundle import crate
from gel_airlock_jupyter.bundle.canonical import read_object
from gel_airlock_jupyter.bundle.model import SCHEMA
from gel_airlock_jupyter.bundle.opened import DAMAGED, POLICY, Opened
from gel_airlock_jupyter.bundle.results import SCHEMA as RESULTS_SCHEMA
from gel_airlock_jupyter.bundle.scan import TEXTS, refuse_identifiers
from gel_airlock_jupyter.errors import BundleError
from gel_airlock_jupyter.findings import Finding, verdict_of
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.rendering.escaping import one_line

VERDICTS = ("pass", "review", "fail")


def check_records(bundle: Opened) -> None:
    """Raise BundleError unless request.json, results.json and the outputs agree, and verdicts follow from findings."""
    request, results = bundle.request, bundle.results
    if request.get("schema") != SCHEMA or results.get("schema") != RESULTS_SCHEMA:
        raise BundleError("The records are of a kind this version does not know.", "Update gel-airlock-jupyter.")
    identifier = str(request.get("id"))
    same = (
        bundle.folder == f"airlock-{identifier[:8]}",
        bundle.info.get("External-Identifier") == f"urn:uuid:{identifier}",
    )
    if not all(same) or results.get("bundle") != identifier:
        raise BundleError("The bundle's id is not the same everywhere.", DAMAGED)
    try:
        _check_outputs(bundle, request, results)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BundleError("The records in the bundle are malformed.", DAMAGED) from error


def _check_outputs(bundle: Opened, request: Mapping[str, Any], results: Mapping[str, Any]) -> None:
    outputs = request["outputs"]
    if not outputs or [o["path"] for o in outputs] != [r["path"] for r in results["outputs"]]:
        raise BundleError("request.json and results.json list different outputs.", DAMAGED)
    known = set()
    for entry, result in zip(outputs, results["outputs"], strict=True):
        _check_output(bundle, entry, result)
        known |= {entry["path"], entry["table_schema"]}
        for path in entry["evidence"].values():
            bundle.digests(path)
    for path in bundle.paths:
        if path.startswith("outputs/") and path not in known:
            raise BundleError(f"'data/{one_line(path)}' is not an output of the request.", DAMAGED)
    findings = [*_findings(request["findings"])]
    worst = max((verdict_of(findings), *(entry["verdict"] for entry in outputs)), key=VERDICTS.index)
    if request["verdict"] != worst or results["verdict"] != worst:
        raise BundleError(f"The request is recorded as {request['verdict']}, its records say {worst}.", DAMAGED)


def _check_output(bundle: Opened, entry: Mapping[str, Any], result: Mapping[str, Any]) -> None:
    path = str(entry["path"])
    if not path.startswith("outputs/") or path not in bundle.paths:
        raise BundleError(f"The output '{one_line(path)}' is missing.", DAMAGED)
    digests = bundle.digests(path)
    if (digests.sha256, digests.bytes) != (entry["sha256"], entry["bytes"]) or result["sha256"] != digests.sha256:
        raise BundleError(f"'{one_line(path)}' is not the file that was checked.", DAMAGED)
    verdict = verdict_of(_findings(entry["findings"]))
    if entry["findings"] != result["findings"] or not verdict == entry["verdict"] == result["verdict"]:
        raise BundleError(f"The verdict of '{one_line(path)}' does not follow from its findings.", DAMAGED)


def _findings(entries: Any) -> list[Finding]:
    return [Finding.from_dict(entry) for entry in entries]


def check_policy(bundle: Opened, expected: Policy | None) -> None:
    """Raise BundleError unless the policy in the bundle is the one in the records, and the receiver's own if given."""
    digest = bundle.policy.digest
    for name, record in (("request.json", bundle.request), ("results.json", bundle.results)):
        if (record.get("policy") or {}).get("digest") != digest:
            raise BundleError(f"The policy in the bundle is not the one that {name} names.", DAMAGED)
    if any((result.get("policy") or {}).get("digest") != digest for result in bundle.results["outputs"]):
        raise BundleError(
            "An output was checked under another policy than the bundle holds.", "Check it anew, then seal."
        )
    if expected is not None and expected.digest != digest:
        raise BundleError(
            f"The bundle was checked under policy {bundle.policy.id} {bundle.policy.version}, "
            f"which is not the one in force here ({expected.id} {expected.version}).",
            "Update the policy, check the outputs again, and seal anew.",
        )


def check_crate(bundle: Opened) -> None:
    """Raise BundleError unless the crate is an RO-Crate 1.2 that describes every file with its size and sha256."""
    content = read_object(bundle.read(crate.NAME), crate.NAME)
    graph = content.get("@graph")
    if not isinstance(graph, list) or not all(isinstance(entity, dict) for entity in graph):
        raise BundleError(f"'{crate.NAME}' has no graph.", DAMAGED)
    entities = {str(entity.get("@id")): entity for entity in graph}
    descriptor, root = entities.get(crate.NAME, {}), entities.get("./", {})
    if descriptor.get("conformsTo") != {"@id": crate.PROFILE} or descriptor.get("about") != {"@id": "./"}:
        raise BundleError(f"'{crate.NAME}' does not declare RO-Crate 1.2.", DAMAGED)
    if len(entities) != len(graph) or root.get("identifier") != f"urn:uuid:{bundle.request['id']}":
        raise BundleError(f"'{crate.NAME}' describes something else.", DAMAGED)
    files = [path for path in bundle.paths if path != crate.NAME]
    if root.get("hasPart") != [{"@id": path} for path in files]:
        raise BundleError(f"'{crate.NAME}' does not list the files there are.", DAMAGED)
    for path in files:
        entity, digests = entities.get(path, {}), bundle.digests(path)
        if (entity.get("contentSize"), entity.get("sha256")) != (str(digests.bytes), digests.sha256):
            raise BundleError(f"'{crate.NAME}' describes '{one_line(path)}' wrongly.", DAMAGED)


def check_strings(bundle: Opened) -> None:
    """Raise BundleError if an identifier stands in any string besides the outputs' own cells."""
    own = {entry["path"] for entry in bundle.request["outputs"]}
    texts = {path: bundle.read(path) for path in bundle.paths if path.endswith(TEXTS) and path not in {POLICY, *own}}
    refuse_identifiers(texts, bundle.paths, bundle.policy)
