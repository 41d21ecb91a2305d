"""A text given in pieces is redacted as if it were given whole, in bounded memory."""

from __future__ import annotations

import itertools
import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cccdiag.cases import fast
from cccdiag.kb.find import knowledge
from cccdiag.redact import Case, Stream, load

RULES = load(knowledge().document("redaction"))
TOKEN = re.compile(rb"\xe2\x80\xb9[a-z]+:[0-9a-f]{4,16}\xe2\x80\xba")
LINE = b"2026-01-31 09:14:07,123 [1] INFO  Desk.Queue - nothing to see on this line 0815\n"
KNOWN = [("Gl4ss!Heron/77+x", "password")]


def streamed(pieces, block, told=None):
    stream = Stream(Case(RULES, KNOWN, b"key"), told.extend if told is not None else None, block=block)
    return b"".join([*(stream.feed(piece) for piece in pieces), stream.finish()])


@settings(max_examples=25)
@given(
    cuts=st.lists(st.integers(0, 120_000), max_size=12),
    block=st.sampled_from([1, 5000, 40_000]),
    at=st.integers(0, 1399),
)
def test_no_border_of_pieces_cuts_a_secret(cuts, block, at):
    """Wherever pieces end, and wherever in the text the secret stands: the result is that of the whole, lines included."""
    lines = [LINE] * 1400
    lines[at] = b"Password: Gl4ss!Heron88 and Gl4ss!Heron/77+x and Gl4ss!Her\non/77+x\n"
    lines[-1 - at // 2] = b"again Gl4ss!Heron/77+x\n"
    data = b"".join(lines)
    places = [0, *sorted(cut for cut in cuts if cut < len(data)), len(data)]
    pieces = [data[start:end] for start, end in itertools.pairwise(places)]
    told, whole = [], []
    done = streamed(pieces, block, told)
    assert done == streamed([data], 1 << 30, whole)
    assert done.count(b"\n") == data.count(b"\n")
    assert b"Heron" not in TOKEN.sub(b"", done)
    assert told == whole


@settings(max_examples=8)
@given(at=st.integers(0, 6000), number=st.integers(0, 9999))
def test_a_fast_search_gives_the_same_text(at, number):
    """With Hyperscan and without, in pieces and whole."""
    lines = [LINE] * 6001
    lines[at] = (
        f"Password: Gl4ss!Heron{number:04d} key=K7fakeK7fakeK7fake{number:02d} token={number:08d}a-b9\n"
        f"bare Gl4ss!Heron{number:04d} and Gl4ss!Her\non{number:04d} a{number}@x.example Gl4ss!Heron/77+x\n"
    ).encode()
    lines[-at] += lines[at]
    data = b"".join(lines)
    slow, quick = (Case(RULES, KNOWN, b"key", searching=searching) for searching in (None, fast.search))
    done = []
    for case in (slow, quick):
        stream = Stream(case, block=1 << 18)
        done.append(
            b"".join([*(stream.feed(data[n : n + 70_001]) for n in range(0, len(data), 70_001)), stream.finish()])
        )
    assert done[0] == done[1]
    assert slow.known.learnt == quick.known.learnt


def test_a_text_without_secrets_streams_through_unchanged():
    """Byte for byte, bytes that are no UTF-8 included."""
    data = LINE * 20_000 + b"\xff\xfe\x80 odd bytes \x00\x01\n"
    pieces = [data[start : start + 70_001] for start in range(0, len(data), 70_001)]
    assert streamed(pieces, 1 << 16) == data


def test_a_secret_longer_than_a_piece_goes_whole():
    """A private key over hundreds of lines, in pieces of a few."""
    key = (
        b"-----BEGIN PRIVATE KEY-----\n"
        + b"MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEA\n" * 300
        + b"-----END PRIVATE KEY-----\n"
    )
    data = LINE * 300 + key + LINE * 300
    lines = data.splitlines(keepends=True)
    done = streamed([b"".join(lines[at : at + 9]) for at in range(0, len(lines), 9)], 1)
    assert b"MIIB" not in done
    assert done.count(b"\n") == data.count(b"\n")


def test_time_grows_with_the_text_and_no_faster():
    """Counted in steps of the interpreter, not by a clock: twice the text takes at most about twice the steps."""
    import sys

    def steps(text):
        count = 0

        def trace(*_):
            nonlocal count
            count += 1

        sys.setprofile(trace)
        try:
            Case(RULES, KNOWN, b"key").text(text)
        finally:
            sys.setprofile(None)
        return count

    line = (
        "Password: Gl4ss!Heron{0} key K7fake{0}K7fake mail a{0}@x.example C:\\Users\\u{0}\\x CCCUsername=user-{0}77\n"
    )
    small, large = (steps("".join(line.format(number % 40) for number in range(size))) for size in (400, 1600))
    assert large < 5 * small


PIECES = st.sampled_from(
    ["password", "Password: ", "=", ":", '"', "'", "<password>", "</password>", "{", "}", "\\", "\n", " ", "Basic ", "https://", "@",
     "x.example", "CCCPassword=", "user name: ", "key ", "value ", "C:\\Users\\", "/home/", "‹password:3f9a›", "‹", "token=", "a1B2c3D4e5",
     "Cookie: ", ";", ",", "sid=", "é", "4111 1111 1111 1111", "is ", "the ", "Gl4ss!Heron/77+x", "[", "]", "4417", "true", "<order>"]
)  # fmt: skip


@settings(max_examples=150)
@given(
    parts=st.lists(PIECES | st.text(max_size=12), max_size=30),
    filler=st.sampled_from([0, 450]),
    block=st.sampled_from([1, 20_000]),
)
@example(parts=["Gl4ss!Heron/77+x", "user name: ", "password"], filler=0, block=1)
@example(parts=["Gl4ss!Heron/77+x", "value ", "C:\\Users\\"], filler=0, block=1)
@example(parts=["password", "Gl4ss!Heron/77+x", "value ", "C:\\Users\\"], filler=0, block=1)
@example(parts=["password", "Gl4ss!Heron/77+x", "=", "value ", "C:\\Users\\"], filler=0, block=1)
def test_streaming_twice_is_streaming_once(parts, filler, block):
    """Whatever stands in it, wherever the pieces end, however much lies in between; lines stay."""
    data = b"".join(
        part.encode("utf-8", "surrogatepass") + LINE * (filler if number == 7 else 0)
        for number, part in enumerate(parts)
    )
    pieces = [data[start : start + 7001] for start in range(0, len(data), 7001)]
    once = streamed(pieces, block)
    assert once.count(b"\n") == data.count(b"\n")
    assert streamed([once[start : start + 5003] for start in range(0, len(once), 5003)], block) == once


def test_a_password_in_bytes_of_another_encoding_is_taken_out_too():
    """A line of Windows-1252 in a log of UTF-8: the value goes there, and where it stands in UTF-8 without a label."""
    data = b"Password: Gr\xf6nland#88x\n" + "and Grönland#88x again\n".encode()
    done = TOKEN.sub(b"", streamed([data], 1 << 20))
    assert b"nland" not in done
    assert done.count(b"\n") == 2
