"""Say since when, where else and how often a trouble was met, from what `triage --store` has kept.

  cccdiag triage logs/ --store desk.sqlite              keep what is found; the site is the folder that a log lies in
  cccdiag history --store desk.sqlite                   waves, articles, sites, what nobody knows
  cccdiag history --store desk.sqlite --article http-504 --since 2026-11-01

Each input counts once, whatever its name is and however often it is read; a log that has grown adds what is new in it.
Exit code: 0 answered, 1 a new wave is called out, 3 there is no store or it cannot be read.
"""

from __future__ import annotations

import argparse
import datetime as dt
import pkgutil
from typing import TYPE_CHECKING, Literal

from cccdiag import report as forms
from cccdiag.cli import console, triage_store
from cccdiag.errors import InputError

if TYPE_CHECKING:
    from cccdiag.history.model import History
    from cccdiag.history.store import Store


def formats() -> tuple[str, ...]:
    """``text``, ``json``, and one for every module ``history_…`` of the report room that renders."""
    names = {module.name.removeprefix("history_") for module in pkgutil.iter_modules(forms.__path__)}
    return ("text", "json", *sorted(names & {"csv", "html", "markdown"}))


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of ``cccdiag history``."""
    parser.add_argument(
        "--store",
        metavar="FILE",
        help="the database that triage --store FILE keeps (default: the one that triage --store default keeps)",
    )
    parser.add_argument("--site", metavar="NAME", help="only this site")
    parser.add_argument("--article", metavar="ID", help="only this article, such as CCC_203 or http-504")
    parser.add_argument("--since", metavar="DAY", type=_day, help="only from this day on (YYYY-MM-DD)")
    parser.add_argument("--until", metavar="DAY", type=_day, help="only up to this day")
    parser.add_argument("--format", choices=formats(), default="text", help="how to print the answer (default: text)")
    parser.add_argument("--output", metavar="FILE", help="write the answer to a file, in UTF-8")
    parser.add_argument("--knowledge", metavar="DIR", help="further articles")


def _day(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day; give one such as 2026-11-22") from None


def now() -> int | None:
    """This second, as the store counts."""
    from cccdiag.history import moments

    return moments.second(dt.datetime.now(dt.UTC).astimezone().isoformat())


def run(args: argparse.Namespace) -> int:
    """Ask the store and print what it knows."""
    from cccdiag.history.ask import Question, history
    from cccdiag.history.store import Store
    from cccdiag.kb.find import knowledge

    facts = knowledge(args.knowledge)

    def title(id_: str) -> str:
        return facts.titles([id_]).get(id_, id_)

    with Store(triage_store.place(args.store)) as store, store.reading():
        _refuse_unknown(store, args)
        found = history(store, Question(args.site, args.article, args.since, args.until), title, now())
    _print(args, found)
    return 1 if found.waves else 0


def _refuse_unknown(store: Store, args: argparse.Namespace) -> None:
    """A name that was never stored is more likely a slip than a question."""
    import difflib

    asked: tuple[tuple[Literal["site", "article"], str | None], ...] = (("site", args.site), ("article", args.article))
    for kind, name in asked:
        known = store.names(kind)
        if name is not None and name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            meant = f"; did you mean {close[0]}?" if close else f"; it knows {len(known)} {kind}s"
            raise InputError(f"the store has nothing of the {kind} {name!r}{meant}")


def _print(args: argparse.Namespace, found: History) -> None:
    if args.format == "json":
        from cccdiag.report import history_json

        console.emit_json(history_json.document(found), args.output)
        return
    import importlib

    form = importlib.import_module(f"cccdiag.report.history_{args.format}")
    console.emit(form.render(found), args.output)
