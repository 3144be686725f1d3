"""The calls a reviewer makes, for the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from gel_airlock_jupyter.errors import UnknownName
from gel_airlock_jupyter.filetransfer.data_folder import ADDRESS
from gel_airlock_jupyter.transfer.connection import Connection, json_of, problem_of, refusal
from gel_airlock_jupyter.transfer.credentials import TokenSource
from gel_airlock_jupyter.transfer.protocol import Parked
from gel_airlock_jupyter.transfer.retry import Backoff


@dataclass(frozen=True)
class Target:
    """Which service, and as whom."""

    url: str
    token_file: Path
    reviewer: str


def running(data: Path) -> Mapping[str, str]:
    """Return address and token file of the service that runs on a data folder; raises `Parked` when none does."""
    try:
        found = json.loads((data / ADDRESS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        hint = "Start it with `gel-airlock filetransfer serve`, or give --url and --token-file."
        raise Parked("setup", f"No File Transfer service runs on '{data}'.", hint) from None
    return {"url": str(found["url"]), "token_file": str(found["token_file"])}


class ReviewClient:
    """Talks to the service as one reviewer; every method raises `Parked` or `Unreachable` with plain words."""

    def __init__(self, target: Target) -> None:
        self._target = target

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        token = TokenSource(self._target.token_file, name=self._target.reviewer, role="reviewer")
        with httpx.Client(base_url=self._target.url, timeout=60.0) as client:
            yield Connection(client, token, Backoff(attempts=3), lambda: False)

    def _get(self, path: str) -> dict[str, Any]:
        with self._connected() as connection:
            return json_of(connection.call("GET", path))

    def _post(self, request_id: str, what: str, body: Mapping[str, Any]) -> dict[str, Any]:
        with self._connected() as connection:
            url = f"/v1/requests/{quote(request_id, safe='')}/{what}"
            return json_of(connection.call("POST", url, json=dict(body)))

    def requests(self) -> list[dict[str, Any]]:
        """Return the requests this reviewer may see, newest first."""
        return list(self._get("/v1/requests")["requests"])

    def find(self, given: str) -> dict[str, Any]:
        """Return the request whose id begins with `given`; raises `UnknownName` unless there is exactly one."""
        fits = [each["id"] for each in self.requests() if each["id"].startswith(given)]
        if len(fits) != 1:
            why = f"{len(fits)} requests begin so; give more of the id." if fits else "See `review list`."
            raise UnknownName(f"There is no single request '{given}'.", why)
        return self._get(f"/v1/requests/{fits[0]}")

    def vote(self, request_id: str, vote: str, outputs: list[int], comment: str) -> dict[str, Any]:
        """Vote on some outputs, or on all when `outputs` is empty."""
        body: dict[str, Any] = {"comment": comment}
        body |= {"votes": {str(each): vote for each in outputs}} if outputs else {"vote": vote}
        return self._post(request_id, "reviews", body)

    def decide(self, request_id: str) -> tuple[dict[str, Any] | None, str]:
        """Turn the votes into the decision; without enough votes return `None` and what is missing."""
        with self._connected() as connection:
            url = f"/v1/requests/{quote(request_id, safe='')}/decisions"
            response = connection.call("POST", url, accept=(409,), json={})
        if response.is_success:
            return json_of(response), ""
        code, words = problem_of(response)
        if code in ("reviewers-missing", "outputs-undecided"):
            return None, words
        raise refusal(response)

    def give_back(self, request_id: str, reason: str) -> dict[str, Any]:
        """Return the request to its author."""
        return self._post(request_id, "return", {"reason": reason})

    def release(self, request_id: str) -> dict[str, Any]:
        """Release what was approved."""
        return self._post(request_id, "release", {})
