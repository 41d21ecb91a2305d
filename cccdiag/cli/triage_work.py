"""Who reads the inputs of ``triage``: this process, more processes, or a cluster."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cccdiag.triage.work import Crew

_MOST_JOBS = 512


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the options."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--jobs",
        type=_number,
        default=1,
        metavar="N",
        help="read with so many processes; 0: one for each core (default: 1). The answer is the same",
    )
    group.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="read with the workers of a Dask cluster that sees the same files, such as tcp://10.0.0.5:8786",
    )


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > _MOST_JOBS:
        raise argparse.ArgumentTypeError(f"{text} is no number of processes; give 0 to {_MOST_JOBS}, such as 4")
    return int(text)


def crew(args: argparse.Namespace) -> Crew | None:
    """The workers that were asked for; None: nobody but this process.

    Raises:
        InputError: the cluster cannot be reached.
    """
    knowledge = str(args.knowledge) if args.knowledge else None
    if args.cluster:
        from cccdiag.triage.cluster import cluster

        return cluster(args.cluster, knowledge)
    if args.jobs == 1:
        return None
    import os

    from cccdiag.triage.work import processes

    return processes(args.jobs or os.cpu_count() or 1, knowledge)
