"""The shape of ``knowledge/context.yaml``: what makes a record a record about CCC, and what shows the product.

A ``503`` or a timeout means nothing before one knows who was called. Signatures with ``about: ccc`` therefore count only in a
record that this file calls one about CCC.
"""

from __future__ import annotations

from cccdiag.records import dataclass


@dataclass(frozen=True, slots=True)
class Signs:
    """The marks of one side, CCC or everybody else.

    ``hosts``: a domain stands for itself and all below it; an entry with ``*`` is a shell glob over the whole host name.
    ``loggers``: patterns searched in the logger name of a log record. ``words``: patterns searched in the text of a record;
    the name of a host of ``hosts``, written anywhere in the text, counts as a word too.
    """

    hosts: tuple[str, ...]
    loggers: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Products:
    """Patterns that show, anywhere in an input, that it comes from that product (a log holds the one or the other)."""

    illiad: tuple[str, ...]
    ares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """Records that must be taken for records about CCC, and records that must not. A first line in log layout has a logger."""

    about: tuple[str, ...]
    elsewhere: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """Whether a record is about CCC, asked in this order; the first question with an answer decides.

    1. *Failing host.* Group 1 of every match of every ``failing`` pattern is a host that the record called (lower case, no dot
       at the end; numeric addresses and ``localhost`` never match). Hosts of ``neutral`` are dropped: documentation, XML
       namespaces, proxies. If a host of ``ccc.hosts`` remains, yes. If only others remain, known or unknown, no: a failure of
       another host is no fault of CCC, whoever logged it.
    2. *Logger* of a log record. A match of ``others.loggers`` says no, else a match of ``ccc.loggers`` says yes.
    3. *Words.* A word of ``ccc.words`` in the sentence (or line) of the match says yes, else one of ``others.words`` there says
       no. If the sentence holds neither, the word of either list nearest to the match decides; a tie says yes.
    4. Nothing of all this: no.

    All patterns are in the dialect of the signatures (:mod:`cccdiag.kb.patterns`), over UTF-8 bytes.
    """

    ccc: Signs
    others: Signs
    products: Products
    failing: tuple[str, ...]
    neutral: tuple[str, ...]
    proof: Proof
