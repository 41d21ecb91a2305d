"""Everything that a user may name becomes texts; what cannot be read gets a note, and the rest goes on."""

from __future__ import annotations

import gzip
import io
import os
import zipfile

import pytest

from cccdiag.triage.sources import read_full, sources, text_source

TEXT = b"2026-01-31 09:14:07,123 [1] INFO  A.B - opened\n"


def read(source):
    with source.open() as stream:
        return read_full(stream, 10**9)


def seen(*inputs, **options):
    """Name (last part), note and content of every source."""
    found = []
    for source in sources([str(one) for one in inputs], **options):
        name = source.name.replace(os.sep, "/")
        found.append(
            (
                name.rsplit("/", 1)[-1] if "!" not in name else name.split("/")[-1],
                source.note,
                source.open and read(source),
            )
        )
    return found


def zipped(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def test_a_folder_is_read_in_the_order_of_names(tmp_path):
    """The same folder gives the same report on every system, hidden machinery left out."""
    for name in ("b.log", "a.log", "sub/c.log", ".git/config"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(TEXT)
    assert [name for name, _, _ in seen(tmp_path)] == ["a.log", "b.log", "c.log"]


def test_a_folder_that_contains_itself_is_read_once(tmp_path):
    """A link back to a folder above does not make the walk endless."""
    (tmp_path / "a.log").write_bytes(TEXT)
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    assert [name for name, _, _ in seen(tmp_path)] == ["a.log"]


def test_a_pattern_is_expanded_here(tmp_path):
    """Windows shells hand patterns over as they are."""
    for name in ("a.txt", "b.txt", "c.log"):
        (tmp_path / name).write_bytes(TEXT)
    assert [name for name, _, _ in seen(tmp_path / "*.txt")] == ["a.txt", "b.txt"]
    assert seen(tmp_path / "*.csv") == [("*.csv", "no file has such a name", None)]


def test_a_file_whose_name_looks_like_a_pattern_is_a_file(tmp_path):
    """Brackets in a name are no pattern when such a file is there."""
    (tmp_path / "log [1].txt").write_bytes(TEXT)
    assert seen(tmp_path / "log [1].txt") == [("log [1].txt", None, TEXT)]


def test_standard_input_is_a_source():
    """``-`` reads what is piped in."""
    assert seen("-", stdin=io.BytesIO(TEXT)) == [("-", None, TEXT)]


def test_packed_files_are_unpacked_and_their_members_named(tmp_path):
    """Gz is seen through; zip members, also zips and gz in zips, are named behind the archive."""
    (tmp_path / "a.log.gz").write_bytes(gzip.compress(TEXT))
    (tmp_path / "b.zip").write_bytes(zipped(**{"x.log": TEXT, "in.zip": zipped(**{"y.log.gz": gzip.compress(TEXT)})}))
    assert seen(tmp_path / "a.log.gz", tmp_path / "b.zip") == [
        ("a.log.gz", None, TEXT),
        ("b.zip!x.log", None, TEXT),
        ("b.zip!in.zip!y.log.gz", None, TEXT),
    ]


def test_gz_members_are_read_one_after_the_other(tmp_path):
    """Rotated logs are joined by putting gz files behind one another."""
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"first\n") + gzip.compress(b"second\n"))
    assert seen(tmp_path / "a.gz") == [("a.gz", None, b"first\nsecond\n")]


@pytest.mark.parametrize(
    ("name", "data", "note"),
    [
        ("empty.log", b"", "is empty"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0", "is a picture, not a text"),
        ("packed.7z", b"7z\xbc\xaf'\x1c\x00\x04", "is a 7z archive, not a text"),
        ("broken.zip", b"PK\x03\x04 nothing of a zip", "is a damaged zip archive: File is not a zip file"),
        ("none.zip", zipped(), None),
    ],
)
def test_what_cannot_be_read_gets_a_note(tmp_path, name, data, note):
    """One sentence says what it is; nothing is raised, and other inputs are still read."""
    (tmp_path / name).write_bytes(data)
    (tmp_path / "z.log").write_bytes(TEXT)
    found = seen(tmp_path / name, tmp_path / "z.log")
    assert found[-1] == ("z.log", None, TEXT)
    assert note is None or found[0][1] == note


def test_a_missing_file_is_named(tmp_path):
    """The system's own words say why."""
    assert seen(tmp_path / "gone.log") == [("gone.log", "cannot be read: No such file or directory", None)]


def test_of_a_cut_gz_everything_before_the_cut_is_read(tmp_path):
    """A transfer that broke off costs the end only."""
    data = os.urandom(3000).hex().encode() * 3
    (tmp_path / "a.gz").write_bytes(gzip.compress(data)[:-700])
    source = next(iter(sources([str(tmp_path / "a.gz")])))
    with source.open() as stream:
        text = read_full(stream, 10**9)
        note = stream.note
    assert data.startswith(text)
    assert len(text) > 1000
    assert note == "is cut short or damaged; what could be unpacked was read"


def test_a_bomb_is_not_unpacked_to_its_end(tmp_path, monkeypatch):
    """What grows a thousandfold is no log; the rest is left out and said."""
    monkeypatch.setattr("cccdiag.triage.packed._SMALL", 1 << 20)
    monkeypatch.setattr("cccdiag.triage.packed._HONEST", 10)
    (tmp_path / "bomb.zip").write_bytes(zipped(**{"zeros.log": b"0" * (64 << 20)}))
    source = next(iter(sources([str(tmp_path / "bomb.zip")])))
    with source.open() as stream:
        assert len(read_full(stream, 64 << 20)) < 8 << 20
        assert stream.note == "unpacks to more than a thousand times its size; the rest was left out"


def test_what_is_packed_too_deep_is_not_followed():
    """A zip in a zip in a zip … ends somewhere."""
    data = TEXT
    for _ in range(8):
        data = gzip.compress(data)
    (source,) = text_source("a.gz", data)
    assert source.note == "is packed too deep"


def test_a_locked_member_is_said_to_be_locked(tmp_path):
    """Nobody is asked for a password."""
    data = bytearray(zipped(**{"a.log": TEXT}))
    for sign in (b"PK\x03\x04", b"PK\x01\x02"):
        place = data.index(sign) + (6 if sign == b"PK\x03\x04" else 8)
        data[place] |= 1
    (tmp_path / "a.zip").write_bytes(bytes(data))
    assert seen(tmp_path / "a.zip") == [("a.zip!a.log", "is locked with a password", None)]


def test_a_source_can_be_opened_more_than_once(tmp_path):
    """Lines are counted in a second reading, for what is shown only."""
    (tmp_path / "a.log.gz").write_bytes(gzip.compress(TEXT))
    (source,) = sources([str(tmp_path / "a.log.gz")])
    assert read(source) == read(source) == TEXT
