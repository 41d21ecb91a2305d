"""Read logs, replies, mails or tickets and name the causes, with proof."""

from __future__ import annotations

import argparse
import time

from cccdiag.cli import console


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command line."""
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="a file, a folder, a pattern such as logs/*.txt, or - for standard input",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print the answer (text)")
    parser.add_argument("--output", metavar="FILE", help="write the answer to a file instead of stdout")
    parser.add_argument("--count", action="store_true", help="count the records of inputs beyond 64 MiB too")
    parser.add_argument("--knowledge", metavar="DIR", help="further articles, formats and rules of your own")


def run(args: argparse.Namespace) -> int:
    """Read, say, and give 0 for nothing found, 1 for findings, 3 when nothing could be read."""
    from cccdiag.kb.find import knowledge
    from cccdiag.report import triage_json
    from cccdiag.triage.diagnose import triage
    from cccdiag.triage.sources import sources

    today = time.strftime("%Y-%m-%d")
    report = triage(sources(args.inputs), knowledge(args.knowledge), count=args.count, today=today)
    console.emit_json(triage_json.document(report), args.output)
    for remark in report.remarks:
        console.remark(remark)
    if all(entry.encoding is None for entry in report.inputs):
        return 3
    return 1 if report.diagnoses else 0
