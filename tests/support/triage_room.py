"""What tests of the triage share: the compiled facts made usable, and one text in, ids out."""

from __future__ import annotations

import functools

from cccdiag.kb.find import knowledge
from cccdiag.triage import formats, words
from cccdiag.triage.about import About
from cccdiag.triage.diagnose import triage
from cccdiag.triage.entries import Documents
from cccdiag.triage.hearsay import Hearsay
from cccdiag.triage.match import rules_of
from cccdiag.triage.sources import text_source
from cccdiag.triage.sweep import Sweeper
from cccdiag.triage.wording import Wording


@functools.cache
def vocabulary():
    """How people write."""
    return words.load(knowledge().document("tickets"))


@functools.cache
def about():
    """What a record is about."""
    return About(knowledge().document("context"))


@functools.cache
def log_formats():
    """How records start."""
    return formats.load(knowledge().document("logformats"))


@functools.cache
def cues():
    """What shows that a text only talks."""
    return Hearsay(vocabulary(), Wording(knowledge().weights))


@functools.cache
def all_rules():
    """Every signature of every article."""
    return rules_of(knowledge().signatures())


def sweeper(rules=None):
    """Ready to read sources with these signatures, or with all."""
    documents = Documents(vocabulary().columns, log_formats())
    return Sweeper(all_rules() if rules is None else rules, about(), log_formats(), cues(), documents)


def report(text, name="t.txt"):
    """The whole triage of one text."""
    return triage(text_source(name, text if isinstance(text, bytes) else text.encode()), knowledge())


def ids(text, name="t.txt"):
    """Ids of the diagnoses of one text, best first."""
    return [diagnosis.id for diagnosis in report(text, name).diagnoses]
