"""What a client must say about the mode of an answer, each time, wherever the answer is shown (D66, D67)."""

from __future__ import annotations

from cccdiag.client.profile import Profile
from cccdiag.spec.model import Gateway
from cccdiag.spec.words import may_be_production


def announcements(mode: str | None, profile: Profile, gateway: Gateway) -> tuple[str, ...]:
    """Sentences to show beside an answer: what its mode means, and that it is not the one that the profile expects."""
    return tuple(said for said in (_meaning(mode, gateway), surprise(mode, profile)) if said)


def surprise(mode: str | None, profile: Profile) -> str | None:
    """A sentence if the gateway names another mode than the profile expects, or none."""
    if profile.expect_mode == "any" or (mode is not None and _folded(mode) == profile.expect_mode.casefold()):
        return None
    said = "names none" if mode is None else f"says {mode}"
    return f"Expected was {profile.expect_mode}, as the profile {profile.name} says; the gateway {said}."


def _meaning(mode: str | None, gateway: Gateway) -> str | None:
    if mode is None:
        return "The gateway names no mode: take what it says for production."
    known = next((one for one in gateway.modes if _folded(one.word) == _folded(mode)), None)
    if known is None:
        return (
            f"The gateway calls itself {mode}, which nobody documents; it is not production: no permission is granted."
        )
    return None if may_be_production(mode, gateway) else f"{known.word}: {known.meaning}"


def _folded(word: str) -> str:
    return word.strip().casefold()
