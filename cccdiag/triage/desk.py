"""Tickets that a help desk gave out as JSON: of one, or of each in a list, what people wrote, what it is filed under, and how it stands.

The rest (numbers, addresses, who and when) is no part of what is wrong. A list of log records is none of these, whatever its keys are
called: one of them says a level.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cccdiag.triage import har
from cccdiag.triage.entries import Entry
from cccdiag.triage.formats import Formats

_KEY = re.compile(rb'"([A-Za-z][\w .-]{1,40})"\s{0,20}:\s{0,20}(?:"((?:[^"\\]|\\.){0,2000})|[\[{])?')
_LIST = re.compile(r"\[\s*(?=\{)")
_TAG = re.compile(r"<[^<>]{1,200}>|\W+")
# What a program answers is no ticket, whoever asked.
_ANSWERED = frozenset(("error", "errors", "errorcode", "response"))
# How desks number what they are told: LIB-771, INC0012345.
_NUMBER = re.compile(rb"(?:[A-Z][A-Z0-9_]{1,9}-|INC|RITM|SCTASK|REQ|CS|TASK)\d{1,9}")
_NUMBERED = frozenset(("key", "issuekey", "number", "id", "issue"))
# So many blanks between words make a text that a person wrote.
_SPOKEN = 4


@dataclass(frozen=True, slots=True)
class Keys:
    """What the keys of tickets are called, in lower case and without marks: signs of a desk, texts, topics and states."""

    desk: frozenset[str]
    text: frozenset[str]
    topic: frozenset[str]
    state: frozenset[str]
    level: frozenset[str]

    @classmethod
    def of(cls, columns: Mapping[str, Iterable[str]]) -> Keys:
        """From the ``columns`` of ``tickets.yaml``."""
        return cls(*(frozenset(columns.get(role, ())) for role in ("desk", "text", "topic", "state", "level")))


@dataclass(slots=True)
class _Ticket:
    topics: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    states: list[str] = field(default_factory=list)

    def told(self) -> bytes:
        """One text; how the ticket stands comes last, as the last thing that was said of it."""
        return "\n".join((*self.topics, *self.texts.values(), *self.states)).encode("utf-8", "replace")


def is_one(head: bytes, keys: Keys, formats: Formats) -> bool:
    """Whether a JSON document that begins so is of tickets: keys or a number that only a desk has, and a text in which somebody says something."""
    desk = spoken = False
    for found in _KEY.finditer(head):
        name, value = plain(found[1].decode("ascii", "replace")), found[2] or b""
        if name in _ANSWERED or (name in keys.level and formats.level(value)):
            return False
        desk = desk or name in keys.desk or (name in _NUMBERED and _NUMBER.fullmatch(value) is not None)
        spoken = spoken or (name in keys.text and value.count(b" ") >= _SPOKEN)
    return desk and spoken


def plain(name: str) -> str:
    """A key as ``tickets.yaml`` names it."""
    return re.sub(r"[\W_]", "", name.lower())


def entries(data: bytes, keys: Keys) -> Iterator[Entry]:
    """Each ticket; a document that is damaged is one text as it stands."""
    text = data.decode("utf-8", "replace")
    lines = data.rstrip().count(b"\n") + 1
    try:
        whole = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        yield Entry(0, lines, data, None)
        return
    if _listed(whole, keys) and (begin := _LIST.search(text)):
        for offset, written, ticket in har.elements(text, begin.end()):
            yield Entry(offset, written.count("\n") + 1, _told(ticket, keys), None)
    else:
        yield Entry(0, lines, _told(whole, keys), None)


def _listed(whole: Any, keys: Keys) -> bool:
    """Whether the document is a list of tickets, in a frame or without, and not one ticket with a list of what was said to it."""
    frame = whole if isinstance(whole, dict) else {}
    lists = [each for each in (frame.values() if frame else (whole,)) if isinstance(each, list)]
    return (
        len(lists) == 1
        and bool(lists[0])
        and all(isinstance(each, dict) for each in lists[0])
        and not any(isinstance(each, dict) or plain(name) in keys.text for name, each in frame.items())
    )


def _told(ticket: Any, keys: Keys) -> bytes:
    found = _Ticket()
    left: list[tuple[str, str, Any]] = [("", "", ticket)]
    while left:
        name, shown, value = left.pop()
        if isinstance(value, dict):
            # What a state or a topic is called stands one step deeper with some desks.
            within = name in keys.state or name in keys.topic
            inner = [
                (name, shown, each) if within and plain(key) in ("name", "value") else (plain(key), key, each)
                for key, each in value.items()
            ]
            left += reversed(inner)
        elif isinstance(value, list):
            left += [(name, shown, each) for each in reversed(value)]
        elif isinstance(value, str) and value.strip():
            _add(found, keys, name, shown, value.replace("\r\n", "\n").strip())
    return found.told()


def _add(found: _Ticket, keys: Keys, name: str, shown: str, value: str) -> None:
    if name in keys.text:
        # The same words as a text and as a page are said once.
        found.texts.setdefault(_TAG.sub("", value), value)
    elif name in keys.state:
        found.states.append(f"{shown}: {value}")
    elif name in keys.topic:
        found.topics.append(f"{shown}: {value}")
