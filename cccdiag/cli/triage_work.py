"""Who reads the inputs of ``triage``: this process, more processes, or a cluster."""

from __future__ import annotations

import argparse
import functools
from typing import TYPE_CHECKING

from cccdiag.cli import console
from cccdiag.errors import InputError

if TYPE_CHECKING:
    from cccdiag.kb.index import Knowledge
    from cccdiag.triage.follow import News
    from cccdiag.triage.reading import Read
    from cccdiag.triage.work import Crew

_MOST_JOBS = 512


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the options."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--jobs",
        type=number,
        default=1,
        metavar="N",
        help="read with so many processes; 0: one for each core (default: 1). The answer is the same",
    )
    group.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="read with the workers of a Dask cluster that sees the same files, such as tcp://10.0.0.5:8786",
    )
    group.add_argument(
        "--follow",
        action="store_true",
        help="go on reading the one INPUT as it grows and tell what is found at once; Ctrl-C ends with the whole answer",
    )


def number(text: str) -> int:
    """How many processes are asked for.

    Raises:
        argparse.ArgumentTypeError: that is no number of processes.
    """
    if not text.isascii() or not text.isdigit() or int(text) > _MOST_JOBS:
        raise argparse.ArgumentTypeError(f"{text} is no number of processes; give 0 to {_MOST_JOBS}, such as 4")
    return int(text)


def reader(args: argparse.Namespace, facts: Knowledge) -> Read:
    """How the inputs are to be read.

    Raises:
        InputError: the cluster cannot be reached, or no one file is named that could be followed.
    """
    if args.follow:
        return _follower(args, facts)
    from cccdiag.triage.reading import read

    return functools.partial(read, crew=_crew(args))


def _follower(args: argparse.Namespace, facts: Knowledge) -> Read:
    from pathlib import Path

    from cccdiag.redact import load as load_redaction
    from cccdiag.triage.follow import follow
    from cccdiag.triage.proof import Exhibits

    if len(args.inputs) != 1 or not Path(args.inputs[0]).is_file():
        raise InputError("--follow goes on reading one file; name one that is there")
    told = console.remark if args.format != "text" or args.output else console.emit
    redaction = load_redaction(facts.document("redaction"))
    exhibits = Exhibits(redaction, args.inputs[0].encode())

    def tell(news: News) -> None:
        proof = news.proof
        line = exhibits.shown(proof.text, proof.start).split("\n", 1)[0]
        more = f" (and {news.records - 1} more)" if news.records > 1 else ""
        title = str((facts.record(news.article) or {}).get("title", ""))
        told(f"{news.article}  {title}{more}\n  line {news.line}: {line}\n")

    console.remark(f"following {args.inputs[0]}; Ctrl-C ends with the whole answer")
    return functools.partial(follow, path=Path(args.inputs[0]), tell=tell)


def _crew(args: argparse.Namespace) -> Crew | None:
    """The workers that were asked for; None: nobody but this process."""
    knowledge = str(args.knowledge) if args.knowledge else None
    if args.cluster:
        from cccdiag.triage.cluster import cluster

        return cluster(args.cluster, knowledge)
    if args.jobs == 1:
        return None
    import os

    from cccdiag.triage.work import processes

    return processes(args.jobs or os.cpu_count() or 1, knowledge)
