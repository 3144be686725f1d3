"""What loading costs: the package beyond Python itself, `%load_ext` once pandas is there, and the Jupyter server."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil
from measuring import ROOT, Row, alternating, child, python

LOADING = """
import sys, time
import pandas
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
started = time.process_time()
shell.run_line_magic("load_ext", {extension!r})
print((time.process_time() - started) * 1000)
"""


def rows() -> list[Row]:
    """Measure; about a minute."""
    return [_import(), _load_ext(), _server()]


def _import() -> Row:
    bare, ours, peer = alternating(
        15,
        child(lambda: python("pass")),
        child(lambda: python("import gel_airlock_jupyter")),
        child(lambda: python("import narwhals")),
    )
    return Row(
        f"import gel_airlock_jupyter (narwhals: {peer - bare:+.0f})", ours, bare, "python -c pass", 50, beyond=True
    )


def _load_ext() -> Row:
    with tempfile.TemporaryDirectory() as folder:
        home = {"IPYTHONDIR": folder, "GEL_AIRLOCK_STORE": folder}

        def loading(extension: str) -> float:
            return float(python(LOADING.format(extension=extension), home).split()[-1])

        ours, peer = alternating(7, lambda: loading("gel_airlock_jupyter"), lambda: loading("autoreload"))
    return Row("%load_ext gel_airlock_jupyter, pandas loaded", ours, peer, "%load_ext autoreload", 300)


def _server() -> Row:
    ours, bare = alternating(5, lambda: _started(True), lambda: _started(False))
    return Row("Jupyter server answers, with the extension", ours, bare, "without it", 100, beyond=True)


def _started(is_enabled: bool) -> float:
    """Return the processor time in ms until a server with nothing but this extension (or nothing at all) answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        names = (
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTER_RUNTIME_DIR",
            "IPYTHONDIR",
            "HOME",
            "GEL_AIRLOCK_STORE",
        )
        environment = {**os.environ, **{name: str(Path(folder) / name.lower()) for name in names}}
        environment["JUPYTER_NO_CONFIG"] = "1"
        extensions = str({"gel_airlock_jupyter": is_enabled})
        command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
                   f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=",
                   f"--ServerApp.jpserver_extensions={extensions}"]  # fmt: skip
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _answers(f"http://127.0.0.1:{port}/api", process)
            times = psutil.Process(process.pid).cpu_times()
            path = "gel-airlock/items"
            assert _is_found(f"http://127.0.0.1:{port}/{path}") is is_enabled, "the extension was not as it should be"
            return (times.user + times.system) * 1000
        finally:
            process.terminate()
            process.wait()


def _answers(address: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.005)
    raise RuntimeError("the server did not start")


def _is_found(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
