"""Certificates are always checked, and nothing is sent to who cannot show a good one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from running_service import RunningService
from sending import backend, bundle_file
from tls_front import Authority, TlsFront

from gel_airlock_jupyter.transfer.protocol import Parked, TransferError

Front = Callable[..., TlsFront]


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def front(service: RunningService) -> Iterator[Front]:
    made: list[TlsFront] = []

    def make(certificate: Path, clients: Path | None = None) -> TlsFront:
        made.append(TlsFront(service.port, certificate, clients))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_a_known_authority_is_trusted(authority: Authority, front: Front, tmp_path: Path) -> None:
    tls = front(authority.issue("service", "127.0.0.1"))
    sender = replace(backend(tls.url, tmp_path), ca_file=authority.file)

    done = sender.submit(bundle_file(tmp_path), {"project": "RR150"}, str(uuid.uuid4()))

    assert done.receipt
    assert tls.seen > 3


def test_an_unknown_authority_gets_nothing(authority: Authority, front: Front, tmp_path: Path) -> None:
    tls = front(authority.issue("service", "127.0.0.1"))
    for sender in (
        backend(tls.url, tmp_path),
        replace(backend(tls.url, tmp_path), ca_file=Authority(tmp_path, "Another").file),
    ):
        with pytest.raises(Parked, match="not trusted") as caught:
            sender.submit(bundle_file(tmp_path), {"project": "RR150"}, str(uuid.uuid4()))

        assert caught.value.reason == "setup"
        assert not sender.describe().ready
    assert tls.seen == 0


def test_a_certificate_for_another_host_gets_nothing(authority: Authority, front: Front, tmp_path: Path) -> None:
    tls = front(authority.issue("service", "127.0.0.2"))
    sender = replace(backend(tls.url, tmp_path), ca_file=authority.file)

    with pytest.raises(Parked, match="not trusted"):
        sender.submit(bundle_file(tmp_path), {"project": "RR150"}, str(uuid.uuid4()))
    assert tls.seen == 0


def test_a_client_certificate_is_shown_where_one_is_asked_for(
    authority: Authority, front: Front, tmp_path: Path
) -> None:
    tls = front(authority.issue("service", "127.0.0.1"), clients=authority.file)
    without = replace(backend(tls.url, tmp_path, attempts=1), ca_file=authority.file)
    with pytest.raises(TransferError):
        without.submit(bundle_file(tmp_path), {"project": "RR150"}, str(uuid.uuid4()))
    assert tls.seen == 0

    sender = replace(without, certificate=authority.issue("jupyter"))

    assert sender.submit(bundle_file(tmp_path), {"project": "RR150"}, str(uuid.uuid4())).receipt


@pytest.mark.parametrize("which", ["ca_file", "certificate"])
def test_a_certificate_file_that_cannot_be_read_is_named(tmp_path: Path, which: str) -> None:
    wrong = tmp_path / "wrong.pem"
    for content in (None, "no certificate"):
        if content is not None:
            wrong.write_text(content)
        with pytest.raises(Parked, match=r"wrong\.pem"):
            replace(backend("https://127.0.0.1:9", tmp_path), **{which: wrong}).status("x")
