"""A triage as the JSON document ``cccdiag.triage/1``; the same report gives the same bytes."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Mapping
from typing import Any

from cccdiag.triage.model import Diagnosis, TriageReport
from cccdiag.triage.telling import Told

SCHEMA = "cccdiag.triage/1"
_NOT_FOR_PROGRAMS = {"Diagnosis": ("times",)}
_WHERE_THERE_ARE_ANY = {"Evidence": ("before", "after")}


def document(report: TriageReport) -> dict[str, Any]:
    """The report as plain data, keys in the order of the contract."""
    return {key: list(value) if isinstance(value, Iterator) else value for key, value in members(report)}


def members(told: Told, most: int | None = None) -> Iterator[tuple[str, Any]]:
    """The members of the document one after the other, plain; the diagnoses are an iterator and must be taken before the next.

    ``most``: so many pieces of evidence for each diagnosis; None: all.
    """
    yield "schema", SCHEMA
    yield "inputs", _plain(tuple(told.inputs))
    yield "diagnoses", (_plain(_shortened(each, most)) for each in told.diagnoses)
    yield "unrecognised", _plain(told.unrecognised)
    yield "stats", _plain(told.stats)


def _shortened(diagnosis: Diagnosis, most: int | None) -> Diagnosis:
    return diagnosis if most is None else dataclasses.replace(diagnosis, evidence=diagnosis.evidence[:most])


@functools.cache
def _keys(kind: type[Any]) -> tuple[tuple[str, bool], ...]:
    """The fields of a class that are written, each with whether it is left out when it is empty."""
    hidden, optional = (table.get(kind.__name__, ()) for table in (_NOT_FOR_PROGRAMS, _WHERE_THERE_ARE_ANY))
    return tuple((each.name, each.name in optional) for each in dataclasses.fields(kind) if each.name not in hidden)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    items = ((name, getattr(value, name), optional) for name, optional in _keys(value.__class__))
    return {name: _plain(item) for name, item, optional in items if item or not optional}
