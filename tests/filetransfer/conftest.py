"""One service per database for the tests that leave it as they found it; others start their own."""

from __future__ import annotations

import subprocess
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import postgres
import pytest
from running_service import RunningService, running, token_of
from sealing import Sealer

from gel_airlock_jupyter.transfer.settings import TransferSettings

# Not about what the database does.
ONE_DATABASE = ("test_contract", "test_rejudging", "test_correspondence", "test_author_commands")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [
        item for item in items if "[postgresql" not in item.nodeid or not any(n in item.nodeid for n in ONE_DATABASE)
    ]


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with ExitStack() as stack:
        options: tuple[str, ...] = ()
        if request.param == "postgresql":
            if reason := postgres.why_not():
                warnings.warn(f"NOT TESTED on PostgreSQL: {reason}", stacklevel=1)
                pytest.skip(reason)
            try:
                options = ("--database-url", stack.enter_context(postgres.server()))
            except (OSError, subprocess.SubprocessError) as error:
                warnings.warn(f"NOT TESTED on PostgreSQL: it does not start here: {error}", stacklevel=1)
                pytest.skip(f"PostgreSQL is installed and does not start here ({type(error).__name__})")
        yield stack.enter_context(running(tmp_path_factory.mktemp("filetransfer") / "data", *options))


@pytest.fixture(scope="session")
def sealer(tmp_path_factory: pytest.TempPathFactory) -> Sealer:
    return Sealer(tmp_path_factory.mktemp("store"))


@pytest.fixture
def author(service: RunningService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sealer:
    """Return one who works with the service through the environment, as a kernel or a terminal does."""
    token = tmp_path / "token"
    token.write_text(token_of("alice"))
    monkeypatch.setenv("GEL_AIRLOCK_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("GEL_AIRLOCK_PROJECT", "RR150")
    monkeypatch.setenv("GEL_AIRLOCK_TRANSFER_URL", service.url)
    monkeypatch.setenv("GEL_AIRLOCK_TRANSFER_TOKEN_FILE", str(token))
    return Sealer(tmp_path / "store", TransferSettings.from_environment())
