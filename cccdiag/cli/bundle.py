"""Put together what a vendor's support asks for: logs of ILLiad and Ares, a check, versions, the profile without secrets, a triage.

Logs are looked for in their usual places (--logs names others). Everything is redacted, and what would go into the bundle is
shown before it is written. On the other side, `cccdiag triage`, `cccdiag check --replay` and `cccdiag case show` read it.
Exit code 0: written, or shown with --dry-run; 3: could not run, or not confirmed.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cccdiag.cli import console

if TYPE_CHECKING:
    from cccdiag.cases.inputs import Named
    from cccdiag.cli.case_making import Made
    from cccdiag.kb.index import Knowledge

_COULD_NOT_RUN = 3
SCHEMA = "cccdiag.bundle/1"


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of ``cccdiag bundle``."""
    parser.add_argument(
        "--logs",
        nargs="+",
        action="extend",
        default=[],
        metavar="PATH",
        help="logs, mails or folders instead of the usual places",
    )
    parser.add_argument(
        "--days",
        type=_days,
        default=30,
        metavar="N",
        help="of the usual places, logs written to in the last N days (default 30)",
    )
    parser.add_argument("--profile", metavar="NAME|FILE", help="the site that it is about")
    parser.add_argument(
        "--no-check", action="store_true", help="do not check the site; nothing is asked of any network"
    )
    parser.add_argument("--note", metavar="TEXT", help="a sentence for whoever opens it")
    parser.add_argument("--dry-run", action="store_true", help="only show what would be in it")
    parser.add_argument("--yes", action="store_true", help="write without asking")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to show what is in it")
    parser.add_argument("--output", metavar="FILE", help="the bundle to write (default: cccdiag-bundle-DATE.zip)")
    parser.add_argument("--knowledge", metavar="DIR", type=Path, help="further articles and rules")


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 10_000:
        raise argparse.ArgumentTypeError(f"{text} is no number of days; give a whole number such as 30")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Find, clean, show, ask, write."""
    from cccdiag.cases import file, opening
    from cccdiag.cli import case_making
    from cccdiag.errors import InputError
    from cccdiag.kb.find import knowledge

    now = dt.datetime.now(dt.UTC)
    target = Path(args.output or f"cccdiag-bundle-{now:%Y-%m-%d}.zip")
    if target.exists() and not args.dry_run:
        raise InputError(f"{target} is there already; name another file with --output")
    facts = knowledge(args.knowledge)
    case = opening.opened(facts, os.environ, site=args.profile)
    with contextlib.ExitStack() as kept:
        folder = Path(kept.enter_context(tempfile.TemporaryDirectory(prefix="cccdiag-")))
        files = _files(args, facts, now, kept)
        made = case_making.made(case, facts, files, folder, site=args.profile, note=args.note, check=not args.no_check)
        looked = () if files else ("No log was found in the usual places; name some with --logs PATH.",)
        remarks = [case.text(remark) for remark in (*made.remarks, *looked)]
        _show(args, made, remarks, target)
        if args.dry_run:
            return 0
        if not (args.yes or _confirmed()):
            console.remark("Nothing was written. To write it: the same command with --yes")
            return _COULD_NOT_RUN
        file.write(target, made.contents, now)
    console.remark(f"Written: {target}")
    return 0


def _files(args: argparse.Namespace, facts: Knowledge, now: dt.datetime, kept: contextlib.ExitStack) -> list[Named]:
    from cccdiag.cases import inputs, places

    if args.logs:
        return list(inputs.named(args.logs, kept))
    since = now - dt.timedelta(days=args.days)
    found = places.logs(facts.document("logplaces"), os.environ, Path.home(), since)
    return [inputs.Named(str(one.path), one.place, lambda path=one.path: path.open("rb")) for one in found]  # type: ignore[misc]


def _show(args: argparse.Namespace, made: Made, remarks: list[str], target: Path) -> None:
    shown = _document(made, remarks)
    if args.format == "json":
        console.emit_json(shown)
        return
    from cccdiag.cli import case

    lines = [f"What goes into {target}, everything redacted:"]
    lines += [f"  {one['name']}  {one['bytes']:,} bytes" for one in shown["inputs"]]
    lines += [f"  {name}.json" for name in shown["documents"]]
    lines += case.findings(made.contents.documents)
    lines += [
        f"  {one['rule']} in {one['text']}: {one['count']}" for one in made.contents.documents["redact"]["places"]
    ]
    lines += [f"Left out: {one['name']} {one['why']}" for one in shown["left_out"]]
    console.emit("\n".join([*lines, *remarks]) + "\n")


def _document(made: Made, remarks: list[str]) -> dict[str, Any]:
    """What would be in it, as ``cccdiag.bundle/1``."""
    documents = made.contents.documents
    return {
        "schema": SCHEMA,
        "inputs": [{"name": name, "bytes": path.stat().st_size} for name, path in made.contents.inputs],
        "documents": list(documents),
        "replaced": documents["redact"]["replaced"],
        "left_out": list(documents["redact"]["left_out"]),
        "check": documents["check"]["status"] if "check" in documents else None,
        "diagnoses": [one["id"] for one in documents["triage"]["diagnoses"]] if "triage" in documents else [],
        "versions": dict(made.contents.versions),
        "remarks": remarks,
    }


def _confirmed() -> bool:
    """Ask a person; nobody else is asked."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    console.remark("Write this bundle? [y/N]")
    return sys.stdin.readline().strip().lower() in ("y", "yes")
