"""Runs the service until it is told to stop."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import socket
import sys
from pathlib import Path

import uvicorn

from gel_airlock_jupyter.filetransfer.app import build
from gel_airlock_jupyter.filetransfer.data_folder import ADDRESS
from gel_airlock_jupyter.filetransfer.service import open_service
from gel_airlock_jupyter.filetransfer.settings import Settings
from gel_airlock_jupyter.filetransfer.starting import raise_on_ctrl_c

_BANNER = "gel-airlock reference File Transfer service: for trying out and testing, not for production."


def address(settings: Settings, port: int) -> str:
    """Return the URL that clients use."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{port}"


def listen(settings: Settings) -> socket.socket:
    """Open the port before anything else, so that the URL is known and a busy port is a plain error."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError:
        listening.close()
        raise
    listening.listen(128)
    return listening


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; unfinished calls get five seconds.

    The URL and the token file are printed, and written to `service.json` in the data folder, once calls are answered.
    """
    # uvicorn stops on either signal and then raises it again: as an exception, so that the end below is reached.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    service = open_service(settings)
    with listen(settings) as listening:
        url = address(settings, listening.getsockname()[1])
        where = settings.data / ADDRESS

        def ready() -> None:
            _write(where, {"url": url, "pid": os.getpid(), "token_file": str(settings.tokens)})
            print(
                f"{_BANNER}\nListening on {url}\nTokens in {settings.tokens}\nReviewers' pages: {url}/review",
                flush=True,
            )
            if settings.host not in ("127.0.0.1", "::1", "localhost"):
                print("Warning: reachable from other machines, and without TLS.", flush=True)

        config = uvicorn.Config(
            build(service, ready),
            access_log=False,
            log_config=None,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=5,
            timeout_keep_alive=30,
            limit_concurrency=256,
        )
        server = uvicorn.Server(config)
        try:
            with contextlib.suppress(KeyboardInterrupt):
                raise_on_ctrl_c()
                server.run(sockets=[listening])
        finally:
            where.unlink(missing_ok=True)
    print("Stopped.", flush=True)


def _write(path: Path, content: dict[str, object]) -> None:
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    aside.write_text(json.dumps(content) + "\n", encoding="utf-8")
    aside.replace(path)
