"""Say what a code, a message, an operation, a field, a setting or a contradiction of the reference means.

  cccdiag explain CCC_204               a code; 204 and ccc_204 do as well
  cccdiag explain unable to authenticate with CCC
  cccdiag explain commitOrderDetail     an operation: fields, limits, codes
  cccdiag explain numPages              a field     (D22: a contradiction, CCCLocation: a setting)

Exit code 0: something is known about it; 3: nothing is.
"""

from __future__ import annotations

import sys
import time

from cccdiag.cli import console
from cccdiag.kb import find

TYPE_CHECKING = False  # typing costs 4 ms at every start; checkers know this name
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from cccdiag.kb.index import Knowledge
    from cccdiag.report.article import Page

_UNKNOWN = 3
_LISTED = 8


def plain_words(words: list[str]) -> dict[str, Any]:
    """The namespace when nothing but words was typed."""
    return {"term": words, "format": "text", "output": None, "knowledge": None, "store": None}


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of ``cccdiag explain``."""
    parser.set_defaults(**plain_words([]))
    parser.add_argument("term", nargs="+", help="an id, a number, or words of the message")
    parser.add_argument("--format", choices=("text", "json"), help="how to print the answer (default: text)")
    parser.add_argument("--output", metavar="FILE", help="write the answer to a file, in UTF-8")
    parser.add_argument("--knowledge", metavar="DIR", help="further articles")
    parser.add_argument(
        "--store", metavar="FILE", help="also say how often it was met, from what triage --store FILE has kept"
    )


def run(args: argparse.Namespace) -> int:
    """Explain one thing, list what the words may mean, or say what was nearly meant."""
    knowledge = find.knowledge(args.knowledge)
    words = " ".join(args.term)
    named = knowledge.named(words)
    if len(named) == 1:
        document, page = _explanation(knowledge, *named[0])
        _show(args, document, page)
        return 0
    hits = [_hit(knowledge, kind, id_) for kind, id_ in named] or _by_wording(knowledge, words)
    if len(hits) == 1:
        document, page = _explanation(knowledge, hits[0]["kind"], hits[0]["id"])
        _show(args, document, page)
        return 0
    meant = [] if hits else _nearly(knowledge, words)
    if args.format == "json":
        console.emit_json(
            {"schema": "cccdiag.search/1", "query": words, "hits": hits, "did_you_mean": meant}, args.output
        )
    elif hits:
        console.emit(_listing(words, hits), args.output)
    if hits:
        return 0
    console.remark(_apology(words, meant))
    return _UNKNOWN


def _explanation(knowledge: Knowledge, kind: str, id_: str) -> tuple[dict[str, Any], Page]:
    if kind == "article":
        from cccdiag.report import article

        record = knowledge.record(id_)
        assert record is not None, "the index names only what it holds"
        whole = article.resolve(knowledge, record, time.strftime("%Y-%m-%d"))
        return {"schema": "cccdiag.article/1", **whole}, article.page(whole)
    from cccdiag.report import article_reference

    return article_reference.explanation(knowledge, kind, id_)


def _show(args: argparse.Namespace, document: dict[str, Any], page: Page) -> None:
    if args.store is not None and document["schema"] == "cccdiag.article/1":
        from cccdiag.cli import explain_store

        explain_store.add(args.store, document, page)
    if args.format == "json":
        console.emit_json(document, args.output)
    elif args.output is None and sys.stdout.isatty():
        from cccdiag.report import article_rich

        console.emit(article_rich.render(page, colour=console.wants_colour()))
    else:
        from cccdiag.report import article_text

        console.emit(article_text.render(page), args.output)


def _hit(knowledge: Knowledge, kind: str, id_: str) -> dict[str, Any]:
    title = knowledge.titles([id_]).get(id_, id_) if kind == "article" else f"{kind} {id_}"
    return {"kind": kind, "id": id_, "title": title, "why": "name", "score": None}


def _by_wording(knowledge: Knowledge, words: str) -> list[dict[str, Any]]:
    """Articles whose signature matches the very words; where there is none, articles whose text resembles them."""
    worded = knowledge.worded(words)
    found = knowledge.search(words, limit=_LISTED)
    rank = {hit.id: hit.score for hit in found}
    titles = knowledge.titles(worded)
    exact = sorted(worded, key=lambda id_: (-rank.get(id_, 0.0), id_))
    if exact:
        return [
            {"kind": "article", "id": id_, "title": titles[id_], "why": "wording", "score": rank.get(id_)}
            for id_ in exact
        ]
    return [
        {"kind": "article", "id": hit.id, "title": hit.title, "why": "resembles", "score": hit.score} for hit in found
    ]


def _nearly(knowledge: Knowledge, words: str) -> list[str]:
    from difflib import get_close_matches

    from cccdiag.kb.index import key_of

    spelled = {key_of(id_): id_ for _, id_ in knowledge.names()}
    return [spelled[key] for key in get_close_matches(key_of(words), spelled, n=4, cutoff=0.6)]


def _listing(words: str, hits: list[dict[str, Any]]) -> str:
    how = {"name": "is a name of", "wording": "stands word for word in the signatures of", "resembles": "resembles"}[
        hits[0]["why"]
    ]
    width = max(len(hit["id"]) for hit in hits)
    rows = "".join(f"  {hit['id']:<{width}}  {hit['title']}\n" for hit in hits)
    return f"“{words}” {how} {len(hits)} articles, the likeliest first:\n\n{rows}\nRead one: cccdiag explain {hits[0]['id']}\n"


def _apology(words: str, meant: list[str]) -> str:
    hint = (
        f"Did you mean: {', '.join(meant)}?"
        if meant
        else "Try words of the message itself, or hand the whole log to: cccdiag triage FILE"
    )
    return f"cccdiag explain: nothing is known about {words!r}. {hint}"
