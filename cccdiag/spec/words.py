"""What words of an answer mean to a client: its mode, its terms, the fields that a detail speaks of."""

from __future__ import annotations

import re

from cccdiag.spec.model import Field, Gateway, Operation


def may_be_production(mode: str | None, gateway: Gateway) -> bool:
    """Whether orders may be real. An absent mode is guarded like PROD (D67); any other word is not production (D66)."""
    if mode is None:
        return True
    word = mode.strip().casefold()
    return any(known.production for known in gateway.modes if known.word.casefold() == word)


def shown_terms(terms: str, gateway: Gateway) -> str:
    """The terms as they are shown: behind the banner of a demonstration a closing ``-- null`` says nothing (D29)."""
    rest = terms.removeprefix(gateway.demo_banner).rstrip()
    head = rest.removesuffix("null").rstrip()
    if not terms.startswith(gateway.demo_banner) or head == rest or not head.endswith("--"):
        return terms
    return gateway.demo_banner + head.removesuffix("--").rstrip()


def fields_named(detail: str, operation: Operation) -> tuple[Field, ...]:
    """The fields that an ``error_detail`` speaks of, by label or wire name (D65): a hint, since details are opaque."""
    return tuple(
        field
        for field in operation.fields
        if any(
            re.search(rf"\b{re.escape(name)}\b", detail, re.IGNORECASE) for name in (field.label, field.name) if name
        )
    )
