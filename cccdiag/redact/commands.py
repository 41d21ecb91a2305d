"""User names and passwords given to a program on its command line, by the options of that program."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping

from cccdiag.expressions import expression
from cccdiag.redact.model import Escaped

_Found = tuple[int, int, Escaped | None]
_WORD = expression(
    rb"""[ \t]{1,20}(?:[\\^`]\r?\n[ \t]{0,40})?((?:"[^"\r\n]{0,300}"|'[^'\r\n]{0,300}'|[^\s"'|;&]|[;&|](?=\S)){1,400})"""
)
_MOST = 60
_PLACEHOLDER = expression(
    rb"[\"']?(?:\*+|\$\{?\w+\}?|\$\(.*|%\w+%|<[^<>]*>|\[.*|\{.*|\.{2,}|[A-Z]{4,12}|prompt|none|[\d.]+(?::\d+)+(?:/\w+)?)[\"']?"
)
# A share, as a network or a variable names it, and what else stands there that is no password.
_SHARE = expression(rb"[\"']?\\\\|%\w+%|\$\{?\w+")
_NO_PASSWORD = expression(rb"/|[\"']?\\\\|[A-Za-z]:|\*$|%\w+%|\$\{?\w+")
# The options of programs by their names: those that tell a user, and those that tell a password. One that ends in a star has its value right behind it.
_OPTIONS: Mapping[bytes, tuple[tuple[bytes, ...], tuple[bytes, ...]]] = {
    rb"sqlcmd|osql|isql|bcp": ((b"-U", b"-U*"), (b"-P", b"-P*")),
    rb"mysql\w*|mariadb[\w-]*": ((b"-u", b"-u*"), (b"-p*",)),
    rb"sshpass": ((), (b"-p", b"-p*")),
    rb"redis-cli": ((), (b"-a",)),
    rb"ldap\w+": ((b"-D",), (b"-w",)),
    rb"schtasks": ((b"/ru", b"/u"), (b"/rp", b"/p")),
    rb"psexec\d*|wmic|tasklist|taskkill|systeminfo|winrs": (
        (b"-u", b"/u", b"-u:*", b"/user:*"),
        (b"-p", b"/p", b"-p:*", b"/password:*"),
    ),
    rb"plink|pscp|psftp|putty": ((b"-l",), (b"-pw",)),
    rb"docker|podman|helm|mongo\w*|oc|az|skopeo|vault": ((b"-u",), (b"-p",)),
    rb"zip|unzip": ((), (b"-P",)),
    rb"smbclient|rpcclient": ((), ()),
    rb"curl|wget": ((), ()),
    rb"net": ((b"/user:*", b"/USER:*"), ()),
}


def passwords(data: bytes, begin: int, end: int, reach: int) -> Iterator[_Found]:
    """The passwords on the command line of the program at ``begin`` to ``end``."""
    yield from _read(data, begin, end, min(len(data), end + reach), 1)


def users(data: bytes, begin: int, end: int, reach: int) -> Iterator[_Found]:
    """The user names on the command line of the program at ``begin`` to ``end``."""
    yield from _read(data, begin, end, min(len(data), end + reach), 0)


def _read(data: bytes, begin: int, end: int, limit: int, which: int) -> Iterator[_Found]:
    program = data[begin:end].lower().removesuffix(b".exe")
    options = next((both[which] for names, both in _OPTIONS.items() if re.fullmatch(names, program)), ())
    words = _words(data, end, limit)
    for (first, last), behind in zip(words, (*words[1:], (limit, limit)), strict=False):
        word = data[first:last]
        for option in options:
            head = option.removesuffix(b"*")
            if option == head and word == head and not data.startswith((b"-", b"/"), behind[0]):
                yield from _bare(data, *behind)
            elif option != head and word.startswith(head) and len(word) > len(head):
                yield from _bare(data, first + len(head), last)
    if program == b"net":
        yield from _of_net(data, words, which)
    elif program in (b"curl", b"smbclient", b"rpcclient"):
        yield from _pairs(data, words, which, b":" if program == b"curl" else b"%")


def _words(data: bytes, at: int, limit: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    while len(found) < _MOST and (word := _WORD.match(data, at, limit)):
        found.append(word.span(1))
        at = word.end()
    return found


def _bare(data: bytes, first: int, last: int) -> Iterator[_Found]:
    """Without its quotes, if it is a value."""
    if data[first : first + 1] in b"\"'" and data[last - 1 : last] == data[first : first + 1] and last - first > 1:
        first, last = first + 1, last - 1
    if first < last and not _PLACEHOLDER.fullmatch(data[first:last]):
        yield first, last, None


def _of_net(data: bytes, words: list[tuple[int, int]], which: int) -> Iterator[_Found]:
    """``net use`` has the password as a word of its own, behind the share; ``net user`` behind the name."""
    texts = [data[first:last] for first, last in words]
    plain = [at for at, text in enumerate(texts) if at and not _NO_PASSWORD.match(text)]
    if texts[:1] and texts[0].lower() == b"user" and plain:
        yield from _bare(data, *words[plain[0]]) if not which else ()
        yield from _bare(data, *words[plain[1]]) if which and plain[1:] else ()
    elif which and texts[:1] and texts[0].lower() == b"use" and any(map(_SHARE.match, texts)):
        yield from (one for at in plain[:1] for one in _bare(data, *words[at]))


def _pairs(data: bytes, words: list[tuple[int, int]], which: int, mark: bytes) -> Iterator[_Found]:
    """A user and a password in one word, with a mark between; either may be quoted."""
    for (first, last), (start, stop) in itertools.pairwise(words):
        if data[first:last] not in (b"-u", b"-U", b"--user", b"--proxy-user"):
            continue
        for begin, end, _ in _bare(data, start, stop):
            middle = data.find(mark, begin, end)
            if middle > begin:
                yield from _bare(data, middle + 1, end) if which else _bare(data, begin, middle)
