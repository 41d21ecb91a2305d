"""Keep a case in one file that can be shared: redacted inputs, observations, diagnoses, versions, checksums.

  cccdiag case save march.zip logs/ ticket.eml     clean, triage and keep
  cccdiag case show march.zip                      what is in it; checksums are compared
  cccdiag case diff march.zip today.zip            what changed since it worked

Exit code 0: done, or nothing changed; 1: diff found changes; 3: could not run.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cccdiag.cli import console

if TYPE_CHECKING:
    from cccdiag.cases.file import CaseFile


def configure(parser: argparse.ArgumentParser) -> None:
    """Actions of ``cccdiag case``."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    save = actions.add_parser("save", help="make a case file")
    save.add_argument("file", metavar="FILE", help="the case file to write; never over another one")
    save.add_argument("inputs", nargs="*", metavar="INPUT", help="logs, mails, replies, folders; they are redacted")
    save.add_argument("--profile", metavar="NAME|FILE", help="the site that it is about")
    save.add_argument("--check", action="store_true", help="check the site now, and keep what was observed")
    save.add_argument("--recording", metavar="FILE", help="what `cccdiag check --record FILE` kept")
    save.add_argument("--note", metavar="TEXT", help="a sentence for whoever opens it")
    save.add_argument(
        "--case-key", metavar="FILE", help="the key of the tokens, so that they agree with another case's"
    )
    save.add_argument("--knowledge", metavar="DIR", type=Path, help="further articles and rules")
    show = actions.add_parser("show", help="what a case file holds")
    show.add_argument("file", metavar="FILE")
    diff = actions.add_parser("diff", help="what changed between two case files")
    diff.add_argument("old", metavar="OLD")
    diff.add_argument("new", metavar="NEW")
    for action in (save, show, diff):
        action.add_argument("--format", choices=("text", "json"), default="text", help="how to print the answer")
        action.add_argument("--output", metavar="FILE", dest="answer", help="write the answer to a file, in UTF-8")


def run(args: argparse.Namespace) -> int:
    """Save, show or compare."""
    from cccdiag.cases import diff, file

    if args.action == "diff":
        old, new = file.read(Path(args.old)), file.read(Path(args.new))
        found = diff.document(old, new)
        _print(args, found, diff.text(old, new))
        return 1 if found["changes"] else 0
    opened = _saved(args) if args.action == "save" else file.read(Path(args.file))
    _print(args, document(opened), told(opened))
    return 0


def _saved(args: argparse.Namespace) -> CaseFile:
    from cccdiag.cases import file, inputs, opening
    from cccdiag.cli import case_making
    from cccdiag.errors import InputError
    from cccdiag.kb.find import knowledge

    recording = case_making.recorded(args.recording)
    if not (args.inputs or args.check or recording):
        raise InputError("there is nothing to keep; name inputs, or give --check or --recording FILE")
    facts = knowledge(args.knowledge)
    case = opening.opened(facts, os.environ, site=args.profile, key_file=args.case_key)
    with contextlib.ExitStack() as kept:
        folder = Path(kept.enter_context(tempfile.TemporaryDirectory(prefix="cccdiag-")))
        files = list(inputs.named(args.inputs, kept))
        made = case_making.made(
            case, facts, files, folder, site=args.profile, note=args.note, check=args.check, recording=recording
        )
        for remark in (
            *made.remarks,
            *(f"{name} was left out: it {why}." for one in made.results for name, why in one.left_out),
        ):
            console.remark(case.text(remark))
        return file.write(Path(args.file), made.contents, dt.datetime.now(dt.UTC))


def _print(args: argparse.Namespace, found: dict[str, Any], text: str) -> None:
    if args.format == "json":
        console.emit_json(found, args.answer)
    else:
        console.emit(text, args.answer)


def document(case: CaseFile) -> dict[str, Any]:
    """What a case file holds, as ``cccdiag.case/1``."""
    from cccdiag.cases.file import SCHEMA

    return {
        "schema": SCHEMA,
        "created": case.created,
        "note": case.note,
        "versions": dict(case.versions),
        "members": [
            {"name": one.name, "role": one.role, "bytes": one.bytes, "sha256": one.sha256} for one in case.members
        ],
    }


def told(case: CaseFile) -> str:
    """What a case file holds, for a person."""
    lines = [
        f"{case.name}: a case of {case.created}, cccdiag {case.versions.get('cccdiag', '?')}; every checksum is right."
    ]
    if case.note:
        lines.append(f"Note: {case.note}")
    lines += findings(case.documents)
    lines += [f"  {one.name}  {one.bytes:,} bytes" for one in case.members]
    return "\n".join(lines) + "\n"


def findings(documents: Any) -> list[str]:
    """Its conclusions in a few lines."""
    lines = []
    if check := documents.get("check"):
        lines.append(
            f"Check of {check['endpoint']}: {check['status']}"
            + (f"; first failure {check['first_failure']}" if check["first_failure"] else "")
        )
    if triage := documents.get("triage"):
        lines.append(
            "Triage: "
            + (
                ", ".join(f"{one['id']} ({one['certainty']}, {one['records']} records)" for one in triage["diagnoses"])
                or "nothing found"
            )
        )
    if redacted := documents.get("redact"):
        lines.append(f"Redacted: {redacted['replaced']} places in {len(redacted['texts'])} texts.")
    return lines
