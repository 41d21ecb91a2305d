"""cccdiag says why a library's Copyright Clearance Center (CCC) orders fail, and what to do about it.

Four jobs speak from one knowledge base: *check* a site's set-up layer by layer, *explain* a code or a wording,
*triage* a log or a ticket, *teach* with notebooks and a local gateway that fails on purpose.
"""

__version__ = "0.1.0"
