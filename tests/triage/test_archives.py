"""Whatever logs are packed in is opened where it lies: streams, archives, one in another; bombs and damage end with a note."""

from __future__ import annotations

import bz2
import contextlib
import functools
import gc
import gzip
import io
import itertools
import lzma
import pickle
import tarfile
import tempfile
import threading
import zipfile

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from cccdiag.triage import archives, aside, streams
from cccdiag.triage.sources import read_full, rotated, sources, text_source

TEXT = b"2026-01-31 09:14:07,123 [1] INFO  A.B - opened\n"
STREAMS = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


def zipped(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def tarred(**members):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return packed.getvalue()


def read(source):
    with contextlib.closing(source.open()) as stream:
        return read_full(stream, 1 << 30)


def seen(name, data):
    return [(source.name, source.note, source.open and read(source)) for source in text_source(name, data)]


@pytest.mark.parametrize("kind", STREAMS)
def test_a_packed_stream_is_its_text_whatever_its_name(kind):
    """Told by the first bytes; two members one after the other are one text."""
    packed = STREAMS[kind](TEXT) + STREAMS[kind](TEXT * 2)
    assert seen("log.bin", packed) == [("log.bin", None, TEXT * 3)]


@pytest.mark.parametrize("outer", [None, *STREAMS])
def test_members_of_a_tar_are_texts_packed_or_not(outer):
    """Each under its own name, to be opened as often as wanted and in any order."""
    data = tarred(**{"a.log": TEXT, "sub/b.log": TEXT * 5000, "c.log.xz": lzma.compress(TEXT * 3)})
    found = list(text_source("logs.tar", STREAMS[outer](data) if outer else data))
    assert [source.name for source in found] == ["logs.tar!a.log", "logs.tar!sub/b.log", "logs.tar!c.log.xz"]
    for _ in range(2):
        assert [len(read(source)) // len(TEXT) for source in reversed(found)] == [3, 5000, 1]


def test_archives_in_archives_are_opened_and_can_be_read_at_the_same_time():
    """A zip in a packed tar in a zip, two readers at once."""
    inner = zipped(**{"x.log": TEXT * 4000, "y.log": TEXT * 7000})
    data = zipped(**{"site.tar.gz": gzip.compress(tarred(**{"inner.zip": inner}))})
    found = list(text_source("case.zip", data))
    assert [source.name for source in found] == [f"case.zip!site.tar.gz!inner.zip!{name}.log" for name in "xy"]
    sizes = {}
    readers = [threading.Thread(target=lambda s=source: sizes.update({s.name[-5:]: len(read(s))})) for source in found]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    assert sizes == {"x.log": 4000 * len(TEXT), "y.log": 7000 * len(TEXT)}


@pytest.mark.parametrize("kind", STREAMS)
def test_of_a_cut_stream_everything_before_the_cut_is_read(kind):
    """And nothing is raised, wherever it is cut."""
    text = b"".join(b"line %d of a log\n" % number for number in range(3000))
    packed = STREAMS[kind](text)
    for end in (len(packed) // 2, len(packed) - 3):
        for _, _, data in seen("log", packed[:end]):
            assert data is None or text.startswith(data)


@settings(max_examples=150)
@given(data=st.data())
def test_damage_anywhere_is_a_note_or_less_text_never_an_error(data):
    """One byte changed, any archive."""
    make = data.draw(st.sampled_from([*STREAMS, "zip", "tar", "tar.gz"]))
    whole = tarred(**{"a.log": TEXT * 40, "b.log": TEXT})
    packed = {"zip": zipped(**{"a.log": TEXT * 40, "b.log": TEXT}), "tar": whole, "tar.gz": gzip.compress(whole)}.get(
        make
    )
    raw = bytearray(packed if packed is not None else STREAMS[make](TEXT * 40))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] = data.draw(st.integers(0, 255))
    for source in text_source("log", bytes(raw)):
        assert source.open is not None or source.note
        if source.open is not None:
            read(source)


@pytest.mark.parametrize("kind", STREAMS)
def test_a_bomb_ends_at_its_limit(kind, monkeypatch):
    """In every packing; the stream says so."""
    monkeypatch.setattr("cccdiag.triage.packed._SMALL", 1 << 20)
    monkeypatch.setattr("cccdiag.triage.packed._HONEST", 10)
    (source,) = text_source("bomb", STREAMS[kind](b"CCC_200 boom\n" * (1 << 20)))
    with contextlib.closing(source.open()) as stream:
        assert len(read_full(stream, 64 << 20)) < 2 << 20


def test_an_archive_of_bombs_or_of_countless_files_is_left_in_time(monkeypatch):
    """The rest is left out, and said."""
    monkeypatch.setattr("cccdiag.triage.packed._SMALL", 1 << 16)
    monkeypatch.setattr("cccdiag.triage.packed._HONEST", 10)
    found = seen("bomb.zip", zipped(**{f"{n}.log": b"CCC boom\n" * 40_000 for n in range(50)}))
    assert (len(found) < 5, found[-1][1]) == (
        True,
        "unpacks to more than a thousand times its size; the rest was left out",
    )
    monkeypatch.setattr(archives, "MOST", 20)
    found = seen("many.tar", tarred(**{f"{n:03}.log": TEXT for n in range(50)}))
    assert (len(found), found[-1]) == (21, ("many.tar", "holds more than 20 files; the rest was left out", None))


def test_archives_that_multiply_in_one_another_are_left_in_time(monkeypatch):
    """Each for itself is honest; all together they are not."""
    monkeypatch.setattr("cccdiag.triage.sources._MOST", 30)
    data = zipped(**{f"{n}.log": TEXT for n in range(8)})
    for _ in range(2):
        data = zipped(**{f"{n}.zip": data for n in range(8)})
    found = seen("many.zip", data)
    assert (len(found), found[-1][1]) == (31, "holds more than anybody packs who means well; the rest was left out")


def test_a_worker_that_is_handed_a_member_opens_it_anew(tmp_path):
    """Sources travel to other processes, whatever they lie in."""
    inner = zipped(**{"x.log": TEXT * 9})
    (tmp_path / "a.zip").write_bytes(
        zipped(**{"logs.tar.xz": lzma.compress(tarred(**{"inner.zip": inner, "b.log.bz2": bz2.compress(TEXT)}))})
    )
    found = list(sources([str(tmp_path / "a.zip")]))
    handed = pickle.loads(pickle.dumps(found))
    assert [read(source) for source in handed] == [TEXT * 9, TEXT]


def test_hostile_names_stay_names(tmp_path, monkeypatch):
    """Nothing is written anywhere; links, devices and folders are no texts."""
    monkeypatch.chdir(tmp_path)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, kind in (("link", tarfile.SYMTYPE), ("device", tarfile.CHRTYPE), ("folder", tarfile.DIRTYPE)):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
        entry = tarfile.TarInfo("../../outside.log")
        entry.size = len(TEXT)
        archive.addfile(entry, io.BytesIO(TEXT))
    assert seen("evil.tar", packed.getvalue()) == [("evil.tar!../../outside.log", None, TEXT)]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("before", [b"", b"#!/bin/sh\nexit\n"])
def test_members_of_a_zip_are_read_where_they_begin_and_its_list_once(how, before, monkeypatch):
    """However they are packed, behind what makes an archive a program too; the list is not read again for each of them."""
    packed = io.BytesIO(before)
    packed.seek(len(before))
    with zipfile.ZipFile(packed, "a", how) as archive:
        for number in range(40):
            entry = zipfile.ZipInfo(f"{number:02}/\u00e9.log", (2026, 1, 31, 9, 14, 8))
            entry.compress_type, entry.extra = how, b"\xfe\xca\x04\x00abcd"
            archive.writestr(entry, TEXT * number + b"end")
    lists = []
    real = zipfile.ZipFile.__init__
    monkeypatch.setattr(zipfile.ZipFile, "__init__", lambda self, *given: lists.append(1) or real(self, *given))
    found = list(archives.parts("zip", "a.zip", functools.partial(io.BytesIO, packed.getvalue()), 1 << 20))
    texts = []
    for part in found:
        with contextlib.closing(part.open()) as stream:
            texts.append(read_full(stream, 1 << 20))
    assert texts == [TEXT * number + b"end" for number in range(40)]
    assert lists == [1]


def test_what_was_put_aside_is_gone_with_its_sources(monkeypatch):
    """No file stays open when nobody can open the members any more."""
    monkeypatch.setattr(aside, "_IN_MEMORY", 1)
    made = []
    real = tempfile.SpooledTemporaryFile

    def kept(**options):
        made.append(real(**options))
        return made[-1]

    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", kept)
    found = list(text_source("logs.tar.xz", lzma.compress(tarred(**{"a.log": TEXT}))))
    assert [read(source) for source in found] == [TEXT]
    assert [file.closed for file in made] == [False]
    del found
    gc.collect()
    assert [file.closed for file in made] == [True]


def test_without_a_reader_of_zstd_it_is_said_what_to_install(monkeypatch):
    """The rest of the inputs goes on."""

    def absent(_kind):
        raise ImportError

    monkeypatch.setattr(streams, "unpacker", absent)
    assert seen("log.zst", STREAMS["zstd"](TEXT)) == [
        ("log.zst", "is packed with zstd; to read it: pip install zstandard", None)
    ]


def test_generations_of_a_log_come_in_the_order_in_which_they_were_written(tmp_path):
    """The oldest first, the log that is written now at the end, packed or not; the same in a pattern."""
    names = ["client.log", "client.log.1", "client.log.2.gz", "client.log.10.gz", "other.log"]
    for name in names:
        (tmp_path / name).write_bytes(gzip.compress(TEXT) if name.endswith("gz") else TEXT)
    wanted = ["client.log.10.gz", "client.log.2.gz", "client.log.1", "client.log", "other.log"]
    for given_ in (tmp_path, tmp_path / "*log*"):
        assert [source.name.rpartition("/")[2] for source in sources([str(given_)])] == wanted
    for order in itertools.permutations(names):
        assert sorted(order, key=rotated) == wanted


def test_what_the_library_calls_by_names_of_its_own_is_a_note_too():
    """Damaged LZMA data, a version of the future, a member before the beginning: each raises something else, and none gets out."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.log", TEXT * 9)
    whole = packed.getvalue()
    data, table = whole.index(b"a.log") + 25, whole.index(b"PK\x01\x02")
    cut_short = "is cut short or damaged; what could be unpacked was read"
    assert seen("a.zip", whole[:data] + b"\xff" * 20 + whole[data + 20 :]) == [("a.zip!a.log", cut_short, b"")]
    future = whole[: table + 6] + b"\x63\x00" + whole[table + 8 :]
    assert seen("a.zip", future) == [("a.zip", "is a damaged zip archive: zip file version 9.9", None)]
    before = seen("a.zip", whole[:data] + whole[data + 30 :])
    assert before == [("a.zip!a.log", "cannot be unpacked: negative seek value -30", None)]


def test_damage_costs_little_of_what_was_good_before_it_however_much_is_read_at_once():
    """The text before the damage is the same whether it is asked for in small pieces or in large ones."""
    text = bytes(range(32, 120)) * 20_000
    packed = bytearray(bz2.compress(text) + bz2.compress(text))
    packed[-20] ^= 0xFF
    small, large = (bytearray(), bytearray())
    for size, whole in ((1000, small), (8 << 20, large)):
        ((source),) = text_source("a.bz2", bytes(packed))
        with contextlib.closing(source.open()) as stream:
            while piece := stream.read(size):
                whole.extend(piece)
    assert small == large
    assert len(small) >= len(text)
