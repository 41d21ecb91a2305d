"""The journal of calls that changed orders, or may have: what is open, and what to do about it.

  cccdiag journal                          calls of which nobody knows what became of them
  cccdiag journal reconcile                ask the gateway, read-only, about each of them
  cccdiag journal settle ENTRY --done      write down what you found out (or --not-done)
  cccdiag journal list --all               every call that was journalled

Every call that changes orders is written here before it is sent. Passwords and keys are not. An entry may be named by its end.
Exit code: 0 nothing is open, 1 open outcomes, 3 could not run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cccdiag import facts
from cccdiag.cli import console
from cccdiag.client.journal import Contents, Entry, Journal
from cccdiag.client.reconcile import Finding, find_out, how_to_find_out
from cccdiag.errors import InputError

ACTIONS = ("list", "show", "reconcile", "settle")
_OPEN = 1


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of ``cccdiag journal``."""
    parser.add_argument(
        "action", nargs="?", choices=ACTIONS, default="list", help=f"one of {', '.join(ACTIONS)} (default: list)"
    )
    parser.add_argument("entry", nargs="*", help="which entries (default: the open ones)")
    parser.add_argument("--all", action="store_true", help="list every entry, not only the open ones")
    settling = parser.add_mutually_exclusive_group()
    settling.add_argument("--done", action="store_true", help="settle: the gateway did it")
    settling.add_argument("--not-done", action="store_true", help="settle: the gateway did not do it")
    parser.add_argument("--note", metavar="TEXT", help="settle: how you know")
    parser.add_argument("--settle", action="store_true", help="reconcile: also write down what was proven")
    parser.add_argument("--profile", metavar="NAME|FILE", help="reconcile: whom to ask, as whom")
    parser.add_argument("--journal", metavar="FILE", help="the journal (default: your own)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print")
    parser.add_argument("--output", metavar="FILE", help="write it to a file, in UTF-8")


def run(args: argparse.Namespace) -> int:
    """Do one action."""
    journal = Journal(Path(args.journal)) if args.journal else Journal.own()
    contents = journal.read()
    if contents.unreadable:
        console.remark(f"{contents.unreadable} line(s) of {journal.path} are not readable and were left out.")
    if args.action == "settle":
        return _settle(args, journal, contents)
    chosen = [_named(contents, name) for name in args.entry]
    if not chosen:
        chosen = [entry for entry in contents.entries if entry.is_open or args.all or args.action == "show"]
    findings = (
        _reconciled(args, journal, [entry for entry in chosen if entry.is_open]) if args.action == "reconcile" else ()
    )
    _print(args, journal, contents, chosen, findings)
    settled = {finding.entry.id for finding in findings if finding.verdict and args.settle}
    return _OPEN if any(entry.is_open and entry.id not in settled for entry in chosen) else 0


def _settle(args: argparse.Namespace, journal: Journal, contents: Contents) -> int:
    if not args.entry or not (args.done or args.not_done):
        raise InputError("say which entry, and --done or --not-done: cccdiag journal settle ENTRY --done")
    entries = [_named(contents, name) for name in args.entry]
    for entry in entries:
        if entry.outcome not in (None, "unknown"):
            raise InputError(f"{entry.id} is not open: it was {entry.outcome} at {entry.closed}")
    for entry in entries:
        journal.settle(entry.id, "done" if args.done else "not-done", args.note)
        console.remark(f"{entry.id} is settled: {'done' if args.done else 'not done'}.")
    return 0


def _named(contents: Contents, name: str) -> Entry:
    if exact := contents.by_id.get(name):
        return exact
    fitting = [entry for entry in contents.entries if entry.id.endswith(name)]
    if len(fitting) != 1:
        count = f"{len(fitting)} entries end in" if fitting else "there is no entry"
        raise InputError(f"{count} {name!r}; see: cccdiag journal list --all")
    return fitting[0]


def _reconciled(args: argparse.Namespace, journal: Journal, entries: Sequence[Entry]) -> tuple[Finding, ...]:
    if not entries:
        return ()
    from cccdiag.client import profile
    from cccdiag.client.gateway import GatewayClient
    from cccdiag.kb.find import knowledge

    site = profile.load(args.profile, os.environ)
    now = dt.datetime.now(dt.UTC)
    with GatewayClient(site, knowledge().gateway(), journal=journal) as client:
        findings = tuple(find_out(entry, client, now) for entry in entries)
    for finding in findings:
        if args.settle and finding.verdict:
            journal.settle(finding.entry.id, finding.verdict, finding.sentence)
    return findings


def _print(
    args: argparse.Namespace,
    journal: Journal,
    contents: Contents,
    chosen: Sequence[Entry],
    findings: Sequence[Finding],
) -> None:
    found = {finding.entry.id: finding for finding in findings}
    if args.format == "json":
        document = {
            "schema": "cccdiag.journal/1",
            "journal": str(journal.path),
            "open": sum(entry.is_open for entry in contents.entries),
            "unreadable": contents.unreadable,
            "entries": [_document(entry, found.get(entry.id)) for entry in chosen],
        }
        console.emit_json(document, args.output)
        return
    lines = [line for entry in chosen for line in _lines(entry, found.get(entry.id), full=args.action == "show")]
    if not chosen:
        lines = [f"No open outcomes among {len(contents.entries)} calls in {journal.path}"]
    console.emit("\n".join(lines) + "\n", args.output)
    if any(finding.verdict for finding in findings) and not args.settle:
        console.remark("Write down what was proven with: cccdiag journal reconcile --settle")


def _document(entry: Entry, finding: Finding | None) -> dict[str, Any]:
    told = dict.fromkeys(("key", "outcome", "closed", "mode", "result", "verdict", "note")) | {"codes": []}
    told |= facts.plain(entry)
    told |= {"open": entry.is_open, "advice": _advice(entry, finding)}
    return told | {"proven": finding.verdict if finding else None}


def _advice(entry: Entry, finding: Finding | None) -> str | None:
    if finding:
        return finding.sentence
    return how_to_find_out(entry.operation, entry.values) if entry.is_open else None


def _lines(entry: Entry, finding: Finding | None, *, full: bool) -> list[str]:
    became = {None: "never closed", "unknown": "unknown"}.get(entry.outcome, entry.outcome or "")
    if entry.verdict:
        became = f"{became}, settled: {entry.verdict.replace('-', ' ')}"
    about = next((f"{name} {entry.values[name]}" for name in _TELLING if name in entry.values), "")
    codes = f" ({', '.join(entry.codes)})" if entry.codes else ""
    number = entry.result.get("id") if entry.result else None
    lines = [
        f"{entry.id}  {entry.operation} {about}".rstrip(),
        f"  {became}{codes}" + (f", id {number}" if number else ""),
    ]
    if full or entry.is_open:
        lines += [f"  sent to {entry.endpoint} at {entry.opened} (profile {entry.profile})"]
    if full:
        lines += [f"  {name}: {value}" for name, value in entry.values.items()]
        lines += [f"  note: {entry.note}"] if entry.note else []
    advice = _advice(entry, finding)
    return [*lines, f"  {advice}"] if advice else lines


_TELLING = ("orderDetailId", "orderHeaderId", "customerRefNum", "custRefNum", "courseName")
