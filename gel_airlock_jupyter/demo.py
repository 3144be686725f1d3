"""`gel-airlock demo`: File Transfer, JupyterLab and the tutorial notebook, on loopback, and all stopped cleanly."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from gel_airlock_jupyter.errors import AirlockError, Unreadable

NOTEBOOK = "tutorial.ipynb"
START_SECONDS = 60.0
DECISION_SECONDS = 120.0
SIDEBAR = "gel-airlock-panel"


def run(folder: Path, headless: bool) -> int:
    """Run the demo in `folder` until Ctrl-C, or headless until the receipt.

    Parameters
    ----------
    folder : Path
        Keeps notebook, store and the service's data; a headless run starts with empty ones.
    headless : bool
        Execute the notebook instead of opening JupyterLab.
    """
    folder = folder.absolute()
    if headless:
        folder = folder / "headless"
        shutil.rmtree(folder, ignore_errors=True)
    work = folder / "work"
    work.mkdir(parents=True, exist_ok=True)
    if not (work / NOTEBOOK).exists():
        shutil.copyfile(tutorial(), work / NOTEBOOK)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with file_transfer(folder / "file-transfer") as service:
        print(f"File Transfer (reference service) listens on {service['url']}")
        environment = {
            **os.environ,
            "GEL_AIRLOCK_STORE": str(folder / "store"),
            "GEL_AIRLOCK_PROJECT": "RR150",
            "GEL_AIRLOCK_TRANSFER_URL": service["url"],
            "GEL_AIRLOCK_TRANSFER_TOKEN_FILE": service["token_file"],
        }
        return _headless(work, environment) if headless else _lab(folder, work, environment)


def tutorial() -> Path:
    """Return the tutorial notebook, from the wheel or from the checkout.

    Raises
    ------
    Unreadable
        If neither has it.
    """
    here = Path(__file__).resolve().parent
    for place in (here / "notebooks" / NOTEBOOK, here.parent / "notebooks" / NOTEBOOK):
        if place.is_file():
            return place
    raise Unreadable("The tutorial notebook is not installed.", "Install the package again, or clone the repository.")


@contextlib.contextmanager
def file_transfer(data: Path) -> Iterator[dict[str, str]]:
    """Run the reference service on a free port of this machine; yields its url and token file."""
    command = [
        sys.executable,
        "-m",
        "gel_airlock_jupyter.cli",
        "filetransfer",
        "serve",
        "--data",
        str(data),
        "--port",
        "0",
    ]
    data.mkdir(parents=True, exist_ok=True)
    note = data / "service.json"
    note.unlink(missing_ok=True)
    with (
        (data / "service.log").open("ab") as log,
        _stopped(subprocess.Popen(command, stdout=log, stderr=log)) as process,
    ):
        deadline = time.monotonic() + START_SECONDS
        while not note.is_file():
            if process.poll() is not None or time.monotonic() > deadline:
                raise AirlockError("File Transfer did not start.", f"See {data / 'service.log'}.")
            time.sleep(0.05)
        yield json.loads(note.read_text())


def _tell_reviewers(url: str, data: Path) -> None:
    print(f"\nReview  {url}/review  (a page without scripts; two reviewers where the committee decides)")
    for name, token in reviewers(data / "tokens.json"):
        print(f"        sign in as {name} with the token {token}")
    print("or in another terminal:  gel-airlock filetransfer review list --data", data)


def reviewers(tokens: Path) -> list[tuple[str, str]]:
    """Return names and tokens of the demo's reviewers; they are made up for this machine at the first start."""
    if not tokens.is_file():
        return []  # they come from the environment
    entries = json.loads(tokens.read_text())["tokens"]
    return [(entry["name"], entry["token"]) for entry in entries if "reviewer" in entry["roles"]]


