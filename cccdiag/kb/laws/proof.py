"""Laws about proof: an article is known by its examples, and so is what it must leave alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cccdiag.kb.dialect import foreign, runaway
from cccdiag.kb.lint import Breach, Engine, View, law, of
from cccdiag.kb.literals import required, weight
from cccdiag.kb.load import Entry
from cccdiag.kb.model import Signature, When
from cccdiag.kb.patterns import compiled

_LEAST_LITERAL = 4
_WRAPPED = re.compile(r"\n|\\[nrtu\"]|&(?:#?\w+);|=\n|[\u2018\u2019\u201c\u201d\u00a0]|\\\\")
_RECORD = re.compile(
    r"\b(?:19|20)\d\d[-/.]\d\d|\b\d{1,2}[./]\d{1,2}[./]\d{4}|\b\d{1,2}:\d\d(?::\d\d)?|\b(?:ERROR|WARN|INFO|DEBUG|FATAL|Error|Warning)\b|\b\w+(?:Exception|Error)\b: |<\w+[\s>:/]|[{\[]\s*[\\\"]"
)
_NOT_A_SPACE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_REPEATED_SPACE = re.compile(r" [?*+{]")
_NEEDS_PROVOKE = ("gateway", "http", "network")
_PROVOKE_KEYS = frozenset({"account", "before", "call", "fault", "note", "profile", "scenario", "values", "with"})


@law("KB030", "error", "Every pattern is written in the dialect that Python, Hyperscan and Rust share.")
def in_the_dialect(view: View) -> Iterator[Breach]:
    """Otherwise the fast scanner and the slow one disagree."""
    for entry in view.entries:
        for where, pattern in _patterns(entry):
            for reason in foreign(pattern):
                yield where, f"the pattern {reason}"


@law("KB031", "error", "A pattern matches every one of its examples.")
def matches(view: View) -> Iterator[Breach]:
    """The first half of the proof."""
    for entry, number, signature in _sound(view):
        for place, text in enumerate(signature.matches):
            if not _found(signature.pattern, text):
                yield (
                    of(entry.tree, "signatures", number, "matches", place),
                    f"the pattern does not match {_short(text)}",
                )


@law("KB032", "error", "A pattern matches none of its near misses.")
def ignores(view: View) -> Iterator[Breach]:
    """The second half."""
    for entry, number, signature in _sound(view):
        for place, text in enumerate(signature.ignores):
            if _found(signature.pattern, text):
                yield of(entry.tree, "signatures", number, "ignores", place), f"the pattern matches {_short(text)}"


@law("KB033", "error", "A rejected text is matched by the pattern and refused by a condition.")
def rejects(view: View) -> Iterator[Breach]:
    """Otherwise it proves nothing about the condition."""
    for entry, number, signature in _sound(view):
        for place, text in enumerate(signature.rejects):
            where = of(entry.tree, "signatures", number, "rejects", place)
            if not _found(signature.pattern, text):
                yield where, f"the pattern does not match {_short(text)}; it belongs to ignores"
            elif not _has_other_conditions(signature.when) and _words_hold(signature.when, text):
                yield where, f"no condition refuses {_short(text)}"


@law("KB034", "error", "A signature has three examples or more, three near misses or more.")
def enough_examples(view: View) -> Iterator[Breach]:
    """One example proves only itself."""
    for entry, number, signature in _signatures(view):
        if len(signature.matches) < 3:
            yield (
                of(entry.tree, "signatures", number, "matches"),
                f"{len(signature.matches)} examples; three are the least",
            )
        if len(signature.ignores) + len(signature.rejects) < 3:
            yield (
                of(entry.tree, "signatures", number, "ignores"),
                f"{len(signature.ignores) + len(signature.rejects)} near misses; three are the least",
            )


@law("KB035", "warning", "Among the examples are a bare one, one in a full record, and one wrapped or escaped.")
def kinds_of_examples(view: View) -> Iterator[Breach]:
    """Texts come out of logs, mails and JSON."""
    for entry, number, signature in _signatures(view):
        where = of(entry.tree, "signatures", number, "matches")
        if not any(_WRAPPED.search(text) for text in signature.matches):
            yield where, "no example is wrapped or escaped"
        if not _for_people(signature) and not any(_RECORD.search(text) for text in signature.matches):
            yield where, "no example stands in a record or an answer"


@law("KB036", "error", "Where a condition asks about CCC or the product, a rejected text shows that it does.")
def conditions_proven(view: View) -> Iterator[Breach]:
    """The same text about another host or another product."""
    for entry, number, signature in _signatures(view):
        when = signature.when
        named = [
            key for key in ("about", "product", "not_product", "level", "after_idle") if getattr(when, key) is not None
        ]
        if named and not signature.rejects:
            yield of(entry.tree, "signatures", number, "when"), f"no rejected text proves the condition {named[0]}"


@law("KB037", "error", "A pattern has a literal of four characters or more that must occur.")
def strong_literals(view: View) -> Iterator[Breach]:
    """By it ten thousand signatures are tried at once on a log; what people write is short."""
    for entry, number, signature in _sound(view):
        if weight(required(signature.pattern)) < _LEAST_LITERAL and not _for_people(signature):
            shown = ", ".join(map(repr, required(signature.pattern))) or "nothing"
            yield of(entry.tree, "signatures", number, "pattern"), f"what must occur is too short to look for: {shown}"


@law("KB038", "error", "No pattern runs away.")
def no_runaways(view: View) -> Iterator[Breach]:
    """A log of a gigabyte has every text in it."""
    for entry, number, signature in _signatures(view):
        for reason in runaway(signature.pattern):
            yield of(entry.tree, "signatures", number, "pattern"), f"the pattern {reason}"


@law("KB044", "error", "No space in a pattern is repeated.")
def plain_spaces(view: View) -> Iterator[Breach]:
    """A space stands for one or more blanks already; a question mark after it would still want one."""
    for entry in view.entries:
        for where, pattern in _patterns(entry):
            if _REPEATED_SPACE.search(_NOT_A_SPACE.sub("..", pattern)):
                yield where, "a space is followed by ?, *, + or {; it takes any number of blanks, (?: |) takes none too"


@law("KB039", "warning", "A signature says in words where it may be wrong.")
def false_positives(view: View) -> Iterator[Breach]:
    """Whoever doubts a diagnosis reads that first."""
    for entry, number, signature in _signatures(view):
        if not signature.false_positives:
            yield of(entry.tree, "signatures", number), "say where it may be wrong (false_positives)"


@law("KB040", "error", "An article without a fixed text has three tickets or more that mean it, and three that do not.")
def tickets(view: View) -> Iterator[Breach]:
    """Its proof is what people write."""
    for entry in view.entries:
        article = entry.article
        if any(not _for_people(signature) for signature in article.signatures) or article.retired:
            continue
        for key, found in (("ranks", article.tickets.ranks), ("ignores", article.tickets.ignores)):
            if len(found) < 3:
                yield of(entry.tree, "tickets", key), f"{len(found)} tickets under {key}; three are the least"


@law("KB041", "warning", "An article knows six ways or more in which people say it.")
def phrases(view: View) -> Iterator[Breach]:
    """Full text finds it by them."""
    for entry in view.entries:
        article = entry.article
        if len(article.phrases) < 6 and not article.retired:
            yield of(entry.tree, "phrases"), f"{len(article.phrases)} phrases; six are the least"
        for place, phrase in enumerate(article.phrases):
            if phrase in article.phrases[:place]:
                yield of(entry.tree, "phrases", place), f"the phrase {phrase!r} stands here twice"


@law("KB042", "error", "For every gateway code and every HTTP or network fault there is a way to provoke it.")
def provoked(view: View) -> Iterator[Breach]:
    """Training and tests need it."""
    for entry in view.entries:
        article = entry.article
        if article.environment.system in _NEEDS_PROVOKE and article.provoke is None and not article.retired:
            yield of(entry.tree, "id"), "say how to make it happen (provoke)"
        for key in article.provoke or ():
            if key not in _PROVOKE_KEYS:
                line, column = entry.tree["provoke"].keys_at[key]
                yield f"{entry.path}:{line}:{column}", f"provoke does not know {key!r}"
        call = (article.provoke or {}).get("call")
        if call is not None and view.loaded.operations is not None and call not in view.loaded.operations:
            yield of(entry.tree, "provoke", "call"), f"there is no operation {call!r}"


@law("KB043", "error", "The triage finds an article in its examples and tickets, and not in its near misses.")
def found_by_the_triage(view: View) -> Iterator[Breach]:
    """The whole proof, with every condition; needs the engine (``--proof``)."""
    if view.engine is None:
        return
    for entry, number, signature in _sound(view):
        where = "signatures", number
        if not any(entry.article.id in view.engine.finds(text) for text in signature.matches):
            yield of(entry.tree, *where, "matches"), "the triage finds the article in none of the examples"
        for place, text in enumerate(signature.rejects):
            if len(entry.article.signatures) == 1 and entry.article.id in view.engine.finds(text):
                yield of(entry.tree, *where, "rejects", place), f"the triage finds the article in {_short(text)}"
    for entry in view.entries:
        yield from _tickets_by_the_triage(view.engine, entry)


def _tickets_by_the_triage(engine: Engine, entry: Entry) -> Iterator[Breach]:
    for place, text in enumerate(entry.article.tickets.ranks):
        first = engine.finds(text)[:1]
        if first != (entry.article.id,):
            yield (
                of(entry.tree, "tickets", "ranks", place),
                f"the triage ranks {first[0] if first else 'nothing'} first",
            )
    for place, text in enumerate(entry.article.tickets.ignores):
        if entry.article.id in engine.finds(text):
            yield of(entry.tree, "tickets", "ignores", place), "the triage finds the article in it"


def _signatures(view: View) -> Iterator[tuple[Entry, int, Signature]]:
    for entry in view.entries:
        for number, signature in enumerate(entry.article.signatures):
            yield entry, number, signature


def _patterns(entry: Entry) -> Iterator[tuple[str, str]]:
    """Every pattern of an article with its place: of signatures, of their conditions, and what speaks for a cause."""
    for number, signature in enumerate(entry.article.signatures):
        yield of(entry.tree, "signatures", number, "pattern"), signature.pattern
        for key in ("all", "any", "none"):
            for place, pattern in enumerate(getattr(signature.when, key)):
                yield of(entry.tree, "signatures", number, "when", key, place), pattern
    for number, cause in enumerate(entry.article.causes):
        for place, pattern in enumerate(cause.evidence):
            yield of(entry.tree, "causes", number, "evidence", place), pattern


def _sound(view: View) -> Iterator[tuple[Entry, int, Signature]]:
    """Signatures whose patterns can be tried; the others break KB030."""
    for entry, number, signature in _signatures(view):
        try:
            compiled(signature.pattern)
        except (re.error, UnicodeEncodeError, OverflowError, RecursionError):
            continue
        yield entry, number, signature


def _found(pattern: str, text: str) -> bool:
    return compiled(pattern).search(text.encode("utf-8", "surrogatepass")) is not None


def _words_hold(when: When, text: str) -> bool:
    try:
        return (
            all(_found(pattern, text) for pattern in when.all)
            and (not when.any or any(_found(pattern, text) for pattern in when.any))
            and not any(_found(pattern, text) for pattern in when.none)
        )
    except (re.error, UnicodeEncodeError):
        return False


def _has_other_conditions(when: When) -> bool:
    other = (when.about, when.product, when.not_product, when.level, when.after_idle)
    return (
        any(value is not None for value in other) or bool(when.context) or when.within == "input" or when.at_least > 1
    )


def _for_people(signature: Signature) -> bool:
    return signature.when.context == ("ticket",)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= 60 else f"{line[:57]}…")
