"""One service for the tests that leave it as they found it; others start their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from running_service import RunningService, running


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    # Nothing here is about what the service thinks of a bundle: a scan that refuses spares it the re-check.
    with running(tmp_path_factory.mktemp("filetransfer") / "data", "--scan-command", "false") as found:
        yield found
