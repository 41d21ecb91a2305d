"""``cccdiag kb new``: the file of an article, prefilled from a real record; what a person has to think of is marked TODO."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from pathlib import Path

from cccdiag.cli import console
from cccdiag.cli.kb_records import Placed, records
from cccdiag.errors import InputError
from cccdiag.kb import draft, find
from cccdiag.kb.index import Knowledge
from cccdiag.kb.overlay import LOCAL
from cccdiag.redact import load as load_redaction
from cccdiag.redact import redact
from cccdiag.triage.records import is_warning

_ID = re.compile(r"CCC_\d{3}|[a-z][a-z0-9]*(?:-[a-z0-9]+)+")


def configure_new(parser: argparse.ArgumentParser) -> None:
    """Options of ``kb new``."""
    parser.add_argument("id", metavar="ID", help="the id of the article: the family first; local-… for a library's own")
    parser.add_argument("--from", dest="source", metavar="LOG[:LINE]", required=True, help="the record to start from")
    parser.add_argument("--family", choices=sorted(set(draft.FAMILIES.values())), help="of a local-… article")
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
    family = args.family or next(
        (family for start, family in draft.FAMILIES.items() if args.id.startswith(start)), None
    )
    if family is None:
        raise InputError(
            f"which family does {args.id} belong to? --family {'|'.join(sorted(set(draft.FAMILIES.values())))}"
        )
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
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    return draft.text(draft.Draft(id_, family, record, message, today, _version()))


def _examples(placed: Placed, knowledge: Knowledge) -> tuple[str, str]:
    """The record and its message, without secrets."""
    rules = load_redaction(knowledge.document("redaction"))
    whole = redact(placed.record.text.decode("utf-8", "replace"), rules).text.strip()
    message = redact(placed.record.text[placed.record.head.message :].decode("utf-8", "replace"), rules).text
    return whole, next((line.strip() for line in message.splitlines() if line.strip()), whole)


def _version() -> str:
    from cccdiag import __version__

    return __version__
