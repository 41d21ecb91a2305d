"""How many pages an order pays for, when nobody said: the count that the reference leaves open (D22)."""

from __future__ import annotations

from collections.abc import Mapping

from cccdiag.spec.model import Reading


def count(fields: Mapping[str, str], reading: Reading) -> int:
    """The pages of a detail whose fields have been validated: the number given, else the pages from first to last.

    Both ends count, unless the reading is the literal one (a difference); a detail always has one page at least.
    """
    given = int(fields.get("numPages", "0"))
    if given > 0:
        return given
    span = abs(int(fields["toPage"]) - int(fields["fromPage"]))
    return max(1, span if reading.switches["pages"] == "literal" else span + 1)
