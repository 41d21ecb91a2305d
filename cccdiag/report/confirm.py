"""The check that proves or refutes a cause, as the command that runs it."""

from __future__ import annotations

_NEEDS_A_WORD = {
    "gateway.roundtrip": "cccdiag check --roundtrip",
    "atlas.settings": "cccdiag check atlas --illiad|--ares --settings FILE",
    "atlas.billing": "cccdiag check atlas --illiad --settings FILE --billing FILE",
    "marketplace.reach": "cccdiag check marketplace",
    "cloud.events": "cccdiag check --cloud",
}


def command(check: str | None) -> str | None:
    """What to type to run a check, or None where a cause has none."""
    if check is None:
        return None
    return _NEEDS_A_WORD.get(check, f"cccdiag check --only {check}")
