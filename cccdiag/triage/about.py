"""Whether a record is about CCC, as ``knowledge/context.yaml`` says (see :class:`cccdiag.kb.context.Context`), and which product it shows."""

from __future__ import annotations

import fnmatch
import functools
import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from cccdiag import facts
from cccdiag.expressions import expression
from cccdiag.kb.context import Context, Signs
from cccdiag.kb.patterns import compiled
from cccdiag.triage.seek import Seeker, seeker

Reason = Literal["host", "logger", "word"]
Product = Literal["illiad", "ares"]

# A request by its verb and address, as clients, tools and records of calls write it.
_CALL = expression(
    rb"\b(?:POST|GET|PUT|PATCH|DELETE)[\s\"'>]{1,4}https?://(?:[^/@\s]{1,80}@)?([a-z0-9][a-z0-9.-]{0,200}\.[a-z][a-z0-9-]{1,40})",
    re.IGNORECASE,
)
_SENTENCE_END = expression(rb"[.!?;:](?:\s|$)|\n")


class About:
    """The questions of ``context.yaml``, compiled when first asked."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._context = facts.build(Context, document, "context.yaml")

    @functools.cached_property
    def _calls(self) -> tuple[Seeker, ...]:
        return tuple(map(seeker, self._context.failing))

    @functools.cached_property
    def _ours(self) -> tuple[Seeker, ...]:
        return tuple(map(seeker, self._context.ccc.words))

    @functools.cached_property
    def _theirs(self) -> tuple[Seeker, ...]:
        return tuple(map(seeker, self._context.others.words))

    def ccc(self, text: bytes, logger: str | None, start: int = 0, end: int = 0) -> Reason | None:
        """What makes the record one about CCC: its host, its logger or a word near the match at ``start``–``end``; None if nothing."""
        hosts = self.hosts(text)
        if any(_within(host, self._context.ccc.hosts) for host in hosts):
            return "host"
        logged = self._logger(logger)
        if hosts:
            return None
        if logged is not None:
            return "logger" if logged else None
        return "word" if self._words(text, start, end) else None

    @functools.lru_cache(maxsize=8)  # noqa: B019 - a record is asked once for each signature that it may show
    def hosts(self, text: bytes) -> frozenset[str]:
        """Hosts that the record called, those left out that say nothing."""
        folded = text.lower()
        calls = [one for one in self._calls if one.possible(folded)]
        named = (match[1] for one in calls for match in one.all(text, folded))
        found = {name.decode("ascii", "replace").lower().rstrip(".") for name in named}
        return frozenset(host for host in found if not _within(host, self._context.neutral))

    def called_another(self, text: bytes) -> bool:
        """Whether the text shows a call, and none of those it shows went to CCC or to a host that says nothing."""
        hosts = {match[1].decode("ascii").lower() for match in _CALL.finditer(text)}
        return bool(hosts) and not any(_within(host, self._context.ccc.hosts + self._context.neutral) for host in hosts)

    @functools.lru_cache(maxsize=1024)  # noqa: B019 - one instance lives as long as the process
    def _logger(self, logger: str | None) -> bool | None:
        if not logger:
            return None
        name = logger.encode()
        if any(compiled(pattern).search(name) for pattern in self._context.others.loggers):
            return False
        return True if any(compiled(pattern).search(name) for pattern in self._context.ccc.loggers) else None

    def logged_by_ccc(self, logger: str | None) -> bool:
        """Whether that logger speaks of CCC and nothing else."""
        return self._logger(logger) is True

    def _words(self, text: bytes, start: int, end: int) -> bool:
        left, right = _sentence(text, start, end)
        # Most are named in the sentence itself, and the rest of a long record need not be read.
        if self.names_ccc(text[:right], left):
            return True
        ours = self._named(text, ours=True)
        if not ours:
            return False
        theirs = self._named(text, ours=False)
        if any(left <= a and b <= right for a, b in theirs):
            return False
        return _distance(ours, start, end) <= _distance(theirs, start, end)

    @functools.lru_cache(maxsize=16)  # noqa: B019 - as above
    def _named(self, text: bytes, *, ours: bool) -> list[tuple[int, int]]:
        """Where the text holds a word or a host of one side."""
        signs: Signs = self._context.ccc if ours else self._context.others
        folded = text.lower()
        named = [one for one in (self._ours if ours else self._theirs) if one.possible(folded)]
        words = [match.span() for one in named for match in one.all(text, folded)]
        return [*words, *_host_spans(folded, signs.hosts)]

    def products(self, text: bytes) -> frozenset[Product]:
        """Which products the text shows signs of."""
        signs: tuple[tuple[Product, tuple[str, ...]], ...] = (
            ("illiad", self._context.products.illiad),
            ("ares", self._context.products.ares),
        )
        folded = text.lower()
        return frozenset(
            name for name, patterns in signs if any(seeker(pattern).first(text, folded) for pattern in patterns)
        )

    def names_ccc(self, text: bytes, start: int = 0) -> bool:
        """Whether the text names CCC at or behind ``start``, by a word or a host of it."""
        folded = text.lower()
        for one in self._ours:
            if one.first(text, folded, start):
                return True
        return any(folded.find(host.encode(), start) >= 0 for host in self._context.ccc.hosts)

    def names_others(self, text: bytes) -> bool:
        """Whether the text names another service: a word or a host of one."""
        return bool(self._named(text, ours=False))


@functools.lru_cache(maxsize=4096)
def _within(host: str, domains: tuple[str, ...]) -> bool:
    return any(
        fnmatch.fnmatchcase(host, domain) if "*" in domain else host == domain or host.endswith(f".{domain}")
        for domain in domains
    )


def _host_spans(folded: bytes, domains: Iterable[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for domain in domains:
        text = domain.encode()
        place = -1 if "*" in domain else folded.find(text)
        while place >= 0:
            found.append((place, place + len(text)))
            place = folded.find(text, place + len(text))
    return found


def _sentence(text: bytes, start: int, end: int) -> tuple[int, int]:
    """The sentence or line around a match; a message that spans several belongs to all of them."""
    left = 0
    for match in _SENTENCE_END.finditer(text, max(0, start - 2000), start):
        left = match.end()
    found = _SENTENCE_END.search(text, end)
    return max(left, start - 2000), found.start() if found else len(text)


def _distance(spans: list[tuple[int, int]], start: int, end: int) -> int:
    return min((max(a - end, start - b, 0) for a, b in spans), default=1 << 62)
