"""``cccdiag kb try``: what a pattern or an article finds in a file, and why it does not."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cccdiag import facts
from cccdiag.cli import console
from cccdiag.cli.kb_records import Placed, records
from cccdiag.errors import InputError
from cccdiag.kb import find
from cccdiag.kb.dialect import foreign
from cccdiag.kb.index import Knowledge
from cccdiag.kb.literals import required
from cccdiag.kb.model import Article, Signature, When
from cccdiag.kb.patterns import compiled
from cccdiag.redact import load as load_redaction
from cccdiag.redact import redact
from cccdiag.triage.about import About
from cccdiag.triage.match import Match, Rule, judge, rules_of

_SHOWN = 160


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one signature made of one record: ``matches``, or ``refused`` with the condition that refused it."""

    placed: Placed
    signature: str
    outcome: str
    reason: str | None


def configure_try(parser: argparse.ArgumentParser) -> None:
    """Options of ``kb try``."""
    parser.add_argument(
        "what", metavar="PATTERN|ARTICLE", help="a pattern in the shared dialect, or the id of an article"
    )
    parser.add_argument("file", metavar="FILE", help="a log, an answer, a ticket, a folder, or - for standard input")
    parser.add_argument("--limit", type=int, default=20, help="how many records to show (20)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print the answer")
    parser.add_argument("--output", metavar="FILE", dest="output", help="write the answer to a file, in UTF-8")


def run_try(args: argparse.Namespace) -> int:
    """Try it; 1 when it matches somewhere, 0 when nowhere."""
    knowledge = find.knowledge(args.knowledge)
    rules = _rules(knowledge, args.what)
    about = About(knowledge.document("context"))
    seen = list(records(args.file, knowledge))
    outcomes = [outcome for placed in seen for outcome in _judged(rules, placed, about)]
    matched = [outcome for outcome in outcomes if outcome.outcome == "matches"]
    nearest = [] if outcomes else [_nearest(rule.pattern, seen) for rule in rules]
    if args.format == "json":
        console.emit_json(
            _document(args, knowledge, len(seen), outcomes, [text for text in nearest if text]), args.output
        )
    else:
        console.emit(_text(args, knowledge, len(seen), outcomes, [text for text in nearest if text]), args.output)
    return 1 if matched else 0


def _rules(knowledge: Knowledge, what: str) -> list[Rule]:
    named = [id_ for kind, id_ in knowledge.named(what) if kind == "article"]
    if named:
        article = knowledge.article(named[0])
        assert isinstance(article, Article)
        if not article.signatures:
            raise InputError(f"{article.id} has no signature; it is found by what people say (cccdiag kb search)")
        return _as_rules(article.id, article.signatures)
    for reason in foreign(what):
        raise InputError(f"the pattern {reason}")
    return _as_rules("pattern", (Signature(what, (), ()),))


def _as_rules(article: str, signatures: Iterable[Signature]) -> list[Rule]:
    """Signatures as the triage takes them out of the index."""
    return list(
        rules_of(
            (article, each.id, list(required(each.pattern)), each.pattern, facts.plain(each.when))
            for each in signatures
        )
    )


def _judged(rules: list[Rule], placed: Placed, about: About) -> list[Outcome]:
    found = []
    for rule in rules:
        verdict = judge(rule, placed.record, about)
        if verdict is None:
            continue
        name = rule.name or f"signature {rule.number + 1}"
        if isinstance(verdict, Match):
            later = _decided_later(rule.when)
            found.append(Outcome(placed, name, "matches", later))
        else:
            found.append(Outcome(placed, name, "refused", verdict.condition))
    return found


def _decided_later(when: When) -> str | None:
    parts = [f"product: {when.product}"] if when.product else []
    parts += [f"not_product: {when.not_product}"] if when.not_product else []
    parts += [f"at_least: {when.at_least}"] if when.at_least > 1 else []
    parts += ["within: input"] if when.within == "input" else []
    return f"if the whole input fulfils {', '.join(parts)}" if parts else None


def _nearest(pattern: str, seen: list[Placed]) -> str | None:
    """How far the pattern gets before it fails: the longest beginning of its words that matches somewhere."""
    words = pattern.split(" ")
    for count in range(len(words) - 1, 0, -1):
        try:
            beginning = compiled(" ".join(words[:count]))
        except re.error:
            continue
        for placed in seen:
            if match := beginning.search(placed.record.text):
                after = placed.record.text[match.end() : match.end() + 60].decode("utf-8", "replace")
                line = placed.line + placed.record.text.count(b"\n", 0, match.start())
                return (
                    f"as far as {' '.join(words[:count])!r} it matches in {placed.source}:{line}; "
                    f"then {' '.join(words[count:])!r} is wanted and {' '.join(after.split())!r} stands there"
                )
    return None


class _Shown:
    """Records without their secrets, cut to a line."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._rules = load_redaction(knowledge.document("redaction"))

    def text(self, placed: Placed) -> str:
        line = " ".join(redact(placed.record.text.decode("utf-8", "replace"), self._rules).text.split())
        return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def _text(
    args: argparse.Namespace, knowledge: Knowledge, count: int, outcomes: list[Outcome], nearest: list[str]
) -> str:
    shown = _Shown(knowledge)
    lines = []
    for outcome in outcomes[: args.limit]:
        reason = f" ({outcome.reason})" if outcome.reason else ""
        lines.append(f"{outcome.placed.source}:{outcome.placed.line}: {outcome.signature} {outcome.outcome}{reason}")
        lines.append(f"    {shown.text(outcome.placed)}")
    if len(outcomes) > args.limit:
        lines.append(f"… and {len(outcomes) - args.limit} more (--limit)")
    matched = len({id(outcome.placed) for outcome in outcomes if outcome.outcome == "matches"})
    refused = len({id(outcome.placed) for outcome in outcomes if outcome.outcome == "refused"})
    lines.append(f"{count} records: {matched} match, {refused} refused by a condition")
    return "\n".join([*lines, *nearest]) + "\n"


def _document(
    args: argparse.Namespace, knowledge: Knowledge, count: int, outcomes: list[Outcome], nearest: list[str]
) -> dict[str, object]:
    shown = _Shown(knowledge)
    rows = [
        {
            "source": outcome.placed.source,
            "line": outcome.placed.line,
            "end_line": outcome.placed.end_line,
            "signature": outcome.signature,
            "outcome": outcome.outcome,
            "reason": outcome.reason,
            "text": shown.text(outcome.placed),
        }
        for outcome in outcomes[: args.limit]
    ]
    return {
        "schema": "cccdiag.kb-try/1",
        "what": args.what,
        "records": count,
        "found": len(outcomes),
        "outcomes": rows,
        "nearest": nearest,
    }
