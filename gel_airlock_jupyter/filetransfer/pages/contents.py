"""What the pages show out of a received bundle: its report and its outputs, only once the re-check accepted it."""

from __future__ import annotations

from starlette.responses import Response

from gel_airlock_jupyter.bundle.opened import open_bundle
from gel_airlock_jupyter.errors import BundleError
from gel_airlock_jupyter.filetransfer import records
from gel_airlock_jupyter.filetransfer.calls import Call
from gel_airlock_jupyter.filetransfer.problems import Problem

_REPORT = "evidence/review/index.html"
_LARGEST = 64 * 1024**2
_SEALED_IN = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_PICTURES = {".png": "image/png", ".jpg": "image/jpeg"}


def _accepted(call: Call) -> tuple[records.Record, list[records.Record]]:
    with call.service.engine.begin() as connection:
        row = records.find(connection, call.path["id"], call.person)
        outputs = records.outputs_of(connection, row.id)
    if not outputs:
        raise Problem("state-conflict", "The re-check has not accepted this bundle.", state=row.state)
    return row, outputs


def _bytes(call: Call, row: records.Record, path: str) -> bytes:
    try:
        with open_bundle(call.service.storage.bundle(row.upload_id)) as opened:
            if opened.digests(path).bytes > _LARGEST:
                raise Problem("too-large", "It is too large to show. Download the bundle.")
            return opened.read(path)
    except BundleError as error:
        raise Problem("not-found", error.message) from error


def report(call: Call) -> Response:
    """Return the reviewer's report of the bundle, in a sandbox: it comes from outside."""
    row, _ = _accepted(call)
    headers = {
        "Content-Security-Policy": f"{_SEALED_IN}; frame-ancestors 'self'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
    return Response(_bytes(call, row, _REPORT), media_type="text/html; charset=utf-8", headers=headers)


def output(call: Call) -> Response:
    """Return one output: a picture to look at, anything else as plain text to read, never as a page."""
    row, outputs = _accepted(call)
    paths = {each.position: each.file for each in outputs}
    path = paths.get(int(call.path["number"]))
    if path is None:
        raise Problem("not-found", "There is no such output.")
    suffix = "." + path.rpartition(".")[2].lower()
    headers = {
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Content-Disposition": "inline",
    }
    kind = _PICTURES.get(suffix, "text/plain; charset=utf-8")
    return Response(_bytes(call, row, path), media_type=kind, headers=headers)
