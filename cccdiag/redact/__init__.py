"""Texts in, the same texts with typed tokens in place of secrets out, and a report of what was replaced. Pure: no input, no output."""

from cccdiag.redact.model import Redacted, Replacement, Rule, Ruleset
from cccdiag.redact.redact import redact
from cccdiag.redact.rules import load
from cccdiag.redact.stream import Case, Stream

__all__ = ["Case", "Redacted", "Replacement", "Rule", "Ruleset", "Stream", "load", "redact"]
