"""Hostile zips are refused before anything is read from them, and the reason is said."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gel_airlock_jupyter.errors import BundleError
from gel_airlock_jupyter.safe_zip import Caps, SafeZip
from gel_airlock_jupyter.zip_names import name_problem


def zip_of(*members: tuple[str | zipfile.ZipInfo, bytes], method=zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def refused(tmp_path, data: bytes, caps: Caps | None = None) -> str:
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    try:
        with SafeZip(path, caps) as archive:
            for name in archive.names:
                archive.read(name)
    except BundleError as error:
        return str(error)
    pytest.fail("was not refused")


def test_a_harmless_zip_is_read(tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(zip_of(("a/b.txt", b"hello" * 100), ("a/c.txt", b""), method=zipfile.ZIP_DEFLATED))

    with SafeZip(path) as archive:
        assert archive.names == ("a/b.txt", "a/c.txt")
        assert archive.read("a/b.txt") == b"hello" * 100
        assert archive.digests("a/c.txt").bytes == 0
        assert archive.copy("a/b.txt", tmp_path / "b").read_bytes() == b"hello" * 100


def test_a_zip_written_as_a_stream_is_read(tmp_path):
    class Stream(io.RawIOBase):
        """Cannot seek, so that lengths come after the members."""

        def __init__(self):
            self.data = b""

        def writable(self):
            return True

        def write(self, data):
            self.data += bytes(data)
            return len(data)

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"one")
        archive.writestr("b.txt", b"two")
    path = tmp_path / "x.zip"
    path.write_bytes(stream.data)

    with SafeZip(path) as archive:
        assert archive.read("b.txt") == b"two"


@pytest.mark.parametrize(
    "name",
    [
        "../evil", "a/../../evil", "/etc/passwd", "C:/x", "a:b", "a//b", "a/./b", "con.csv", "a/NUL", "lpt1",
        "a\u202egpj.exe", "a\nb", "a\x1b[2J", "a ", " a", "a.", "a/b. /c", "x" * 300, "a\u200bb", "a/" + "y" * 130,
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_or_deceive_are_refused(tmp_path, name):
    assert "A file in the zip" in refused(tmp_path, zip_of((name, b"x")))


@pytest.mark.parametrize(
    ("one", "two"),
    [("a.csv", "A.CSV"), ("é.txt", "e\u0301.txt"), ("ﬁle", "file"), ("a", "a/b"), ("ss", "ß")],
)
def test_names_that_shadow_one_another_are_refused(tmp_path, one, two):
    assert "same name on some systems" in refused(tmp_path, zip_of((one, b"x"), (two, b"y")))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice_is_refused(tmp_path):
    assert "same name" in refused(tmp_path, zip_of(("a", b"x"), ("a", b"y")))


@pytest.mark.parametrize("mode", [0o120777, 0o020666, 0o060666, 0o010666, 0o140777])
def test_links_devices_and_sockets_are_refused(tmp_path, mode):
    info = zipfile.ZipInfo("link")
    info.external_attr = mode << 16

    assert "link, device" in refused(tmp_path, zip_of((info, b"/etc/passwd")))


def test_a_bomb_is_refused_by_ratio_before_it_is_unpacked(tmp_path):
    data = zip_of(("zeros", bytes(50_000_000)), method=zipfile.ZIP_DEFLATED)

    assert len(data) < 100_000
    assert "unpacks to more than 200 times" in refused(tmp_path, data)


@pytest.mark.parametrize(
    ("caps", "reason"),
    [(Caps(members=1), "at most 1"), (Caps(member_bytes=2), "larger than 2"), (Caps(total_bytes=5), "more than 5")],
)
def test_every_cap_holds(tmp_path, caps, reason):
    assert reason in refused(tmp_path, zip_of(("a", b"xyz"), ("b", b"xyz")), caps)


def test_encrypted_members_and_other_methods_are_refused(tmp_path):
    data = bytearray(zip_of(("a", b"x")))
    at = data.index(b"PK\x01\x02")
    data[6] |= 1
    data[at + 8] |= 1
    assert "encrypted" in refused(tmp_path, bytes(data))

    assert "packed by a method" in refused(tmp_path, zip_of(("a", b"x" * 50), method=zipfile.ZIP_BZIP2))


def test_a_file_that_is_also_something_else_is_refused(tmp_path):
    data = zip_of(("a", b"x"))

    assert "stands before it" in refused(tmp_path, b"<html><script>1</script></html>" + data)
    assert "Hidden bytes" in refused(tmp_path, data + b"<script>1</script>")
    assert "not a zip" in refused(tmp_path, zip_of())


def test_hidden_bytes_between_members_are_refused(tmp_path):
    one, two = zip_of(("a", b"x")), zip_of(("a", b"x"), ("b", b"y"))
    cut = two.index(b"PK\x03\x04", 4)
    end = two.index(b"PK\x01\x02")
    shifted = bytearray(two[:cut] + b"HIDDEN" + two[cut:])
    second = shifted.index(b"PK\x01\x02", end + 6 + 4)
    shifted[second + 42 : second + 46] = struct.pack("<I", cut + 6)
    at = shifted.index(b"PK\x05\x06")
    shifted[at + 16 : at + 20] = struct.pack("<I", end + 6)

    assert "hidden bytes" in refused(tmp_path, bytes(shifted))
    assert one


def test_a_comment_is_refused(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a", b"x")
        archive.comment = b"read me"

    assert "Hidden bytes" in refused(tmp_path, buffer.getvalue())


def test_members_that_overlap_are_refused(tmp_path):
    data = bytearray(zip_of(("a", b"x" * 50), ("a2", b"y" * 50)))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[second + 42 : second + 46] = struct.pack("<I", 0)

    refused(tmp_path, bytes(data))


@pytest.mark.parametrize(("at", "value"), [(30, b"bbbb"), (10, b"\x01\x02"), (12, b"\x41\x41"), (14, b"\0\0\0\1")])
def test_a_header_that_contradicts_the_directory_is_refused(tmp_path, at, value):
    data = bytearray(zip_of(("aaaa", b"x")))
    data[at : at + len(value)] = value

    assert "contradicts" in refused(tmp_path, bytes(data))


def test_damaged_content_is_refused(tmp_path):
    data = bytearray(zip_of(("a", b"hello")))
    at = data.index(b"hello")
    data[at] ^= 1

    assert "'a' is damaged" in refused(tmp_path, bytes(data))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_but_never_crash(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "x.zip"
    for content in (data, b"PK\x03\x04" + data):
        path.write_bytes(content)
        with pytest.raises(BundleError):
            SafeZip(path)


VALID = zip_of(("airlock/a.txt", b"hello" * 20), ("airlock/b.txt", b"there"), method=zipfile.ZIP_DEFLATED)


@given(st.integers(0, len(VALID) - 1), st.integers(1, 255))
def test_one_changed_byte_is_read_alike_or_refused(tmp_path_factory, at, mask):
    path = tmp_path_factory.mktemp("one") / "x.zip"
    path.write_bytes(VALID[:at] + bytes([VALID[at] ^ mask]) + VALID[at + 1 :])

    try:
        with SafeZip(path) as archive:
            content = {archive.read(name) for name in archive.names}
    except BundleError:
        return
    assert content == {b"hello" * 20, b"there"}


@given(st.text(alphabet="abc/.\\:\0 \u202e", max_size=12))
def test_an_accepted_name_stays_below_its_folder(name):
    if not name_problem(name):
        assert not name.startswith("/")
        assert ".." not in name.split("/")
        assert all(part for part in name.rstrip("/").split("/"))
