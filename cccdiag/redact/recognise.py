"""Where a rule's label gives a value away: the rule is tried around its words only, so that a large text costs little more than them."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from cccdiag.redact.bounds import LEAD, MIDDLE, OPENS, Bounds, bounded, stands_alone
from cccdiag.redact.forms import unescaped
from cccdiag.redact.model import CompiledRule

# A label begins at most this far before its word.
_BACK = 256
_SMALL = 4096
# Where places crowd, so many times as far is looked at in one go.
_CROWD = 8
# So many places are looked at all at once, as long as that does, but for so many times.
_AT_ONCE = 128
_TRIES = 3
# Readers that go by where something stands, whatever it looks like.
_SHAPED = ("column", "cookie")


def values(rule: CompiledRule, data: bytes, folded: bytes) -> Iterator[Bounds]:
    """The bounds of every value that the rule finds, and the value; ``folded`` is the data in lower case."""
    for begin, end in _regions(rule, data, folded):
        if rule.rule.reads:
            for match in rule.pattern.finditer(data, begin, end):
                yield from _read(rule, data, match)
            continue
        for match in _matches(rule, data, begin, end):
            bounds = bounded(rule, data, *match.span("secret"))
            if bounds:
                yield bounds


def _matches(rule: CompiledRule, data: bytes, begin: int, end: int) -> Iterator[re.Match[bytes]]:
    if rule.check != "luhn":
        yield from rule.pattern.finditer(data, begin, end)
        return
    # What parts two numbers is the end of the first and the beginning of the second.
    while match := rule.pattern.search(data, begin, end):
        yield match
        begin = max(match.end("secret"), begin + 1)


def _read(rule: CompiledRule, data: bytes, name: re.Match[bytes]) -> Iterator[Bounds]:
    from cccdiag.redact.readers import reader

    shaped = rule.rule.reads in _SHAPED
    for first, last, escaped in reader(rule.rule.reads or "")(data, *name.span(), rule.rule.reach):
        if not shaped and not stands_alone(data, name.start(), first, last):
            continue
        if first < last and (bounds := bounded(rule, data, first, last)):
            start, end, value = bounds
            yield start, end, unescaped(value, escaped) if escaped else value


def _read_at(rule: CompiledRule, data: bytes, places: Sequence[tuple[int, int]]) -> Iterator[Bounds]:
    past = 0
    for place, start in places:
        begin = max(past, start if start >= 0 else place - rule.rule.back, 0)
        limit = place + rule.rule.back
        while begin < place:
            name = rule.pattern.search(data, begin, limit)
            if name is None or name.start() >= place:
                # A name is no longer than half of what is looked at: where none was seen, none begins.
                past = name.start() if name else place + rule.rule.back // 2
                break
            begin = past = name.end()
            yield from _read(rule, data, name)


def values_at(rule: CompiledRule, data: bytes, places: Sequence[tuple[int, int]], folded: bytes = b"") -> list[Bounds]:
    """As :func:`values`, around the places where the rule's hint was found: its end and beginning (-1: not known), in order."""
    if rule.far:
        places = _near_words(rule, folded or data.lower(), places)
    if rule.rule.reads:
        return list(_read_at(rule, data, places))
    found: list[Bounds] = []
    past = number = 0
    tries = _TRIES if rule.plain and rule.rule.near else 0
    while tries and number < len(places):
        some = places[number : number + _AT_ONCE]
        done = _at_once(rule, data, some, past)
        if done is None:
            tries -= 1
            done = _one_by_one(rule, data, some, past)
        found += done[0]
        past = done[1]
        number += len(some)
    return found + _one_by_one(rule, data, places[number:], past)[0]


