"""The client's steps by hand, for tests of the service itself."""

from __future__ import annotations

import base64
import hashlib
import uuid
from typing import Any

import httpx

TUS = {"Tus-Resumable": "1.0.0"}


def body_for(content: bytes, **more: Any) -> dict[str, Any]:
    """Return the body that announces `content`."""
    bundle = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    return {"bundle": bundle, "request": {"project": "RR150", "title": "A table"}, **more}


def create(client: httpx.Client, content: bytes, key: str | None = None, **more: Any) -> httpx.Response:
    """Announce `content`."""
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    return client.post("/v1/requests", json=body_for(content, **more), headers=headers)


def patch(client: httpx.Client, url: str, offset: int, chunk: bytes, checksum: bytes | None = None) -> httpx.Response:
    """Send one chunk, with the checksum of `checksum` if given."""
    headers = {**TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
    if checksum is not None:
        headers["Upload-Checksum"] = "sha256 " + base64.b64encode(hashlib.sha256(checksum).digest()).decode()
    return client.patch(url, content=chunk, headers=headers)


def submit(client: httpx.Client, request_id: str, content: bytes, **headers: str) -> httpx.Response:
    """Say that the upload is complete."""
    body = body_for(content)["bundle"]
    return client.put(f"/v1/requests/{request_id}/submission", json=body, headers=headers)


def send(client: httpx.Client, content: bytes, key: str | None = None, **more: Any) -> str:
    """Take `content` the whole way to submitted; return the request's id."""
    made = create(client, content, key, **more)
    assert made.status_code == 201, made.text
    done = patch(client, made.json()["upload"]["url"], 0, content, content)
    assert done.status_code == 204, done.text
    answer = submit(client, made.json()["id"], content)
    assert answer.status_code == 202, answer.text
    return str(made.json()["id"])


def code(response: httpx.Response) -> str:
    """Return the code of a problem document."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    problem = response.json()
    assert problem["status"] == response.status_code
    return str(problem["type"].removeprefix("urn:gel-airlock:problem:"))
