"""A TCP proxy between client and service that breaks things on purpose; the product knows nothing of it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

_BLOCK = 65536
SWALLOW = "swallow the answer"


class FlakyProxy:
    """Forwards to `port` on this machine.

    `faults` is a list of functions, one used up per request (recognised by its first line). A fault gets the first
    block of the request and returns `None` to forward it, bytes to answer in place of the service, an `int` to cut
    the connection after that many bytes were forwarded, `SWALLOW` to lose the answer, or a function that rewrites
    every block.
    """

    def __init__(self, port: int) -> None:
        self.target = port
        self.faults: list[Callable[[bytes], object]] = []
        self.fired = 0
        self.silent = False
        self._one = threading.Lock()
        self.seen: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._socket.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._socket.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _fault(self, first: bytes) -> object:
        line = first.split(b"\r\n", 1)[0].decode("latin-1")
        self.seen.append(line)
        with self._one:
            for fault in list(self.faults):
                what = fault(first)
                if what is not None:
                    self.faults.remove(fault)
                    self.fired += 1
                    return what
        return None

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            first = client.recv(_BLOCK)
            if not first:
                return
            what = self._fault(first)
            if isinstance(what, bytes):
                client.sendall(what)
                return
            self._forward(client, first, what)

    def _forward(self, client: socket.socket, first: bytes, what: object) -> None:
        limit = what if isinstance(what, int) else None
        rewrite = what if callable(what) else lambda block: block
        with socket.create_connection(("127.0.0.1", self.target)) as server:
            back = threading.Thread(target=_pump, args=(server, client, what != SWALLOW), daemon=True)
            back.start()
            sent, block = 0, first
            while block:
                if limit is not None and sent + len(block) > limit:
                    server.sendall(block[: max(0, limit - sent)])
                    if self.silent:
                        back.join(60)  # neither side hears anything any more
                    for end in (server, client):
                        end.shutdown(socket.SHUT_RDWR)
                    return
                server.sendall(rewrite(_closing(block) if sent == 0 else block))
                sent += len(block)
                block = client.recv(_BLOCK)
            server.shutdown(socket.SHUT_WR)
            back.join(10)


def _closing(block: bytes) -> bytes:
    # One request per connection, so that every request passes `_fault`.
    return block.replace(b"Connection: keep-alive", b"Connection: close", 1)


def _pump(source: socket.socket, target: socket.socket, hand_on: bool) -> None:
    with contextlib.suppress(OSError):
        while block := source.recv(_BLOCK):
            if hand_on:
                target.sendall(block)
    # Also after a reset: a client whose service was killed must hear that nothing will come, and not wait in vain.
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR if hand_on else socket.SHUT_RDWR)


def on(start: str, what: object) -> Callable[[bytes], object]:
    """Return a fault for the next request whose first line begins with `start`."""
    return lambda first: what if first.startswith(start.encode()) else None


def answer(status: str, *headers: str, body: bytes = b"") -> bytes:
    """Return a raw HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body
