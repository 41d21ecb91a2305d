"""What is put aside reads back as it was, wherever it lies, and says nothing to anybody who finds it on disk."""

from __future__ import annotations

import io
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.cases.spool import Draft, Spool
from cccdiag.errors import InputError

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.binary(max_size=40)),
        st.tuples(st.just("read"), st.integers(-1, 50)),
        st.tuples(st.just("seek"), st.integers(0, 120)),
        st.tuples(st.just("truncate"), st.integers(0, 120)),
    ),
    max_size=20,
)


@given(STEPS, st.sampled_from([0, 33, 1000]))
def test_it_does_what_a_file_does(steps, limit):
    """In memory, on disk, and when it goes from one to the other in between."""
    with Spool(limit) as spool:
        model = io.BytesIO()
        for verb, value in steps:
            assert getattr(spool, verb)(value) == getattr(model, verb)(value)
            assert spool.tell() == model.tell()
        spool.seek(0)
        assert spool.read() == model.getvalue()
        assert spool.seek(-3, io.SEEK_END) == max(0, len(model.getvalue()) - 3)


@pytest.mark.parametrize("size", [5, 50_000])
def test_on_disk_nothing_is_in_clear(size, monkeypatch):
    """The same text twice does not even look alike."""
    kept = []

    def watched():
        kept.append(real())
        return kept[-1]

    real = tempfile.TemporaryFile
    monkeypatch.setattr(tempfile, "TemporaryFile", watched)
    secret = b"CCCPassword=Gl4ss!Heron77 " * 4
    seen = []
    for _ in range(2):
        with Spool(64) as spool:
            spool.write(secret * size)
            kept[-1].seek(0)
            seen.append(kept[-1].read())
    assert not any(b"Heron" in one or b"Password" in one for one in seen)
    assert seen[0] != seen[1]
    assert [len(one) for one in seen] == [len(secret * size)] * 2
    assert all(file.closed for file in kept)


@pytest.mark.parametrize("limit", [1 << 20, 30])
def test_a_large_draft_is_written_once_and_gets_its_name(limit, tmp_path):
    """A small one is read from memory; either way nothing else is left in the folder."""
    folder, path = tmp_path / "out", tmp_path / "out" / "below" / "a.log"
    path.parent.mkdir(parents=True)
    with Draft(folder, limit) as draft:
        for number in range(9):
            draft.write(b"line %d\n" % number)
        draft.seek(0)
        draft.write(b"Line")
        draft.seek(0)
        assert draft.read(6) == b"Line 0"
        named = draft.becomes(path, 0o640)
        assert named is (limit == 30)
        if not named:
            draft.seek(0)
            path.write_bytes(draft.read())
    assert path.read_bytes() == b"Line 0\n" + b"".join(b"line %d\n" % number for number in range(1, 9))
    assert [file for file in folder.rglob("*") if file.is_file()] == [path]


def test_a_draft_that_becomes_nothing_leaves_nothing(tmp_path):
    """As when reading fails in the middle."""
    with Draft(tmp_path / "out", 3) as draft:
        draft.write(b"much")
        assert len(list((tmp_path / "out").iterdir())) == 1
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    """As soon as more has to go there than memory takes."""
    (tmp_path / "out").write_text("a file")
    with Draft(tmp_path / "out", 3) as draft, pytest.raises(InputError, match="out cannot be written"):
        draft.write(b"much")
