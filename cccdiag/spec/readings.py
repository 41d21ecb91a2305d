"""How to read the contradictions of the reference: a word for each switch.

*tolerant* is the careful client's reading, *strict* the emulator's; both use the same validator.
"""

from __future__ import annotations

from typing import Literal

from cccdiag.errors import InputError
from cccdiag.spec.model import Gateway, Reading


def reading(gateway: Gateway, name: Literal["tolerant", "strict"], **overrides: str) -> Reading:
    """The words of one reading, some of them overridden: ``reading(gateway, "strict", pages="literal")``.

    Raises:
        InputError: there is no such reading or switch, or the switch has no such word; the sentence lists what there is.
    """
    if name not in {"tolerant", "strict"}:
        raise InputError(f"there is no reading {name!r}; the readings are tolerant and strict")
    words = {key: getattr(switch, name) for key, switch in gateway.switches.items()}
    for key, word in overrides.items():
        if key not in gateway.switches:
            import difflib

            close = difflib.get_close_matches(key, gateway.switches, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(sorted(gateway.switches))}"
            raise InputError(f"there is no switch {key!r}; {hint}")
        if word not in gateway.switches[key].words:
            raise InputError(
                f"the switch {key!r} has no word {word!r}; it has {', '.join(gateway.switches[key].words)}"
            )
        words[key] = word
    return Reading(name, words)
