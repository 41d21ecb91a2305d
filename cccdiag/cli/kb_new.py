"""``cccdiag kb new``: the file of an article, prefilled from a real record; what a person has to think of is marked TODO."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from pathlib import Path

from cccdiag.cli import console
from cccdiag.cli.kb_records import Placed, records
from cccdiag.errors import InputError
from cccdiag.kb import find
from cccdiag.kb.index import Knowledge
from cccdiag.kb.laws.form import modeline
from cccdiag.kb.overlay import LOCAL
from cccdiag.kb.patterns import compiled
from cccdiag.redact import load as load_redaction
from cccdiag.redact import redact
from cccdiag.triage.records import is_warning

_FAMILIES = {"CCC_": "gateway", "gateway-": "gateway", "marketplace-": "marketplace", "illiad-": "illiad", "ares-": "ares",
             "http-": "http", "net-": "network", "lookalike-": "lookalike"}  # fmt: skip
_ID = re.compile(r"CCC_\d{3}|[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
_LONGEST_PATTERN = 12  # words


def configure_new(parser: argparse.ArgumentParser) -> None:
    """Options of ``kb new``."""
    parser.add_argument("id", metavar="ID", help="the id of the article: the family first; local-… for a library's own")
    parser.add_argument("--from", dest="source", metavar="LOG[:LINE]", required=True, help="the record to start from")
    parser.add_argument("--family", choices=sorted(set(_FAMILIES.values())), help="of a local-… article")
    parser.add_argument(
        "--output", metavar="FILE", help="where to write it (default: into --knowledge DIR, else to stdout)"
    )


def run_new(args: argparse.Namespace) -> int:
    """Write the article; nothing that is there is written over."""
    knowledge = find.knowledge(args.knowledge)
    if not _ID.fullmatch(args.id):
        raise InputError(f"{args.id!r} is no id: CCC_nnn, or lower-case words with hyphens, the family first")
    if knowledge.record(args.id) is not None:
        raise InputError(f"{args.id} is there already: cccdiag explain {args.id}")
    family = args.family or next((family for start, family in _FAMILIES.items() if args.id.startswith(start)), None)
    if family is None:
        raise InputError(f"which family does {args.id} belong to? --family {'|'.join(sorted(set(_FAMILIES.values())))}")
    placed = _record(args.source, knowledge)
    target = Path(args.output) if args.output else _default(args, family)
    text = _article(args.id, family, placed, knowledge)
    if target is None:
        console.emit(text)
        return 0
    if target.exists():
        raise InputError(f"{target} is there already")
    target.parent.mkdir(parents=True, exist_ok=True)
    console.emit(text, str(target))
    console.remark(f"{target} is written; fill in what says TODO, then: cccdiag kb lint")
    return 0


def _default(args: argparse.Namespace, family: str) -> Path | None:
    if not args.knowledge:
        return None
    return Path(args.knowledge) / "articles" / ("local" if args.id.startswith(LOCAL) else family) / f"{args.id}.yaml"


def _record(source: str, knowledge: Knowledge) -> Placed:
    name, _, line = source.rpartition(":")
    if not name or not line.isdigit():
        name, line = source, ""
    seen = list(records(name, knowledge))
    if line:
        found = next((placed for placed in seen if placed.line <= int(line) <= placed.end_line), None)
        if found is None:
            raise InputError(f"{name} has no line {line}")
        return found
    return next((placed for placed in seen if is_warning(placed.record.head)), seen[0])


def _article(id_: str, family: str, placed: Placed, knowledge: Knowledge) -> str:
    record, message = _examples(placed, knowledge)
    pattern, core = _pattern(message)
    wrapped = core.replace(" ", "\n", 1) if " " in core else f"{core}\n"
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    first = (
        modeline(f"knowledge/articles/{family}/{id_}.yaml") if not id_.startswith(LOCAL) else "# An article of our own."
    )
    matches = list(dict.fromkeys([core, record, f"> {wrapped}" if "\n" in wrapped else wrapped]))
    while len(matches) < 3:
        matches.append(f"{core} (again)")
    provoke = "provoke: {note: TODO how to make it happen}\n" if family in ("gateway", "http", "network") else ""
    return f"""\
{first}
id: {id_}
title: TODO what is wrong, in a few words
environment: {{system: {family}}}
severity: error
issue: TODO What does it mean? One or two whole sentences.
looks_like: TODO What does a person see, and where?
causes:
  - id: first-cause
    text: TODO The likeliest reason.
    likelihood: common
    actor: library
    steps:
      - text: TODO What to do.
        verify: TODO How one sees that it worked.
  - id: second-cause
    text: TODO Another reason.
    likelihood: occasional
    actor: ccc
    steps:
      - text: TODO What to do about that.
        verify: TODO How one sees that it worked.
signatures:
  - pattern: {_single(pattern)}
    matches:
{_items(matches, 6)}
    ignores:
      - TODO a text that resembles it and is harmless
      - TODO another one
      - TODO the same about another host or product
    false_positives: TODO where it may be wrong
phrases:
{_items([f"todo {number} TODO how people say it" for number in range(1, 7)], 2)}
retry: {{when: after-fix}}
customer_text: TODO What the library is told, politely and without jargon, and what it will be asked to do.
escalate: {{to: ccc, attach: [TODO what to attach]}}
{provoke}sources:
  - {{document: cccdiag-reading, confidence: inferred, note: "from a record of our own"}}
since: {_single(".".join(_version().split(".")[:2]))}
reviewed: "{today}"
"""


def _examples(placed: Placed, knowledge: Knowledge) -> tuple[str, str]:
    """The record and its message, without secrets."""
    rules = load_redaction(knowledge.document("redaction"))
    whole = redact(placed.record.text.decode("utf-8", "replace"), rules).text.strip()
    message = redact(placed.record.text[placed.record.head.message :].decode("utf-8", "replace"), rules).text
    return whole, next((line.strip() for line in message.splitlines() if line.strip()), whole)


def _pattern(message: str) -> tuple[str, str]:
    """A pattern for the words of a message, and the part of the message that it covers."""
    words = message.split()
    ends = next((place for place, word in enumerate(words) if "‹" in word or not word.isascii()), len(words))
    chosen = words[: min(max(1, ends), _LONGEST_PATTERN)]
    escaped = [re.sub(r"\d+", r"[0-9]{1,20}", re.sub(r"([.^$|?*+()\[\]{}\\])", r"\\\1", word)) for word in chosen]
    pattern = "(?i)" + " ".join(escaped)
    core = " ".join(chosen)
    if not pattern.isascii() or not compiled(pattern).search(core.encode()):
        return "(?i)TODO a pattern", core
    return pattern, core


def _single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quoted(text: str) -> str:
    import json

    return (
        json.dumps(text, ensure_ascii=False)
        if "\n" in text or "\t" in text or not text.isprintable()
        else _single(text)
    )


def _items(texts: list[str], indent: int) -> str:
    return "\n".join(f"{' ' * indent}- {_quoted(text)}" for text in texts)


def _version() -> str:
    from cccdiag import __version__

    return __version__
