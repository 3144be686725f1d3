"""The real processes that the tests talk to: JupyterLab and the File Transfer service."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

TOKEN = "token-of-the-tests"
BASE_URL = "/user/a%20b%C3%A9/"  # as JupyterHub escapes a blank and a letter beyond ASCII
QUIET = {
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {"fetchNews": "false", "checkForUpdates": False}
}


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(
    command: list[str], log: Path, environment: Mapping[str, str], cwd: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A child that is stopped at the end, whatever happens."""
    everything = {**os.environ, **environment}
    with log.open("wb") as out:
        child = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, env=everything, cwd=cwd, start_new_session=True
        )
        try:
            yield child
        finally:
            child.terminate()
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait(5)


def wait_for(url: str, child: subprocess.Popen[bytes], log: Path, seconds: float = 90) -> None:
    """Wait until something answers at the URL, whatever it says."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if child.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=2)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"{url} does not answer; its log ends with:\n{log.read_text(errors='replace')[-3000:]}")


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab and its folders."""

    url: str
    root: Path
    home: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    port: int = 0

    def page(self, workspace: str, notebook: str = "") -> str:
        """The URL of a workspace of its own, with a notebook open."""
        tree = f"/tree/{notebook}" if notebook else ""
        return f"{self.url}lab/workspaces/{workspace}{tree}?token={TOKEN}"


@contextmanager
def lab(folder: Path, environment: Mapping[str, str], port: int = 0) -> Iterator[Lab]:
    """JupyterLab under a base URL as JupyterHub gives them, with all its folders inside `folder`."""
    root, home, port = folder / "work", folder / "home", port or free_port()
    for path in (root, home):
        path.mkdir(exist_ok=True)
    settings = folder / "settings"
    for name, content in QUIET.items():
        (settings / name).parent.mkdir(parents=True, exist_ok=True)
        (settings / name).write_text(json.dumps(content))
    places = {
        "HOME": home,
        "IPYTHONDIR": folder / "ipython",
        "JUPYTER_CONFIG_DIR": folder / "config",
        "JUPYTER_DATA_DIR": folder / "data",
        "JUPYTER_RUNTIME_DIR": folder / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": settings,
        "JUPYTERLAB_WORKSPACES_DIR": folder / "workspaces",
    }
    everything = {**environment, **{name: str(path) for name, path in places.items()}}
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser",
        "--ServerApp.port_retries=0", f"--ServerApp.port={port}", f"--ServerApp.base_url={BASE_URL}",
        f"--ServerApp.root_dir={root}", f"--IdentityProvider.token={TOKEN}", "--LabApp.extension_manager=readonly",
        "--LabApp.news_url=None",
    ]  # fmt: skip
    log = folder / "jupyter.log"
    url = f"http://127.0.0.1:{port}{BASE_URL}"
    with process(command, log, everything, root) as child:
        wait_for(f"{url}api", child, log)
        yield Lab(url, root, folder, everything, port)


@dataclass(frozen=True)
class Service:
    """A running File Transfer service."""

    url: str
    data: Path

    def review(self, *words: str) -> str:
        """Run a reviewer's command in a terminal and return what it prints."""
        command = [sys.executable, "-m", "gel_airlock_jupyter.filetransfer", "review", *words, "--data", str(self.data)]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout

    @property
    def client(self) -> dict[str, str]:
        """What the sending side has to know."""
        return {
            "GEL_AIRLOCK_TRANSFER_BACKEND": "http",
            "GEL_AIRLOCK_TRANSFER_URL": self.url,
            "GEL_AIRLOCK_TRANSFER_TOKEN_FILE": str(self.data / "tokens.json"),
        }


@contextmanager
def file_transfer(folder: Path) -> Iterator[Service]:
    """The reference service on a port of its own."""
    data, port, log = folder / "data", free_port(), folder / "filetransfer.log"
    serve = [sys.executable, "-m", "gel_airlock_jupyter.filetransfer", "serve"]
    command = [*serve, "--data", str(data), "--port", str(port)]
    url = f"http://127.0.0.1:{port}"
    with process(command, log, {}, folder) as child:
        wait_for(url, child, log)
        yield Service(url, data)
