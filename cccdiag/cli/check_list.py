"""``check --list``: which checks there are, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cccdiag.checks import doctor
from cccdiag.cli import console
from cccdiag.errors import InputError

if TYPE_CHECKING:
    import argparse

    from cccdiag.checks.model import Check


def run(args: argparse.Namespace) -> int:
    """Print the list.

    Raises:
        InputError: it is asked for in a form that is only for results.
    """
    if args.format == "json":
        checks = [_entry(one) for one in doctor.every_check()]
        console.emit_json({"schema": "cccdiag.check-list/1", "checks": checks}, args.output)
    elif args.format == "text":
        console.emit("".join(_line(one) for one in doctor.every_check()), args.output)
    else:
        raise InputError("--list goes with --format text or json")
    return 0


def _line(one: Check) -> str:
    return f"{one.id:<22} {one.title}{f' (only with {one.opt_in})' if one.opt_in else ''}\n"


def _entry(one: Check) -> dict[str, Any]:
    found = {"id": one.id, "layer": one.layer, "title": one.title, "needs": list(one.needs)}
    return found | {"reasons": sorted(one.verdicts), "only_with": one.opt_in or None, "limit_seconds": one.limit}
