"""Starts the real File Transfer service as a process of its own, on a free port of this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
PEOPLE = {
    "alice": ["requester"],
    "bob": ["requester", "reviewer"],
    "rita": ["reviewer"],
    "sam": ["reviewer"],
}


def token_of(name: str) -> str:
    """Return the made-up token of a test person."""
    return f"token-of-{name}-0123456789"


def write_tokens(
    path: Path, expires: Mapping[str, str] | None = None, people: Mapping[str, list[str]] = PEOPLE
) -> Path:
    """Write a token file for the test people."""
    tokens = [
        {"name": name, "roles": roles, "token": token_of(name), "expires": (expires or {}).get(name)}
        for name, roles in people.items()
    ]
    aside = path.with_suffix(".new")
    aside.write_text(json.dumps({"tokens": tokens}))
    aside.chmod(0o600)
    aside.replace(path)
    return path


class RunningService:
    """A service process on one data folder; may be killed and started again."""

    def __init__(self, data: Path, *options: str, preexec: Callable[[], None] | None = None) -> None:
        self.data = data
        self.tokens = data.parent / f"{data.name}-tokens.json"
        if not self.tokens.exists():
            write_tokens(self.tokens)
        self._options, self._preexec = options, preexec
        self._log = (data.parent / f"{data.name}.log").open("ab")
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of its database."""
        if "--database-url" in self._options:
            return self._options[self._options.index("--database-url") + 1]
        return f"sqlite:///{self.data / 'filetransfer.sqlite'}"

    def start(self) -> RunningService:
        (self.data / "service.json").unlink(missing_ok=True)
        command = [sys.executable, "-m", "gel_airlock_jupyter.filetransfer", "serve", "--data", str(self.data)]
        command += ["--port", str(self.port), "--token-file", str(self.tokens), *self._options]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            command, stdout=self._log, stderr=self._log, env=environment, preexec_fn=self._preexec
        )
        address = self.data / "service.json"
        eventually(lambda: address.exists() or self.process.poll() is not None, 60)
        assert address.exists(), Path(self._log.name).read_text()
        self.port = int(json.loads(address.read_text())["url"].rpartition(":")[2])
        return self

    def kill(self) -> None:
        """As a power cut would: SIGKILL."""
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> int:
        """As an operator would: SIGTERM; returns the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()
        self._log.close()

    def log(self) -> str:
        return Path(self._log.name).read_text()

    def client(self, name: str) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token_of(name)}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30.0, trust_env=False)

    def request_state(self, request_id: str, name: str = "alice") -> dict[str, Any]:
        with self.client(name) as client:
            return client.get(f"/v1/requests/{request_id}").json()

    def wait_for(self, request_id: str, *states: str, name: str = "alice", seconds: float = 60.0) -> dict[str, Any]:
        """Wait until the request is in one of `states`."""
        found: dict[str, Any] = {}

        def arrived() -> bool:
            found.update(self.request_state(request_id, name))
            return found["state"] in states

        eventually(arrived, seconds, lambda: f"{found.get('state')}: {found.get('message')}")
        return found


@contextmanager
def running(data: Path, *options: str, preexec: Callable[[], None] | None = None) -> Iterator[RunningService]:
    """Run a service for the length of the block."""
    service = RunningService(data, *options, preexec=preexec)
    try:
        yield service.start()
    finally:
        service.close()


def eventually(holds: Callable[[], bool], seconds: float = 10.0, say: Callable[[], object] = lambda: "") -> None:
    """Wait until something holds; a wait is bounded, never a fixed sleep."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"did not happen in {seconds:g} s; {say()}"
        time.sleep(0.03)
