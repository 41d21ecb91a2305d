"""What is put aside reads back as it was, wherever it lies, and says nothing to anybody who finds it on disk."""

from __future__ import annotations

import io
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.cases.spool import Spool

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
