"""``cccdiag call OPERATION --from orders.csv``: all rows are judged before the first is sent, and none is ever sent twice."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cccdiag.cli import call_rows, console
from cccdiag.client import journal_file
from cccdiag.client.batch import Planned, plan
from cccdiag.client.call_outcome import Outcome, outcome
from cccdiag.client.gateway import GatewayClient, Values
from cccdiag.client.modes import announcements, surprise
from cccdiag.client.outcomes import plain
from cccdiag.client.reconcile import how_to_find_out
from cccdiag.errors import InputError
from cccdiag.kb.index import Knowledge
from cccdiag.spec.model import Operation

COLUMNS = (
    "line", "outcome", "earlier", "entry", "mode", "type", "id", "right", "fee", "cancelled", "invoiced", "codes", "detail",
)  # fmt: skip
_SHOWN = 20
_SAME_REFUSALS = 5


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one row; ``earlier`` means: in an earlier run. ``outcome`` is a word of a call, or ``not-tried``."""

    line: int
    outcome: str
    earlier: bool = False
    entry: str | None = None
    mode: str | None = None
    result: dict[str, Any] | None = None
    codes: tuple[str, ...] = ()
    detail: str | None = None

    def flat(self) -> dict[str, Any]:
        """As a row of the result file."""
        own = {name: getattr(self, name) for name in ("line", "outcome", "earlier", "entry", "mode", "detail")}
        return own | {"codes": " ".join(self.codes)} | (self.result or {})


def run(args: argparse.Namespace, client: GatewayClient, operation: Operation, base: Values, facts: Knowledge) -> int:
    """Send what is left of a batch, write the result file and say how it stands.

    Raises:
        InputError: the file cannot be used, or another batch is running.
    """
    rows = call_rows.read(args.source, operation, base)
    with _alone(client, args.source):
        planned = plan(client, operation, rows, client.journal.read(), args.batch or "")
        if _refused_for_form(planned) or args.dry_run:
            return _rehearsed(args, operation, planned)
        results = Path(args.results or Path(args.source).with_suffix(".results.csv"))
        told = {one.key: _earlier(one, operation) for one in planned}
        batch = _Batch(client, operation, facts, keep_going=args.keep_going, surprises=args.allow_prod)
        waiting = [one for one in planned if one.is_to_be_sent]
        try:
            with _progress(len(waiting)) as advance:
                for one in waiting:
                    if batch.stopped:
                        break
                    told[one.key] = batch.send(one)
                    advance()
        finally:
            call_rows.write(results, (one.flat() for one in told.values()), COLUMNS)
    return _report(args, batch, list(told.values()), results)


@contextlib.contextmanager
def _alone(client: GatewayClient, source: str) -> Iterator[None]:
    """Two batches at once could both find a row unsent."""
    try:
        with journal_file.alone(client.journal.path.with_suffix(".batch-lock")) as ours:
            if not ours:
                raise InputError(
                    f"another batch is running with {client.journal.path}; {source} can follow when it is done"
                )
            yield
    except OSError as error:
        raise InputError(f"The journal {client.journal.path} cannot be used: {error.strerror or error}.") from None


def _refused_for_form(planned: tuple[Planned, ...]) -> bool:
    return any(one.violations for one in planned if one.is_to_be_sent)


def _rehearsed(args: argparse.Namespace, operation: Operation, planned: tuple[Planned, ...]) -> int:
    """Nothing is sent: every row with what is wrong with it."""
    waiting = [one for one in planned if one.is_to_be_sent]
    wrong = [(one.row.line, violation) for one in waiting for violation in one.violations]
    told = [
        Told(one.row.line, "not-sent" if one.violations else "not-tried",
             detail="; ".join(f"{v.field}: {v.detail}" for v in one.violations) or None)
        if one.is_to_be_sent else _earlier(one, operation)
        for one in planned
    ]  # fmt: skip
    if args.format == "json":
        console.emit_json(_document(operation, told, None, None), args.output)
    else:
        lines = [f"{args.source}:{line}: {v.code} {v.field}: {v.detail}" for line, v in wrong[:_SHOWN]]
        lines += [f"… and {len(wrong) - _SHOWN} more"] if len(wrong) > _SHOWN else []
        said = f"{len(wrong)} problems" if wrong else f"{len(waiting)} of {len(planned)} rows would be sent"
        console.emit("\n".join([*lines, f"{operation.name}: nothing was sent; {said}"]) + "\n", args.output)
    return 2 if wrong else 0


