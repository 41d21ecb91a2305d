"""``cccdiag kb list search stats patterns schema``: look at what is known."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cccdiag import facts
from cccdiag.cli import console
from cccdiag.errors import InputError
from cccdiag.kb import find, statistics
from cccdiag.kb.index import Knowledge
from cccdiag.kb.model import Article
from cccdiag.kb.patterns import one_line

_FAMILIES = ("gateway", "marketplace", "illiad", "ares", "http", "network", "lookalike")


def _outputs(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("--format", choices=("text", "json"), default="text", help=f"how to print the {what}")
    parser.add_argument("--output", metavar="FILE", help=f"write the {what} to a file, in UTF-8")


def configure_list(parser: argparse.ArgumentParser) -> None:
    """Options of ``kb list``."""
    parser.add_argument("--family", choices=_FAMILIES)
    parser.add_argument("--severity", choices=("info", "warning", "error"))
    parser.add_argument(
        "--actor",
        choices=("library", "atlas", "ccc", "network", "cloud", "caller"),
        help="who has to act for some cause",
    )
    parser.add_argument("--operation", metavar="NAME", help="articles about this operation of the gateway")
    parser.add_argument("--setting", metavar="NAME", help="articles that name this setting")
    parser.add_argument("--check", metavar="ID", help="articles of which this check can confirm a cause")
    parser.add_argument("--retired", action="store_true", help="retired articles only")
    _outputs(parser, "list")


def run_list(args: argparse.Namespace) -> int:
    """Print the articles that pass every filter."""
    knowledge = find.knowledge(args.knowledge)
    if args.operation and knowledge.gateway().operation(args.operation) is None:
        raise InputError(f"there is no operation {args.operation!r}")
    chosen = [article for article in knowledge.articles() if _passes(args, article)]
    if args.format == "json":
        rows = [
            {"id": a.id, "family": a.environment.system, "severity": a.severity, "title": a.title, "retired": a.retired}
            for a in chosen
        ]
        console.emit_json({"schema": "cccdiag.kb-list/1", "articles": rows}, args.output)
        return 0
    width = max((len(article.id) for article in chosen), default=0)
    console.emit("".join(f"{a.id:<{width}}  {a.severity:<7}  {a.title}\n" for a in chosen), args.output)
    return 0


def _passes(args: argparse.Namespace, article: Article) -> bool:
    checks = {cause.confirm for cause in article.causes}
    operations = article.environment.operations
    covers = article.environment.system == "gateway" and (not operations or args.operation in operations)
    return (
        (args.family is None or article.environment.system == args.family)
        and (args.severity is None or article.severity == args.severity)
        and (args.actor is None or any(cause.actor == args.actor for cause in article.causes))
        and (args.operation is None or covers)
        and (args.setting is None or args.setting.casefold() in map(str.casefold, article.settings))
        and (args.check is None or args.check in checks)
        and (bool(article.retired) or not args.retired)
    )


def configure_search(parser: argparse.ArgumentParser) -> None:
    """Options of ``kb search``."""
    parser.add_argument("words", nargs="+")
    parser.add_argument("--limit", type=int, default=10, help="how many articles at most (10)")
    _outputs(parser, "articles")


def run_search(args: argparse.Namespace) -> int:
    """Print articles by resemblance; 3 when none resembles."""
    knowledge = find.knowledge(args.knowledge)
    words = " ".join(args.words)
    hits = knowledge.search(words, limit=max(1, args.limit))
    if args.format == "json":
        found = [
            {"kind": "article", "id": hit.id, "title": hit.title, "why": "resembles", "score": hit.score}
            for hit in hits
        ]
        console.emit_json(
            {"schema": "cccdiag.search/1", "query": words, "hits": found, "did_you_mean": []}, args.output
        )
    else:
        width = max((len(hit.id) for hit in hits), default=0)
        console.emit("".join(f"{hit.score:7.2f}  {hit.id:<{width}}  {hit.title}\n" for hit in hits), args.output)
    if not hits:
        console.remark(f"cccdiag kb search: nothing resembles {words!r}")
    return 0 if hits else 3


def configure_stats(parser: argparse.ArgumentParser) -> None:
    """Options of ``kb stats``."""
    parser.add_argument("--articles", action="store_true", help="one line for each article")
    _outputs(parser, "figures")


def run_stats(args: argparse.Namespace) -> int:
    """Print how much is known and proven."""
    knowledge = find.knowledge(args.knowledge)
    rows = statistics.articles(knowledge) if args.articles else statistics.families(knowledge)
    if args.format == "json":
        console.emit_json({"schema": "cccdiag.kb-stats/1", "rows": [dict(row) for row in rows]}, args.output)
    else:
        console.emit(_aligned(rows), args.output)
    return 0


def _aligned(rows: Iterable[dict[str, Any]]) -> str:
    table = [dict(row) for row in rows]
    heads = list(table[0]) if table else []
    cells = [[head.replace("_", " ") for head in heads], *([str(row[head]) for head in heads] for row in table)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    lines = ("  ".join(text.ljust(width) if column == 0 else text.rjust(width) for column, (text, width) in enumerate(zip(row, widths, strict=True)))
             for row in cells)  # fmt: skip
    return "".join(f"{line.rstrip()}\n" for line in lines)


def configure_patterns(parser: argparse.ArgumentParser) -> None:
    """Options of ``kb patterns``."""
    parser.add_argument("--tickets", action="store_true", help="also signatures that count only in what people write")
    parser.add_argument("--output", metavar="FILE", help="write the patterns to a file, in UTF-8")


def run_patterns(args: argparse.Namespace) -> int:
    """Print one pattern a line, for: rg --no-unicode -f FILE LOG."""
    console.emit(
        "".join(f"{line}\n" for line in _patterns(find.knowledge(args.knowledge), tickets=args.tickets)), args.output
    )
    return 0


def _patterns(knowledge: Knowledge, *, tickets: bool) -> list[str]:
    chosen = [
        one_line(signature.pattern)
        for article in knowledge.articles()
        if not article.retired
        for signature in article.signatures
        if tickets or signature.when.context != ("ticket",)
    ]
    return list(dict.fromkeys(chosen))


def configure_schema(parser: argparse.ArgumentParser) -> None:
    """Options of ``kb schema``."""
    parser.add_argument(
        "what", nargs="?", choices=("article", "drill"), default="article", help="whose file (default: article)"
    )
    parser.add_argument(
        "--refresh", action="store_true", help="write the schemas of this checkout anew, after a dataclass changed"
    )
    parser.add_argument("--output", metavar="FILE", help="write it to a file, in UTF-8")


def run_schema(args: argparse.Namespace) -> int:
    """Print the schema of an article's or a drill's file, or write all generated schemas anew."""
    from cccdiag.kb import schema
    from cccdiag.training import schema as drills

    if not args.refresh:
        made = {"article": schema.article_file, "drill": drills.drill_file}[args.what]
        console.emit(schema.text(made()), args.output)
        return 0
    package = Path(find.__file__).parent.parent
    outputs = {**schema.outputs(), **drills.outputs()}
    files = {package / "schemas" / f"{name}.json": each for name, each in outputs.items()}
    files[facts.knowledge_dir() / "article.schema.json"] = schema.article_file()
    files[facts.knowledge_dir() / "drill.schema.json"] = drills.drill_file()
    for path, each in files.items():
        path.write_text(schema.text(each), encoding="utf-8", newline="\n")
    console.remark(f"{len(files)} schemas written")
    return 0
