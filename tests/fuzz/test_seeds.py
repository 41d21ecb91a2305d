"""Every law of the harnesses holds for all seeds, for what fuzzing found, and for some hundred damaged copies of them.

``tests/fuzz/run.py`` looks for more, for as long as one likes, guided by the branches that an input takes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from fuzz_targets import FOUND, TARGETS, seeds_of  # noqa: E402 - the folder of harnesses is no package

_WORDS = (
    b"\n",
    b"\r\n",
    b"\0",
    b"\xff",
    b"\xe2\x80",
    b"<",
    b"&#0;",
    b"=\n",
    b"\xef\xbb\xbf",
    b"]]>",
    b'"',
    b"{",
    b"- ",
    b"Bearer ",
)


@st.composite
def damaged(draw, seeds):
    """A seed with pieces cut out, doubled, exchanged with those of another, or something odd put in."""
    data = draw(st.sampled_from(seeds))[:6000]
    for _ in range(draw(st.integers(0, 4))):
        first, last = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        other = draw(st.sampled_from(seeds))
        middle = draw(
            st.sampled_from((b"", data[first:last] * 2, other[first:last], *_WORDS)) | st.binary(min_size=1, max_size=8)
        )
        data = data[:first] + middle + data[last:]
    return data


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_and_findings_keep_the_laws(name):
    """What fuzzing begins with, and everything that it ever found."""
    for data in (b"", *seeds_of(name)):
        TARGETS[name].run(data)


@pytest.mark.parametrize("name", TARGETS)
def test_damaged_seeds_keep_the_laws(name):
    """Copies of the seeds, damaged by chance."""
    seeds = seeds_of(name)

    @settings(max_examples=60, database=None)
    @given(damaged(seeds) | st.binary(max_size=200))
    def keeps_the_laws(data):
        TARGETS[name].run(data)

    keeps_the_laws()


def test_every_finding_belongs_to_a_target():
    """A finding in a folder of another name would never be tried again."""
    assert {path.name for path in FOUND.iterdir() if path.is_dir()} <= set(TARGETS)