def _earlier(one: Planned, operation: Operation) -> Told:
    """What the journal knows of a row."""
    entry, line = one.before, one.row.line
    if entry is None or one.is_to_be_sent:
        return Told(line, "not-tried")
    if entry.is_done:
        result = dict(entry.result) if entry.result else None
        return Told(line, "answered", True, entry.id, entry.mode, result, entry.codes, entry.note)
    advice = how_to_find_out(operation.name, one.row.values)
    settle = f"then: cccdiag journal settle {entry.id} --done (or --not-done)"
    return Told(line, "unknown", True, entry.id, entry.mode, None, entry.codes, f"{advice} {settle}")


def _without_terms(became: Outcome) -> dict[str, Any] | None:
    return {name: value for name, value in plain(became.result).items() if name != "terms"} if became.result else None


class _Batch:
    """The rows that are sent in this run, and the reason why no more shall be."""

    def __init__(
        self, client: GatewayClient, operation: Operation, facts: Knowledge, *, keep_going: bool, surprises: bool
    ) -> None:
        self.client = client
        self.operation = operation
        self._facts = facts
        self._keep_going = keep_going
        self._surprises = surprises
        self._announced: set[str | None] = set()
        self._refusals = Counter[tuple[str, ...]]()
        self.stopped: str | None = None

    def send(self, one: Planned) -> Told:
        """Send one row."""
        became = outcome(self.client, self.operation, one.row.values, self._facts, one.key)
        self._announce(became)
        self.stopped = self._reason(one, became)
        detail = became.sentence or "; ".join(" ".join(error.detail.split()) for error in became.errors) or None
        return Told(
            one.row.line,
            became.word,
            False,
            self.client.last_entry if self.operation.mutating else None,
            became.mode,
            _without_terms(became),
            tuple(error.code for error in became.errors),
            detail,
        )

    def _announce(self, became: Outcome) -> None:
        if became.word in ("answered", "refused") and became.mode not in self._announced:
            self._announced.add(became.mode)
            for said in announcements(became.mode, self.client.profile, self._facts.gateway()):
                console.remark(said)

    def _reason(self, one: Planned, became: Outcome) -> str | None:
        line, codes = one.row.line, tuple(error.code for error in became.errors)
        if became.word in ("answered", "refused") and not self._surprises and (became.result or became.mode):
            said = surprise(became.mode, self.client.profile)
            if said and self.operation.mutating:
                return f"after line {line}: {said}"
        if self._keep_going or became.word == "answered":
            self._refusals.clear()
            return None
        ours = became.word == "refused" and any(code.startswith("CCC_") for code in codes)
        if not ours:
            return f"after line {line}, which ended as {became.word} ({', '.join(codes)})"
        self._refusals = Counter({codes: self._refusals[codes] + 1})
        if self.operation.mutating and self._refusals[codes] == _SAME_REFUSALS:
            return f"after line {line}: {_SAME_REFUSALS} rows running were refused with {', '.join(codes)}"
        return None


@contextlib.contextmanager
def _progress(rows: int) -> Iterator[Callable[[], object]]:
    """A bar on stderr where that is a terminal; nothing elsewhere."""
    if not sys.stderr.isatty() or not rows:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    with Progress(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=rows)
        yield lambda: bar.advance(task)


def _report(args: argparse.Namespace, batch: _Batch, told: list[Told], results: Path) -> int:
    counts = Counter(one.outcome for one in told)
    if batch.client.journal.trouble:
        console.remark(f"cccdiag call: {batch.client.journal.trouble}")
    if args.format == "json":
        console.emit_json(_document(batch.operation, told, batch.stopped, str(results)), args.output)
    else:
        earlier = sum(one.earlier for one in told)
        lines = [f"{batch.operation.name}: " + ", ".join(f"{count} {word}" for word, count in counts.items())]
        lines += [f"  {earlier} of them in an earlier run; they were not sent again"] if earlier else []
        lines += [f"  stopped {batch.stopped}"] if batch.stopped else []
        lines += ["  the same command goes on where it stopped"] if counts["not-tried"] else []
        lines += [f"  {counts['unknown']} open outcomes: cccdiag journal"] if counts["unknown"] else []
        console.emit("\n".join([*lines, f"  results: {results}"]) + "\n", args.output)
    if counts["unknown"] or counts["failed"]:
        return 3
    return 0 if counts["answered"] == len(told) else 2


def _document(operation: Operation, told: list[Told], stopped: str | None, results: str | None) -> dict[str, Any]:
    return {
        "schema": "cccdiag.batch/1",
        "operation": operation.name,
        "counts": dict(Counter(one.outcome for one in told)),
        "stopped": stopped,
        "results": results,
        "rows": [
            {"line": one.line, "outcome": one.outcome, "earlier": one.earlier, "entry": one.entry, "mode": one.mode,
             "result": one.result, "codes": list(one.codes), "detail": one.detail}
            for one in told
        ],
    }  # fmt: skip
