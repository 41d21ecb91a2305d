"""Many calls of one operation, each known to the journal by what it says, so that none is sent twice, whatever interrupted it.

The key of a row is made of the operation, the site, the values and how often the same row stood in the file before: the file may be
edited, sorted or renamed, and a row that was answered is still known.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cccdiag.client.gateway import GatewayClient, Values
from cccdiag.client.journal import LOGIN, Contents, Entry
from cccdiag.spec.model import Operation, Violation


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: the line where it ends, and its values by wire name."""

    line: int
    values: Values


@dataclass(frozen=True, slots=True)
class Planned:
    """A row with its key, what is wrong with it, and the journal's entry that says most about it."""

    row: Row
    key: str
    violations: tuple[Violation, ...] = ()
    before: Entry | None = None

    @property
    def is_to_be_sent(self) -> bool:
        """Whether it was never sent, or is known to have changed nothing."""
        return self.before is None or not (self.before.is_open or self.before.is_done)


def plan(
    client: GatewayClient, operation: Operation, rows: Sequence[Row], journalled: Contents, label: str = ""
) -> tuple[Planned, ...]:
    """Judge all rows before anything is sent, and find in the journal what became of them. ``label`` sets batches apart."""
    known: dict[str, list[Entry]] = {}
    for entry in journalled.entries:
        if entry.key:
            known.setdefault(entry.key, []).append(entry)
    return tuple(_planned(client, operation, rows, known, label))


def _planned(
    client: GatewayClient, operation: Operation, rows: Sequence[Row], known: dict[str, list[Entry]], label: str
) -> Iterator[Planned]:
    same = Counter[str]()
    for row in rows:
        complete = client.complete(operation, row.values)
        said = {name: str(value) for name, value in complete.items() if name not in LOGIN and value not in (None, "")}
        named = [label, operation.name, client.profile.endpoint, client.profile.name, sorted(said.items())]
        digest = hashlib.sha256(json.dumps(named).encode()).hexdigest()[:24]
        same[digest] += 1
        key = f"{digest}-{same[digest]}"
        yield Planned(row, key, tuple(client.violations(operation, complete)), _telling(known.get(key, [])))


def _telling(entries: Sequence[Entry]) -> Entry | None:
    """The entry that says most: one that was done, else one that is open, else the last."""
    done = [entry for entry in entries if entry.is_done]
    still_open = [entry for entry in entries if entry.is_open]
    return next(iter((*done, *still_open, *reversed(entries))), None)
