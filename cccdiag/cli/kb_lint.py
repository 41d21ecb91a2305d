"""``cccdiag kb lint``: the laws of the knowledge base."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from cccdiag import __version__, facts
from cccdiag.cli import console
from cccdiag.errors import InputError
from cccdiag.kb import lint


def configure_lint(parser: argparse.ArgumentParser) -> None:
    """Options of ``kb lint``."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="show only what is found in these files or folders")
    parser.add_argument("--law", action="append", default=[], metavar="KBnnn", help="check only this law")
    parser.add_argument("--laws", action="store_true", help="list the laws and stop")
    parser.add_argument("--fix", action="store_true", help="mend what can be mended without judgement")
    parser.add_argument("--proof", action="store_true", help="let the triage read every example and ticket too (slow)")
    parser.add_argument("--folder", metavar="DIR", help="check this knowledge folder instead of the built-in one")
    parser.add_argument(
        "--today", metavar="YYYY-MM-DD", type=dt.date.fromisoformat, default=None, help=argparse.SUPPRESS
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print the findings")
    parser.add_argument("--output", metavar="FILE", help="write the findings to a file, in UTF-8")


def run_lint(args: argparse.Namespace) -> int:
    """Check, mend if asked to, print; 1 when something was found."""
    if args.laws:
        console.emit(_table(), args.output)
        return 0
    unknown = sorted(set(args.law) - {law.id for law in lint.laws()})
    if unknown:
        raise InputError(f"there is no law {', '.join(unknown)}; cccdiag kb lint --laws lists them")
    seen = _view(args)
    findings = _chosen(args.files, lint.lint(seen, args.law))
    if args.fix and _mend(args, findings, seen):
        seen = _view(args)
        findings = _chosen(args.files, lint.lint(seen, args.law))
    if args.format == "json":
        console.emit_json(_document(findings, seen), args.output)
    else:
        console.emit(_text(findings, seen), args.output)
    return 1 if findings else 0


def _view(args: argparse.Namespace) -> lint.View:
    folder = Path(args.folder) if args.folder else facts.knowledge_dir()
    overlay = args.knowledge or os.environ.get("CCCDIAG_KNOWLEDGE")
    for each in filter(None, (str(folder), overlay)):
        if not Path(each).is_dir():
            raise InputError(f"{each} is no folder of knowledge")
    today = args.today or dt.datetime.now(tz=dt.UTC).date()
    engine = lint.Engine(_finder(args.folder, overlay)) if args.proof else None
    return lint.view(folder, Path(overlay) if overlay else None, today=today, version=__version__, engine=engine)


def _finder(folder: str | None, overlay: str | None) -> Callable[[str], tuple[str, ...]]:
    from cccdiag.kb import find
    from cccdiag.triage.diagnose import triage
    from cccdiag.triage.sources import text_source

    knowledge = find.open_folder(folder, overlay or "") if folder else find.knowledge(overlay)
    known: dict[str, tuple[str, ...]] = {}

    def finds(text: str) -> tuple[str, ...]:
        if text not in known:
            report = triage(text_source("example", text.encode("utf-8", "replace")), knowledge)
            known[text] = tuple(diagnosis.id for diagnosis in report.diagnoses)
        return known[text]

    return finds


def _chosen(files: list[str], findings: list[lint.Finding]) -> list[lint.Finding]:
    if not files:
        return findings
    wanted = [Path(file).as_posix().rstrip("/") for file in files]
    for file in files:
        if not Path(file).exists():
            raise InputError(f"{file} is not there")

    def inside(finding: lint.Finding) -> bool:
        path = finding.where.rsplit(":", 2)[0]
        return any(
            f"/{each}".endswith(f"/{path}") or f"/{path}/".find(f"/{each.split('knowledge/')[-1]}/") >= 0
            for each in wanted
        )

    return [finding for finding in findings if inside(finding)]


def _mend(args: argparse.Namespace, findings: list[lint.Finding], seen: lint.View) -> bool:
    folder = Path(args.folder) if args.folder else facts.knowledge_dir()
    changed = lint.mended(findings, seen.texts)
    for path, text in sorted(changed.items()):
        target = Path(path) if path not in _built_in(folder, seen) else folder / path.split("/", 1)[1]
        target.write_text(text, encoding="utf-8", newline="\n")
        console.remark(f"mended {path}")
    return bool(changed)


def _built_in(folder: Path, seen: lint.View) -> set[str]:
    return {path for path in seen.texts if path.startswith(f"{folder.name}/")}


def _text(findings: list[lint.Finding], seen: lint.View) -> str:
    lines = [f"{finding}{'  (--fix mends it)' if finding.fixable else ''}" for finding in findings]
    count = Counter(finding.severity for finding in findings)
    articles = len(seen.loaded.entries)
    total = f"{articles} articles, {len(lint.laws())} laws: {_plural(count['error'], 'error')}, {_plural(count['warning'], 'warning')}"
    return "\n".join([*lines, total]) + "\n"


def _plural(count: int, word: str) -> str:
    return f"{count or 'no'} {word}{'' if count == 1 else 's'}"


def _document(findings: list[lint.Finding], seen: lint.View) -> dict[str, object]:
    def entry(finding: lint.Finding) -> dict[str, object]:
        path, line, column = finding.where.rsplit(":", 2)
        return {"law": finding.law, "severity": finding.severity, "path": path, "line": int(line), "column": int(column),
                "text": finding.text, "fixable": finding.fixable}  # fmt: skip

    laws = [
        {"id": law.id, "severity": law.severity, "title": law.title, "fixable": law.mend is not None}
        for law in lint.laws()
    ]
    return {
        "schema": "cccdiag.kb-lint/1",
        "articles": len(seen.loaded.entries),
        "laws": laws,
        "findings": [entry(f) for f in findings],
    }


def _table() -> str:
    return "".join(f"{law.id}  {law.severity:<7}  {law.title}{' (--fix)' if law.mend else ''}\n" for law in lint.laws())
