"""A text that many look at, window by window, comes out as if one had looked at it."""

from __future__ import annotations

import collections
import itertools
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from cccdiag.kb.find import knowledge
from cccdiag.redact import Case, Stream, load
from cccdiag.redact.known import MOST_FLEETING
from cccdiag.redact.windows import Windows

RULES = load(knowledge().document("redaction"))
KEY = b"a key for tests"
KNOWN = (("Gl4ss!Heron/77+x", "password"),)
LINE = b"2026-01-31 09:14:07,123 [1] INFO  Desk.Queue - nothing to see on this line 0815\n"
PRIVATE = (
    b"-----BEGIN PRIVATE KEY-----\n"
    + b"MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEA\n" * 40
    + b"-----END PRIVATE KEY-----\n"
)
PIECES = [
    PRIVATE,
    PRIVATE[:900],
    b"Password: Fake!Heron88 and more\n",
    b"bare Fake!Heron88 and Fake!Her\non88\n",
    b"Authorization: Basic bmlnaHQuaGVyb246RmFrZSNTZWNyZXQ5OQ==\n",
    b"night.heron Fake#Secret99 Gl4ss!Her\non/77+x\n",
    b"user name: night-heron; token=a1b2c3d4-e5f6\n",
    b"\xff\xfe odd bytes Gl4ss!Heron/77+x \xe2\x80\xb9password:3f9a\xe2\x80\xba\n",
    b"no end of line here ",
    b"x" * 9000,
]


def a_text(parts, fill):
    """What was drawn, far enough apart for many windows, with so many different addresses that some have the same short token."""
    numbers = itertools.count()
    filler = (LINE + b"Mail to a%d@library.example\n" % next(numbers) for _ in itertools.count())
    return b"".join(b"".join(itertools.islice(filler, fill)) + part for part in parts)


def cut(data, size, block):
    windows = Windows(RULES.reach, block)
    for start in range(0, len(data), size):
        if window := windows.feed(data[start : start + size]):
            yield window
    yield windows.finish()


def by_one(data, size, block):
    case, told = Case(RULES, KNOWN, KEY), []
    for window in cut(data, size, block):
        case.learn(window)
    stream = Stream(case, lambda replaced: told.extend(map(list_of, replaced.by_rule())), block=block)
    fed = [stream.feed(data[start : start + size]) for start in range(0, len(data), size)]
    return b"".join([*fed, stream.finish()]), told, case.known.values()


def by_many(data, size, block, workers, ahead):
    """``workers`` says who looks at the next window; so many windows are ``ahead`` of what is put together."""
    case, told = Case(RULES, KNOWN, KEY), []
    for window in cut(data, size, block):
        case.learn(window)
    others = [Case(RULES, case.known.values()) for _ in range(4)]
    late, out = collections.deque(), []
    stream = Stream(case, lambda replaced: told.extend(map(list_of, replaced.by_rule())), block=block)

    def put_together(window, seen):
        assert not seen.lessons
        out.append(stream.take(window, seen.spans))

    for window in cut(data, size, block):
        late.append((window, others[next(workers)].look(window, case.known.room())))
        while len(late) > ahead:
            put_together(*late.popleft())
    for window, seen in late:
        put_together(window, seen)
    return b"".join(out), told, case.known.values()


def list_of(row):
    """A row with the first of its lines, which are what is told."""
    rule, kind, count, lines = row
    return rule, kind, count, [line for line, _ in itertools.islice(itertools.groupby(lines), 20)]


@settings(max_examples=20, deadline=None)
@given(
    parts=st.lists(st.sampled_from(PIECES), min_size=1, max_size=8),
    fill=st.sampled_from([0, 60, 210]),
    size=st.integers(3_000, 90_000),
    block=st.sampled_from([1, 20_000]),
    ahead=st.integers(1, 5),
    chance=st.randoms(use_true_random=False),
)
def test_many_give_the_same_bytes_and_the_same_report_as_one(parts, fill, size, block, ahead, chance):
    """Whoever takes which window, wherever windows are cut, through keys of many lines too; tokens and report are the same."""
    data = a_text(parts, fill)
    workers = iter(lambda: chance.randrange(4), None)
    assert by_many(data, size, block, workers, ahead) == by_one(data, size, block)


def test_values_of_which_there_are_too_many_are_learnt_in_their_order_by_many_too():
    """Session tokens beyond the most that are remembered: which ones are, does not hang on who read them."""
    lines = (b"Session token=%08d-a%04d\n" % (number, number) + LINE * 9 for number in range(4 * MOST_FLEETING))
    data = b"".join(lines) + b"user name: night-heron\n"
    workers = itertools.cycle(range(3))
    many, one = by_many(data, 10_000, 1, workers, 4), by_one(data, 10_000, 1)
    assert many == one
    assert sum(kind == "key" for _, kind in one[2]) == MOST_FLEETING


def test_some_of_the_addresses_above_would_share_a_short_token():
    """Else the order in which tokens are settled would not be looked at."""
    done, *_ = by_one(a_text([b"\n"] * 5, 210), 50_000, 20_000)
    assert re.search(rb"mail:[0-9a-f]{16}\xe2", done)