def _at_once(
    rule: CompiledRule, data: bytes, places: Sequence[tuple[int, int]], past: int
) -> tuple[list[Bounds], int] | None:
    """As :func:`_one_by_one`, if each place has a match of its own and none needs a closer look: most do in a large log.

    Most expressions here go over all places at once.
    """
    back, near, run, size = rule.rule.back, rule.rule.near or rule.rule.reach, rule.run, len(data)
    ends, begins = zip(*places, strict=True)
    if begins[0] < 0:
        begins = tuple(end - back if end > back else 0 for end in ends)
        if run:
            begins = tuple(at + len(data[at:end].rstrip(run)) for at, end in zip(begins, ends, strict=True))
    limits = [end + near for end in ends]
    matches = [match for match in map(rule.pattern.search, itertools.repeat(data), begins, limits) if match]
    if len(matches) < len(places):
        return None
    for match, begin, end, limit in zip(matches, begins, ends, limits, strict=True):
        first, last = match.span()
        if begin < past or first >= end or not end <= last < limit:
            return None
        past = last
    secret, unless = rule.pattern.groupindex["secret"], rule.unless.fullmatch if rule.unless else None
    found = [(*match.span(secret), match[secret]) for match in matches]
    for _, last, value in found:
        if not value or value[0] == OPENS or (last < size and data[last] & LEAD == MIDDLE):
            return None
    return [bounds for bounds in found if not unless(bounds[2])] if unless else found, past


def _one_by_one(  # noqa: C901 - a large log has millions of places, and every call counts
    rule: CompiledRule, data: bytes, places: Sequence[tuple[int, int]], past: int
) -> tuple[list[Bounds], int]:
    """The values around places, from a place in the data on, and how far was looked."""
    back, run, reach = rule.rule.back, rule.run, rule.rule.reach
    near = rule.rule.near or reach
    search, secret = rule.pattern.search, rule.pattern.groupindex["secret"]
    plain, unless = rule.plain, rule.unless.fullmatch if rule.unless else None
    found: list[Bounds] = []
    size, shared = len(data), rule.check == "luhn"
    # Up to ``limit`` is looked at; a match that begins ``room`` before it is seen.
    limit, room = 0, near if near == reach else near + back
    for number, (place, start) in enumerate(places, _CROWD):
        begin = start
        if begin < 0:
            begin = place - back
            if run:
                begin = max(begin, 0)
                begin += len(data[begin:place].rstrip(run))
        if begin < past:  # noqa: PLR1730 - every call counts
            begin = past
        if limit < place + near:  # noqa: PLR1730
            limit = place + near
        while begin < place:
            match = search(data, begin, limit)
            if match and near < reach and match.end() == limit < size and match.start() < place:
                match = search(data, begin, place + reach)
            if match is None or match.start() >= place:
                past = max(past, min(match.start(), limit - room) if match else limit - room)
                limit = _crowd(places, number, past + _CROWD * room, limit - near) + near
                break
            value = match[secret]
            first, last = match.span(secret)
            past = last if shared else match.end()
            begin = past = past if past > begin else begin + 1
            if plain and value and value[0] != OPENS and (last == size or data[last] & LEAD != MIDDLE):
                # As below, of a rule that has nothing else to say about a value.
                if not (unless and unless(value)):
                    found.append((first, last, value))
            elif bounds := bounded(rule, data, first, last):
                found.append(bounds)
    return found, past


def _crowd(places: Sequence[tuple[int, int]], number: int, limit: int, least: int) -> int:
    """Where the last of the places before a limit is, if that one stands before it too; else what it is at least."""
    if number < len(places) and places[number][0] < limit:
        return places[bisect.bisect_left(places, (limit, -1)) - 1][0]
    return least


def _near_words(rule: CompiledRule, folded: bytes, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places that one of the rule's words is near: a match that holds the hint holds a word too."""
    words = sorted(place for word in rule.words for place in _places(word, folded))
    if not words:
        return []
    near = []
    for place, start in places:
        number = bisect.bisect_left(words, place - rule.rule.back)
        if number < len(words) and words[number] < place + rule.rule.reach:
            near.append((place, start))
    return near


def _regions(rule: CompiledRule, data: bytes, folded: bytes) -> Iterable[tuple[int, int]]:
    if not rule.words:
        return [(0, len(data))]
    if len(data) <= _SMALL:
        return [(0, len(data))] if any(word in folded for word in rule.words) else []
    regions: list[tuple[int, int]] = []
    for place in sorted(place for word in rule.words for place in _places(word, folded)):
        begin, end = max(0, place - _BACK), min(len(data), place + rule.rule.reach)
        if regions and begin <= regions[-1][1]:
            regions[-1] = regions[-1][0], end
        else:
            regions.append((begin, end))
    return regions


def _places(word: bytes, folded: bytes) -> Iterator[int]:
    place = folded.find(word)
    while place >= 0:
        yield place
        place = folded.find(word, place + len(word))
