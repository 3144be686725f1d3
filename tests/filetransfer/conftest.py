"""One service for the tests that leave it as they found it; others start their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from running_service import RunningService, running
from sealing import Sealer


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running(tmp_path_factory.mktemp("filetransfer") / "data") as found:
        yield found


@pytest.fixture(scope="session")
def sealer(tmp_path_factory: pytest.TempPathFactory) -> Sealer:
    return Sealer(tmp_path_factory.mktemp("store"))
