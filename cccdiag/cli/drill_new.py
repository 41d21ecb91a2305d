"""``cccdiag drill new``: a drill of a solved case file. The case is redacted already; whoever makes the drill reads it all the same."""

from __future__ import annotations

import argparse
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from cccdiag.cli import console
from cccdiag.errors import InputError
from cccdiag.kb.model import Actor

if TYPE_CHECKING:
    from cccdiag.cases.file import CaseFile

_LARGEST = 8 << 20
_SCHEMA = "drill.schema.json"


def configure_new(parser: argparse.ArgumentParser) -> None:
    """Options of ``drill new``."""
    parser.add_argument("--from", dest="case", type=Path, metavar="CASE", required=True, help="a file of `case save`")
    parser.add_argument("--id", metavar="ID", help="the id of the drill (default: from the name of the case)")
    parser.add_argument("--title", metavar="TEXT", help="a title that does not give the answer away")
    parser.add_argument("--article", metavar="ID", help="what it was (default: what check or triage named first)")
    parser.add_argument("--cause", metavar="ID", help="which cause it was (default: the first of the triage)")
    parser.add_argument("--actor", choices=get_args(Actor), help="who had to act (default: as the cause says)")
    parser.add_argument(
        "--output", type=Path, metavar="DIR", default=Path(), help="where DIR/ID.yaml goes (default: here)"
    )


def run_new(args: argparse.Namespace) -> int:
    """Write the drill; nothing that is there is written over."""
    from cccdiag.cases import file as cases
    from cccdiag.training import drills, soundness, writing
    from cccdiag.training.from_case import Solved, drill

    case = cases.read(args.case)
    id_ = args.id or _id(args.case.stem)
    path = args.output / f"{id_}.yaml"
    if path.exists():
        raise InputError(f"{path} is there already; give the drill another name with --id")
    made = drill(
        Solved(
            id_, case.note, tuple(_texts(args.case, case)), case.documents.get("check"), case.documents.get("triage"),
            args.article, args.cause, args.actor, args.title,
        )
    )  # fmt: skip
    if complaint := next(soundness.complaints(made), None):
        raise InputError(f"no drill can be made of {args.case}: {complaint}")
    args.output.mkdir(parents=True, exist_ok=True)
    console.emit(writing.yaml(made, _SCHEMA), str(path))
    drills.read(path)
    console.emit(
        f"{path} is written: {made.answer.article}, {made.answer.cause}, for {made.answer.actor}.\n"
        "Read it before you give it to a class: ticket, hints and why_not are a first draft.\n"
        f'Play it: cccdiag drill play "{path}"\n'
    )
    return 0


def _id(stem: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", stem.casefold()).strip("-")
    return words if words[:1].isalpha() else f"case-{words}".strip("-")


def _texts(path: Path, case: CaseFile) -> list[tuple[str, str]]:
    """The texts in the redacted inputs, unpacked, by the names that the triage gave them."""
    from cccdiag.cases.file import INPUTS
    from cccdiag.triage.sources import text_source

    texts = []
    with zipfile.ZipFile(path) as archive:
        for member in case.inputs:
            with archive.open(member.name) as stream:
                data = stream.read(_LARGEST)
            for source in text_source(member.name.removeprefix(INPUTS), data):
                if source.open is None:
                    console.remark(f"{source.name} is left out of the drill: {source.note}.")
                    continue
                with source.open() as text:
                    plain = text.read(_LARGEST).decode("utf-8-sig", "replace").replace("\0", "\ufffd")
                texts.append((source.name, plain))
    return texts