@contextlib.contextmanager
def _stopped(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _lab(folder: Path, work: Path, environment: dict[str, str]) -> int:
    token, port = secrets.token_urlsafe(16), _free_port()
    workspaces = folder / "workspaces"
    workspaces.mkdir(exist_ok=True)
    _show_sidebar(workspaces)
    _no_news(folder / "settings")
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1", f"--port={port}",
        f"--ServerApp.root_dir={work}", f"--IdentityProvider.token={token}", "--LabApp.extension_manager=readonly",
        f"--LabApp.workspaces_dir={workspaces}", f"--LabApp.user_settings_dir={folder / 'settings'}",
        "--ServerApp.open_browser=False", "--ServerApp.port_retries=0",
    ]  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    with (folder / "jupyterlab.log").open("ab") as log:
        # A session of its own: Ctrl-C reaches this process only, which stops the other two in order.
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)
        with _stopped_lab(process):
            _wait_for(port, process, folder / "jupyterlab.log")
            print(f"\nOpen  http://127.0.0.1:{port}/lab/workspaces/tutorial/tree/{NOTEBOOK}?token={token}")
            _tell_reviewers(environment["GEL_AIRLOCK_TRANSFER_URL"], folder / "file-transfer")
            print("Stop with Ctrl-C.", flush=True)
            with contextlib.suppress(KeyboardInterrupt):
                process.wait()
    print("Stopped.")
    return 0


@contextlib.contextmanager
def _stopped_lab(process: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()  # JupyterLab asks back on SIGINT, not on SIGTERM
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()


def _show_sidebar(folder: Path) -> None:
    """Write the workspace in which the Airlock panel is the one that shows."""
    layout = {
        "main": {"dock": {"type": "tab-area", "currentIndex": 0, "widgets": [f"notebook:{NOTEBOOK}"]}},
        "left": {"collapsed": False, "visible": True, "current": SIDEBAR, "widgets": ["filebrowser", SIDEBAR]},
        "relativeSizes": [0.3, 0.7, 0],
    }
    notebook = {"data": {"path": NOTEBOOK, "factory": "Notebook"}}
    data = {"layout-restorer:data": layout, f"notebook:{NOTEBOOK}": notebook}
    workspace = {"data": data, "metadata": {"id": "tutorial"}}
    # JupyterLab names the file after the workspace, with four digits of the name's digest.
    digest = hashlib.sha256(b"tutorial").hexdigest()[:4]
    (folder / f"tutorial-{digest}.jupyterlab-workspace").write_text(json.dumps(workspace))


def _no_news(folder: Path) -> None:
    """Answer JupyterLab's question about news before it covers the notebook."""
    settings = folder / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True, exist_ok=True)
    answer = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(answer))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AirlockError("JupyterLab did not start.", f"See {log}.")


def _headless(work: Path, environment: dict[str, str]) -> int:
    """Execute the notebook in a real kernel, then wait until a reviewer could open the request."""
    os.environ.update(environment)
    _execute(work / NOTEBOOK)
    from gel_airlock_jupyter.rendering.status import request_text
    from gel_airlock_jupyter.session import Session
    from gel_airlock_jupyter.settings import Settings

    session = Session(Settings.from_environment())
    request = session.store.requests()[0][0]
    deadline = time.monotonic() + DECISION_SECONDS
    while request.state in ("sending", "submitted", "validating") and time.monotonic() < deadline:
        time.sleep(0.3)
        request = session.requests.refresh(request.id)
    print(request_text(request))
    receipt = (request.submission or {}).get("receipt")
    print("Receipt:", json.dumps(receipt, indent=1) if receipt else "none")
    print(f"Request {request.id[:8]} is {request.state}.")
    return 0 if request.state == "in_review" and receipt else 1


def _execute(path: Path) -> None:
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.read(path, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}})
    try:
        with client.setup_kernel():
            for number, cell in enumerate(notebook.cells):
                if cell.cell_type != "code":
                    continue
                first = cell.source.strip().splitlines()[-1]
                print(f"[{cells.index(cell) + 1}/{len(cells)}] {first[:100]}", flush=True)
                client.execute_cell(cell, number)
                print(_printed(cell), end="")
    except CellExecutionError as error:
        raise AirlockError(
            f"A cell of the tutorial failed: {error.ename}: {error.evalue}", "Report this as a bug."
        ) from error
    finally:
        nbformat.write(notebook, path)


def _printed(cell: dict[str, list[dict[str, object]]]) -> str:
    """Return what a cell printed, and the plain form of what it displayed."""
    texts = []
    for output in cell["outputs"]:
        data = output.get("data")
        text = output.get("text") if output.get("output_type") == "stream" else None
        if isinstance(data, dict) and "application/vnd.gel-airlock.report+json" in data:
            text = str(data["text/plain"]).splitlines()[0] + "\n"
        texts.append("".join(f"    {line}\n" for line in str(text or "").splitlines()))
    return "".join(texts)
