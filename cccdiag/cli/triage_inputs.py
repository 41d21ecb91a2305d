"""``cccdiag triage``: where texts come from besides files, and the question why something was not found in them."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cccdiag.errors import InputError

if TYPE_CHECKING:
    from cccdiag.kb.index import Knowledge
    from cccdiag.triage.sources import Source
    from cccdiag.triage.whynot import WhyNot


def configure(parser: argparse.ArgumentParser) -> None:
    """The options for inputs and for the question."""
    parser.add_argument("--clipboard", action="store_true", help="read the text in the clipboard (beside the inputs)")
    parser.add_argument(
        "--why-not",
        metavar="ID",
        help="tell why an article was not found: which condition refused it where, or which line comes nearest",
    )


def inputs(args: argparse.Namespace) -> Iterator[Source]:
    """The texts that the command line names.

    Raises:
        InputError: the clipboard cannot be read.
    """
    from cccdiag.triage.sources import sources, text_source

    yield from sources(args.inputs)
    if args.clipboard:
        from cccdiag.cli import clipboard

        yield from text_source("clipboard", clipboard.read())


def check(args: argparse.Namespace, facts: Knowledge) -> None:
    """Refuse, before anything is read, a command line that names no text or asks for an article that is not there.

    Raises:
        InputError: it does.
    """
    if not args.inputs and not args.clipboard:
        raise InputError("there is nothing to read; name files or folders, - for standard input, or give --clipboard")
    if args.why_not is None or args.why_not in facts.article_ids():
        return
    import difflib

    close = difflib.get_close_matches(args.why_not, facts.article_ids(), n=3, cutoff=0.5)
    meant = f"did you mean {' or '.join(close)}?" if close else "cccdiag kb list shows all ids."
    raise InputError(f"there is no article {args.why_not}; {meant}")


class Question:
    """Why one article was not found; remembers the texts as they go by, and looks at them once more for the answer."""

    def __init__(self, id_: str) -> None:
        self._id = id_
        self._sources: list[Source] = []

    def through(self, sources: Iterable[Source]) -> Iterator[Source]:
        """The sources one after another, each remembered."""
        for source in sources:
            self._sources.append(source)
            yield source

    def answer(self, facts: Knowledge) -> WhyNot:
        """The answer."""
        from cccdiag.triage.whynot import why_not

        return why_not(self._id, self._sources, facts)
