"""The RO-Crate 1.2 that describes a bundle, in the shape of the Five Safes draft 1.0 (not yet declared as such).

The request is an AskAction, every check an AssessAction. What they say is a claim of the sender; a receiver that
keeps the crate replaces them by its own.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from gel_airlock_jupyter.bundle.model import TOOL, Contents, Output

CONTEXT = "https://w3id.org/ro/crate/1.2/context"
PROFILE = "https://w3id.org/ro/crate/1.2"
NAME = "ro-crate-metadata.json"
ASSESSMENT = "https://w3id.org/dpv/risk#RiskAssessment"
COMPLETED = {"@id": "http://schema.org/CompletedActionStatus"}
RULES_PAGE = "https://re-docs.genomicsengland.co.uk/airlock_rules/"
MEDIA = {
    "json": "application/json", "html": "text/html", "txt": "text/plain", "py": "text/x-python", "csv": "text/csv",
}  # fmt: skip

Entity = dict[str, Any]


def crate(contents: Contents, files: Mapping[str, tuple[int, str]]) -> Entity:
    """Return the crate's JSON-LD.

    Parameters
    ----------
    contents : Contents
        What is sealed.
    files : mapping
        Length and sha256 of every payload file besides the crate itself, by path.
    """
    ids = _Ids(contents.id)
    outputs = {output.path: output for output in contents.outputs}
    graph = [
        _descriptor(),
        _root(contents, files, ids),
        *(_file(path, size, digest, outputs.get(path)) for path, (size, digest) in sorted(files.items())),
        *_actions(contents, ids),
        *_context(contents, ids),
    ]
    return {"@context": [CONTEXT, {"prov": "http://www.w3.org/ns/prov#"}], "@graph": graph}


class _Ids:
    """Absolute ids of everything that is no file, derived from the bundle's id."""

    def __init__(self, bundle: str) -> None:
        self._bundle = uuid.UUID(bundle)

    def __call__(self, name: str) -> str:
        return f"urn:uuid:{uuid.uuid5(self._bundle, name)}"

    def ref(self, name: str) -> Entity:
        return {"@id": self(name)}


def _descriptor() -> Entity:
    return {"@id": NAME, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": PROFILE}}


def _root(contents: Contents, files: Mapping[str, tuple[int, str]], ids: _Ids) -> Entity:
    description = contents.form.get("description") or "Outputs proposed for export."
    actions = ["request", "check", *(f"check {output.number}" for output in contents.outputs)]
    return {
        "@id": "./",
        "@type": "Dataset",
        "identifier": f"urn:uuid:{contents.id}",
        "name": f"Airlock request of project {contents.request['project']}",
        "description": description,
        "datePublished": contents.created_at,
        "license": ids.ref("terms"),
        "publisher": ids.ref("project"),
        "hasPart": [{"@id": path} for path in sorted(files)],
        "mentions": [ids.ref(action) for action in actions],
    }


def _file(path: str, size: int, digest: str, output: Output | None) -> Entity:
    entity: Entity = {
        "@id": path,
        "@type": "File",
        "name": path.rpartition("/")[2],
        "contentSize": str(size),
        "encodingFormat": MEDIA.get(path.rpartition(".")[2], "application/octet-stream"),
        "sha256": digest,
    }
    if output:
        entity |= {"name": output.title, "encodingFormat": output.media_type}
        if text := output.item.get("description"):
            entity["description"] = text
        if text := output.item.get("alt_text"):
            entity["accessibilitySummary"] = text
    return entity


def _actions(contents: Contents, ids: _Ids) -> list[Entity]:
    request = {
        "@id": ids("request"),
        "@type": "AskAction",
        "name": "Request to export the outputs",
        "description": contents.form.get("justification") or "No justification given.",
        "agent": ids.ref("project"),
        "recipient": ids.ref("airlock"),
        "object": [{"@id": output.path} for output in contents.outputs],
        "startTime": contents.created_at,
        "actionStatus": {"@id": "http://schema.org/ActiveActionStatus"},
    }
    whole = _assessment(contents, ids, "check", [output.path for output in contents.outputs], contents.verdict)
    single = [_assessment(contents, ids, f"check {o.number}", [o.path], o.report["verdict"]) for o in contents.outputs]
    return [request, whole, *single]


def _assessment(contents: Contents, ids: _Ids, name: str, paths: list[str], verdict: str) -> Entity:
    return {
        "@id": ids(name),
        "@type": ["AssessAction", "prov:Activity"],
        "additionalType": {"@id": ASSESSMENT},
        "name": f"Disclosure check: {verdict}",
        "description": "A claim of the sender, to be checked anew by the receiver.",
        "agent": ids.ref("project"),
        "instrument": [ids.ref("tool"), {"@id": "evidence/checks/policy.json"}],
        "object": [{"@id": path} for path in paths],
        "result": {"@id": "evidence/checks/results.json"},
        "endTime": contents.created_at,
        "actionStatus": COMPLETED,
    }


def _context(contents: Contents, ids: _Ids) -> list[Entity]:
    return [
        {"@id": ids("project"), "@type": "Organization", "name": f"Project {contents.request['project']}"},
        {"@id": ids("airlock"), "@type": "Organization", "name": "Genomics England Airlock"},
        {
            "@id": ids("tool"),
            "@type": "SoftwareApplication",
            "name": TOOL["name"],
            "version": TOOL["version"],
            "softwareVersion": TOOL["version"],
            "url": f"pkg:generic/{TOOL['name']}@{TOOL['version']}",
        },
        {
            "@id": ids("terms"),
            "@type": "CreativeWork",
            "name": "Not for release before the Airlock has approved it",
            "description": "Only the files under outputs/ are proposed for release.",
            "url": {"@id": RULES_PAGE},
        },
        {"@id": RULES_PAGE, "@type": "WebPage", "name": "Airlock rules"},
        {"@id": ASSESSMENT, "@type": "DefinedTerm", "name": "Risk assessment", "termCode": "RiskAssessment"},
    ]
