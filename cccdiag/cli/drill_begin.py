"""``cccdiag drill list`` and ``drill start``: choose a drill, and lay out what the trainee gets."""

from __future__ import annotations

import argparse
import textwrap
from pathlib import Path

from cccdiag.cli import console
from cccdiag.cli.drill import outputs
from cccdiag.errors import InputError

_FAMILIES = ("gateway", "marketplace", "illiad", "ares", "http", "network", "lookalike")


def configure_list(parser: argparse.ArgumentParser) -> None:
    """Options of ``drill list``."""
    parser.add_argument("--family", choices=_FAMILIES)
    parser.add_argument("--level", type=int, choices=(1, 2, 3), help="1 is the easiest")
    parser.add_argument("--drills", type=Path, metavar="DIR", help="drills of your own, in place of the built-in ones")
    outputs(parser)


def run_list(args: argparse.Namespace) -> int:
    """Print the drills; their answers are not told."""
    from cccdiag.training import drills, standing

    known = drills.of_folder(args.drills) if args.drills else drills.every()
    chosen = [one for one in known if args.family in (None, one.family) and args.level in (None, one.level)]
    if args.format == "json":
        console.emit_json(standing.of_list(chosen), args.output)
        return 0
    width = max((len(one.id) for one in chosen), default=0)
    rows = (
        f"{one.id:<{width}}  {one.family:<11}  {one.level}  {'gateway ' if one.gateway else 'settings' if one.exported else 'files   '}  {one.title}\n"
        for one in chosen
    )
    console.emit("".join(rows), args.output)
    return 0


def configure_start(parser: argparse.ArgumentParser) -> None:
    """Options of ``drill start``."""
    parser.add_argument("drill", metavar="ID|FILE", help="a drill of `drill list`, or a YAML file that holds one")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where it goes (default: ./drill-ID)")
    parser.add_argument("--trainee", default="", metavar="NAME", help="a name for the score card")
    parser.add_argument("--again", action="store_true", help="begin anew where this drill was begun before")
    outputs(parser)


def run_start(args: argparse.Namespace) -> int:
    """Lay out the ticket and the files, and say how to go on."""
    from cccdiag.training import attempt, drills, plant, standing

    drill = drills.chosen(args.drill)
    folder = args.folder or Path(f"drill-{drill.id}")
    if (folder / attempt.FILE).exists() and not args.again:
        raise InputError(f"{folder} holds a drill that was begun; give --again to begin anew, or another --folder")
    plant.lay_out(drill, folder)
    begun = attempt.begin(drill, args.trainee, file=str(Path(args.drill).resolve()) if _is_file(args.drill) else None)
    (folder / "scorecard.json").unlink(missing_ok=True)
    attempt.save(begun, folder)
    if args.format == "json":
        console.emit_json(standing.of_attempt(begun, str(folder)), args.output)
    else:
        console.emit(_told(begun, folder), args.output)
    return 0


def _is_file(word: str) -> bool:
    return word.endswith((".yaml", ".yml"))


def _told(begun: object, folder: Path) -> str:
    from cccdiag.training import papers
    from cccdiag.training.attempt import Attempt
    from cccdiag.training.plant import FILES

    assert isinstance(begun, Attempt)
    drill = begun.drill
    ways = [
        (f'cccdiag triage "{folder / FILES}"', "what the files show"),
        (f'cccdiag drill check --folder "{folder}"', "what the settings and the gateway show"),
        (f'cccdiag drill hint --folder "{folder}"', "a hint, for 5 points"),
        (f'cccdiag drill answer ARTICLE --folder "{folder}"', "what can be answered about an article"),
    ]
    if not drill.checkable:
        ways.pop(1)
    width = max(len(command) for command, _ in ways)
    listed = "".join(f"  {command:<{width}}  {about}\n" for command, about in ways)
    files = ", ".join(papers.texts(drill))
    asked = "" if drill.checkable else " There is no gateway to ask; everything lies in the files."
    return (
        f"{drill.title} ({drill.family}, level {drill.level})\n\n{textwrap.indent(drill.ticket.strip(), '  ')}\n\n"
        f"Files in {folder / FILES}: {files}.{asked}\n\nNext, in any order:\n{listed}"
        "Evidence counts: run the check that tells, or name the line that proves it (--proof FILE:LINE).\n"
    )
