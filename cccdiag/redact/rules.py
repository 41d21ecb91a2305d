"""From the document ``redaction.yaml`` to rules that can be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cccdiag import facts
from cccdiag.redact.model import CompiledRule, Rulebook, Ruleset


def load(document: Mapping[str, Any], *, optional: bool = False) -> Ruleset:
    """Make the rules of ``redaction.yaml`` usable; ``optional`` takes in those that are off by default.

    Raises:
        FactError: the document has an unknown key or a wrong type.
    """
    book = facts.build(Rulebook, document, "redaction.yaml")
    return Ruleset(tuple(CompiledRule(rule) for rule in book.rules if optional or not rule.optional))
