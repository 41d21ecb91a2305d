"""Which articles do these words mean: by signature, or by full text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from cccdiag.kb.model import Hit
from cccdiag.kb.patterns import compiled

Rows = Callable[..., list[tuple[Any, ...]]]

# The weights are those of the columns title, phrases (words of people), wording (words of programs), body.
_SEARCH = """
SELECT article.id, article.title, score FROM (
    SELECT rowid AS place, -bm25(search, 6.0, 8.0, 4.0, 1.0) AS score FROM search WHERE search MATCH ?
    ORDER BY score DESC, place LIMIT ?
) JOIN article ON article.rowid = place ORDER BY score DESC, article.id
"""
_LONGEST_QUERY = 60
_STOP_WORDS = """
a an and are as at be but by can could do does for from had has have how i if in is it its me my no not of on or our please she so
some that the their them then there they this to us was we were what when where which who why will with would you your
der die das ein eine und ist nicht wir le la les un une et est nous el los una y es de du des
"""
_STOP = frozenset(_STOP_WORDS.split())


def search(rows: Rows, words: str, limit: int) -> tuple[Hit, ...]:
    """See :meth:`cccdiag.kb.index.Knowledge.search`."""
    tokens = dict.fromkeys(re.findall(r"\w+", words.casefold()))
    telling = [token for token in tokens if token not in _STOP and (len(token) > 1 or token.isdigit())]
    if not telling:
        return ()
    query = " OR ".join(f'"{token}"' for token in telling[:_LONGEST_QUERY])
    found = rows(_SEARCH, query, limit)
    return tuple(Hit(id_, title, round(score, 3)) for id_, title, score in found)


def worded(rows: Rows, text: str) -> tuple[str, ...]:
    """See :meth:`cccdiag.kb.index.Knowledge.worded`."""
    folded, raw = text.casefold(), text.encode()
    found = set()
    for article, literals, pattern, conditions in rows("SELECT article, literals, pattern, conditions FROM signature"):
        required = json.loads(literals)
        if article in found or (required and not any(literal in folded for literal in required)):
            continue
        if compiled(pattern).search(raw) and (conditions is None or _holds(json.loads(conditions), raw)):
            found.add(article)
    return tuple(sorted(found))


def _holds(conditions: dict[str, list[str]], raw: bytes) -> bool:
    def seen(pattern: str) -> bool:
        return compiled(pattern).search(raw) is not None

    any_, none = conditions["any"], conditions["none"]
    return all(map(seen, conditions["all"])) and (not any_ or any(map(seen, any_))) and not any(map(seen, none))
