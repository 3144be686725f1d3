"""Sealing a request: outputs, evidence, records and review document laid out, scanned, hashed, signed, written."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.bundle import bag, crate
from gel_airlock_jupyter.bundle.canonical import json_bytes, slug
from gel_airlock_jupyter.bundle.columns import columns_of, table_schema
from gel_airlock_jupyter.bundle.model import TOOL, BundleItem, Contents, Output, Payload, Sealed
from gel_airlock_jupyter.bundle.readme import readme
from gel_airlock_jupyter.bundle.record import request_record
from gel_airlock_jupyter.bundle.results import acro, acro_checksums, results
from gel_airlock_jupyter.bundle.review import PAGE, review_files
from gel_airlock_jupyter.bundle.scan import TEXTS, refuse_identifiers
from gel_airlock_jupyter.bundle.signing import Signer, statement
from gel_airlock_jupyter.errors import BundleError
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.safe_zip import LARGEST_TEXT
from gel_airlock_jupyter.zip_names import name_problem

__all__ = ["BundleItem", "Sealed", "seal"]

NAMESPACE = uuid.UUID("6f1c1b0e-6a34-5a0f-8b8e-3d4b8c1f9a52")
VERIFIER = f"urn:gel-airlock-jupyter:{TOOL['version']}"
POLICY = "evidence/checks/policy.json"
LEDGER = "evidence/ledger"
FOLDERS = {"figure.json": "figures", "provenance.json": "provenance"}


def seal(
    request: Mapping[str, Any],
    items: Sequence[BundleItem],
    policy: Policy,
    destination: Path,
    created_at: str,
    signer: Signer | None = None,
    ledger: Mapping[str, bytes] | None = None,
) -> Sealed:
    """Seal a request into `destination/airlock-<id>.zip`; the same request, items, policy and time give the same bytes.

    Parameters
    ----------
    request : mapping
        A Request as of docs/rest.md.
    items : sequence of BundleItem
        Staged items in the order of the request.
    policy : Policy
        The policy they were checked under.
    destination : Path
        Folder for the zip; made if missing.
    created_at : str
        Time in UTC, such as 2026-11-22T10:00:00Z: the only time in the bundle.
    signer : Signer, optional
        Signs the tag manifest and every output.
    ledger : mapping, optional
        What this request and earlier ones publish, by file name: whoever has the bundle can audit without the store.

    Raises
    ------
    BundleError
        If there is no output, a frozen file is missing or not the one that was checked, an identifier stands in any
        string, or the zip cannot be written. Nothing is left behind then.
    """
    contents = _contents(request, items, policy, created_at, ledger or {})
    payload, digests = _payload(contents, policy)
    tags = bag.tag_files(
        {path: (size, long) for path, (size, _, long) in digests.items()},
        contents.id,
        created_at,
        f"Airlock request of project {request['project']}",
    )
    if signer:
        tags[bag.SIGNATURE] = signer.envelope(_statement(contents, tags[bag.TAG_MANIFEST]))
    members: Payload = {f"{contents.folder}/data/{path}": content for path, content in payload.items()}
    members |= {f"{contents.folder}/{name}": data for name, data in tags.items()}
    expected = {f"{contents.folder}/data/{path}": long for path, (_, _, long) in digests.items()}
    path = destination / f"{contents.folder}.zip"
    digest, length = bag.write_zip(path, members, expected)
    return Sealed(path, contents.id, digest, length)


def draft_page(
    request: Mapping[str, Any],
    items: Sequence[BundleItem],
    policy: Policy,
    created_at: str,
    ledger: Mapping[str, bytes] | None = None,
) -> str:
    """Return the page that reviewers would read if the request were sealed as it is now; nothing is written.

    Parameters and errors are those of `seal`.
    """
    files = review_files(_contents(request, items, policy, created_at, ledger or {}))
    return files[PAGE].decode()


def _contents(
    request: Mapping[str, Any],
    items: Sequence[BundleItem],
    policy: Policy,
    created_at: str,
    ledger: Mapping[str, bytes],
) -> Contents:
    if not items:
        raise BundleError("The request holds no output.", "Stage at least one, and add it to the request.")
    outputs = tuple(_output(number, item, policy) for number, item in enumerate(items, 1))
    names = [output.item["export"]["file"] for output in outputs]
    for name in names:
        if problem := name_problem(name) or ("stands in a folder" if "/" in name else ""):
            raise BundleError(f"An output {problem}.", "Stage it under another name.")
    unnamed = Contents("", created_at, request, outputs, policy.content, policy.ref.to_dict(), ledger)
    evidence = {path: hashlib.sha256(data).hexdigest() for path, data in _evidence(unnamed).items()}
    identity = json_bytes([request_record(unnamed), results(unnamed), evidence])
    return replace(unnamed, id=str(uuid.uuid5(NAMESPACE, hashlib.sha512(identity).hexdigest())))


def _output(number: int, item: BundleItem, policy: Policy) -> Output:
    file = str(item.item["export"]["file"])
    try:
        short, long, length = hashlib.sha256(), hashlib.sha512(), 0
        for chunk in bag.chunks(item.path):
            short.update(chunk)
            long.update(chunk)
            length += len(chunk)
    except OSError as error:
        raise BundleError(f"The frozen file '{file}' is missing or unreadable.", "Stage it again.") from error
    if short.hexdigest() != item.item["export"]["sha256"]:
        raise BundleError(f"The frozen file '{file}' was changed after staging.", "Stage it again.")
    name = slug(str(item.item.get("title") or Path(file).stem))
    evidence = {kind: _evidence_path(number, kind) for kind in sorted(item.evidence)}
    path = f"outputs/{number:03d}-{name}/{file}"
    columns = columns_of(item.path, policy.limits.exact_cells) if item.item["kind"] == "table" else None
    return Output(number, item, path, short.hexdigest(), long.hexdigest(), length, columns, evidence)


def _evidence_path(number: int, name: str) -> str:
    if name in FOLDERS:
        return f"evidence/{FOLDERS[name]}/{number:03d}.json"
    return f"evidence/{'code' if name.endswith('.py') else 'supporting'}/{number:03d}-{name}"


def _payload(contents: Contents, policy: Policy) -> tuple[Payload, dict[str, tuple[int, str, str]]]:
    """Return the payload by path, and length, sha256 and sha512 of every file in it."""
    texts = _texts(contents)
    names = [*texts, *(output.path for output in contents.outputs), crate.NAME]
    for name in names:
        if problem := name_problem(name):
            raise BundleError(f"A file of the bundle {problem}.", "Stage the output anew, under another name.")
    scanned = {name: data for name, data in texts.items() if name.endswith(TEXTS) and name != POLICY}
    refuse_identifiers(scanned, names, policy)
    digests = {name: _digests(data) for name, data in texts.items()}
    digests |= {output.path: (output.bytes, output.sha256, output.sha512) for output in contents.outputs}
    metadata = json_bytes(crate.crate(contents, {path: (size, short) for path, (size, short, _) in digests.items()}))
    refuse_identifiers({crate.NAME: metadata}, (), policy)
    digests[crate.NAME] = _digests(metadata)
    files: Payload = {output.path: output.source.path for output in contents.outputs}
    return {**texts, **files, crate.NAME: metadata}, digests


def _texts(contents: Contents) -> dict[str, bytes]:
    """Return everything but outputs and crate, by path."""
    files = {
        "request.json": json_bytes(request_record(contents)),
        "README.txt": readme(contents).encode() + b"\n",
        "results.json": json_bytes(acro(contents)),
        "evidence/checks/results.json": json_bytes(results(contents)),
        POLICY: json_bytes(contents.policy),
        **acro_checksums(contents),
        **review_files(contents),
    }
    for output in contents.outputs:
        if output.columns and output.schema_path:
            roles = {str(entry["column"]): str(entry["role"]) for entry in output.report.get("read_as", ())}
            files[output.schema_path] = json_bytes(table_schema(output.columns, roles))
    return files | _evidence(contents)


def _evidence(contents: Contents) -> dict[str, bytes]:
    files = {}
    for output in contents.outputs:
        for name, path in sorted(output.source.evidence.items()):
            what = f"The evidence '{name}' of '{output.title}'"
            try:
                data = path.read_bytes()
            except OSError as error:
                raise BundleError(f"{what} is missing.", "Stage it again.") from error
            if len(data) > LARGEST_TEXT:
                raise BundleError(f"{what} is larger than {LARGEST_TEXT >> 20} MB.", "Make it smaller.")
            files[output.evidence[name]] = data
    for name, data in sorted(contents.ledger.items()):
        if len(data) > LARGEST_TEXT:
            raise BundleError("What earlier requests published is too much for one bundle.", "Ask the Airlock team.")
        files[f"{LEDGER}/{name}"] = data
    return files


def _digests(data: bytes) -> tuple[int, str, str]:
    return len(data), hashlib.sha256(data).hexdigest(), hashlib.sha512(data).hexdigest()


def _statement(contents: Contents, tag_manifest: bytes) -> dict[str, Any]:
    _, short, long = _digests(tag_manifest)
    subjects = [(bag.TAG_MANIFEST, {"sha256": short, "sha512": long})]
    subjects += [(f"data/{o.path}", {"sha256": o.sha256, "sha512": o.sha512}) for o in contents.outputs]
    properties = [f"GEL_AIRLOCK_VERDICT_{contents.verdict.upper()}", "GEL_AIRLOCK_CLEAN_RECHECK"]
    return statement(subjects, VERIFIER, contents.policy_ref, contents.created_at, properties)
