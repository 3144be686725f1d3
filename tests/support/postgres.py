"""A PostgreSQL server of its own for the tests, in a temporary folder, on a free port of this machine."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """Return where initdb and pg_ctl are, newest version first; Debian keeps them off the PATH."""
    found = shutil.which("initdb")
    candidates = [Path(found).parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((path for path in candidates if (path / "initdb").exists() and (path / "pg_ctl").exists()), None)


def _run(command: list[str], user: int | None) -> None:
    subprocess.run(command, check=True, capture_output=True, user=user, cwd="/", timeout=60)


def _user() -> int | None:
    """Return as whom it runs: it refuses root, and another user cannot see into pytest's folders."""
    return pwd.getpwnam("postgres").pw_uid if os.getuid() == 0 else None


@contextmanager
def server() -> Iterator[str]:
    """Run a server for the length of the block and give its SQLAlchemy URL."""
    where = binaries()
    assert where is not None
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="airlock-postgres-"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    try:
        if user is not None:
            os.chown(folder, user, -1)
        data = str(folder / "data")
        _run([str(where / "initdb"), "-D", data, "-U", "airlock", "-A", "trust", "--no-sync", "-E", "UTF8"], user)
        options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off"
        _run([str(where / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start"], user)
        try:
            yield f"postgresql+psycopg://airlock@127.0.0.1:{port}/postgres"
        finally:
            _run([str(where / "pg_ctl"), "-D", data, "-m", "immediate", "stop"], user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def why_not() -> str:
    """Return why no server can be run here; empty when one can."""
    if binaries() is None:
        return "PostgreSQL is not installed (apt package postgresql)"
    try:
        _user()
    except KeyError:
        return "there is no user 'postgres', and PostgreSQL does not run as root"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "the Python package psycopg is not installed"
    return ""
