"""Start JupyterLab with the notebooks: forms for triage and checks, walkthroughs, drills.

It listens on this machine only, behind a token, and needs no internet. The notebooks are copied into your folder; one that you
changed is never written over. Ctrl-C ends it, with every kernel.

  cccdiag lab                          opens a browser on the first notebook
  cccdiag lab --trainees 8             eight seats, each with an own address, folder and order store
  cccdiag lab --reset trainee-3        that seat as on the first day (all: every seat; own: your own)

What is typed into a secret field is never written to a file: the state of forms is not saved, no history is kept, and a notebook
that shows a password or key of the session is not saved until it is cleared. Started in another way (plain Jupyter, VS Code) the
secret fields keep that promise too; the rest of it only `cccdiag lab` can give.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cccdiag.cli import console
from cccdiag.errors import InputError

if TYPE_CHECKING:
    from cccdiag.training.lab_process import LabProcess
    from cccdiag.training.seat import Copied

_NEEDED = ("jupyterlab", "ipywidgets", "anywidget", "ipykernel")
_MOST = 50


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of ``cccdiag lab``."""
    add = parser.add_argument
    add("--folder", type=Path, metavar="DIR", help="where the notebooks go (default: cccdiag-lab among your documents)")
    add(
        "--port", type=int, metavar="N", help="port, the first one with --trainees (default: 8888 or the next free one)"
    )
    add("--no-browser", action="store_true", help="print the address and open nothing")
    add(
        "--trainees",
        type=int,
        metavar="N",
        help="seats for a class: trainee-1 … trainee-N, each in a folder of its own",
    )
    add("--reset", metavar="NAME|all", help="make a seat new: fresh notebooks, no orders; starts nothing")
    add("--format", choices=("text", "json"), default="text", help="how to say that it is ready")
    add("--output", metavar="FILE", help="say it in this file (readable by you only) instead of stdout")


def run(args: argparse.Namespace) -> int:
    """Run until Ctrl-C or SIGTERM; then 0."""
    folder = args.folder or _own_folder()
    if args.reset:
        return _reset(folder, args.reset)
    if args.trainees is not None and not 1 <= args.trainees <= _MOST:
        raise InputError(f"--trainees takes a number from 1 to {_MOST}, not {args.trainees}")
    if missing := [name for name in _NEEDED if importlib.util.find_spec(name) is None]:
        raise InputError(
            f"the lab needs JupyterLab, and {', '.join(missing)} is not installed here: "
            f'{Path(sys.executable).name} -m pip install "cccdiag[lab]"'
        )
    from cccdiag.training import seat
    from cccdiag.training.lab_process import LabProcess, free_ports

    alone = args.trainees is None
    folders = [folder] if alone else [seat.named(folder, number) for number in range(1, args.trainees + 1)]
    copied = [seat.furnish(one) for one in folders]
    ports = free_ports(args.port, len(folders))
    stop = threading.Event()
    labs: list[LabProcess] = []
    with _stopped_by_signals(stop):
        try:
            browser = alone and not args.no_browser
            for one, port in zip(folders, ports, strict=True):
                labs.append(LabProcess(one, port, browser=browser))
            for lab in labs:
                lab.wait()
            _say(args, folders, labs, copied)
            # A wait without an end cannot be interrupted by Ctrl-C on Windows.
            while not stop.wait(0.5) and all(lab.is_running for lab in labs):
                continue
            return _ended(labs, asked=stop.is_set())
        finally:
            _stop(labs)


def _ended(labs: Sequence[LabProcess], *, asked: bool) -> int:
    if asked:
        console.remark("Stopping JupyterLab and its kernels …")
    elif len(labs) > 1:
        gone = next(lab for lab in labs if not lab.is_running)
        console.remark(f"{gone.folder.name} has ended, so the others are ended too; what was saved is kept.")
    return 0


def _stop(labs: Sequence[LabProcess]) -> None:
    ending = [threading.Thread(target=lab.stop) for lab in labs]
    for thread in ending:
        thread.start()
    for thread in ending:
        thread.join()


def _own_folder() -> Path:
    import platformdirs

    return Path(platformdirs.user_documents_path()) / "cccdiag-lab"


def _reset(folder: Path, name: str) -> int:
    from cccdiag.training import seat
    from cccdiag.training.lab_process import is_answering, recorded_port

    known = seat.seats(folder)
    chosen = known if name == "all" else {name: known[name]} if name in known else {}
    if not chosen:
        there = f"there are {', '.join(known)} and all" if known else "there is none yet"
        raise InputError(f"{folder} has no seat {name!r} to reset; {there}")
    for who, where in chosen.items():
        port = recorded_port(where)
        if port and is_answering(port):
            raise InputError(f"{who} is in use (port {port}): stop it first, with Ctrl-C where `cccdiag lab` runs")
    for who, where in chosen.items():
        others = [one for one in seat.reset(where) if where / one not in known.values()]
        left = f"; left alone: {', '.join(others)}" if others else ""
        console.emit(f"{who} is as on the first day ({where}){left}\n")
    return 0


def _say(
    args: argparse.Namespace, folders: Sequence[Path], labs: Sequence[LabProcess], copied: Sequence[Copied]
) -> None:
    import json

    for folder, one in zip(folders, copied, strict=True):
        if one.left:
            console.remark(f"Left as you changed them in {folder}: {', '.join(one.left)}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        console.remark("Warning: this runs as root, so every cell may do what root may. Better: an ordinary user.")
    if args.format == "json":
        rows = [
            {"name": "own" if args.trainees is None else lab.folder.name, "folder": str(lab.folder), "port": lab.port,
             "address": lab.address, "token": lab.token, "left": list(one.left)}
            for lab, one in zip(labs, copied, strict=True)
        ]  # fmt: skip
        console.emit_with_secrets(json.dumps({"schema": "cccdiag.lab/1", "seats": rows}) + "\n", args.output)
        return
    rows_told = "\n".join(f"  {lab.folder.name:<12}  {lab.address}" for lab in labs)
    opened = "Your browser opens by itself; if not, go to the address." if not args.no_browser else "Open the address."
    hint = opened if args.trainees is None else "Give each trainee one address."
    console.emit_with_secrets(
        f"The lab is ready, on this machine only. {hint}\n\n{rows_told}\n\nCtrl-C stops it.\n", args.output
    )


@contextlib.contextmanager
def _stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    from cccdiag.training.lab_process import stop_signals

    before = {number: signal.signal(number, lambda *_: stop.set()) for number in stop_signals()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
