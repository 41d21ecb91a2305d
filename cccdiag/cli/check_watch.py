"""``cccdiag check --every``: one line a change, and on a terminal one line that tells how it stands."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import signal
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cccdiag.cli import console
from cccdiag.cli.check_sites import Sites
from cccdiag.cli.status_line import StatusLine

if TYPE_CHECKING:
    from cccdiag.checks.watch import Change, State, Watch

_CALM = {"ok": "healthy", "gone": "no longer among the sites"}


def now() -> dt.datetime:
    """This moment, with the machine's time zone."""
    return dt.datetime.now(dt.UTC).astimezone()


def run(args: argparse.Namespace, sites: Sites) -> int:
    """Watch until Ctrl-C or SIGTERM; being ended so is no failure, whatever state the sites are in."""
    from cccdiag.checks.watch import Watch
    from cccdiag.report import sites_text

    line = StatusLine(sys.stderr)
    watch = Watch(sites.look, now)

    def looked(changes: tuple[Change, ...]) -> None:
        line.clear()
        for change in changes:
            if args.format == "json":
                console.emit_json(change.document(), indent=None)
            else:
                console.emit(_told(change))
        sys.stdout.flush()
        if changes and args.output:
            _keep(args, watch)
        line.show(_status(watch, args.every))

    sites.places()
    with until_told():
        line.show(f"Looking at {sites_text.counted(len(sites.names()))} …")
        watch.run(args.every, wait, looked)
    line.clear()
    if args.output:
        _keep(args, watch)
    console.remark(f"Ended. Looks: {watch.looks}, changes: {len(watch.changes)}.")
    return 0


def wait(seconds: float) -> bool:
    """Wait; only a signal ends it early, and that ends everything."""
    time.sleep(seconds)
    return False


@contextlib.contextmanager
def until_told() -> Iterator[None]:
    """Go on until Ctrl-C or SIGTERM, and let neither look like an accident."""

    def end(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        signal.signal(signal.SIGTERM, before)


def _told(change: Change) -> str:
    from cccdiag.report.wording import one_line

    concern = change.concern
    status = change.after.status
    what = f"{concern.id} {concern.reason}: {concern.summary}" if concern else _CALM.get(status, status)
    parts = [f"{change.at:%Y-%m-%d %H:%M:%S}", f"{status:<4}", one_line(change.site), one_line(what)]
    if change.before and change.since:
        parts.append(f"(was {_state(change.before)} for {_span(change.at, change.since)})")
    if concern and concern.article:
        parts.append(f"cccdiag explain {concern.article}")
    return "  ".join(parts) + "\n"


def _state(state: State) -> str:
    return f"{state.status}, {state.check} {state.reason}" if state.check else state.status


def _span(end: dt.datetime, begin: dt.datetime) -> str:
    seconds = int((end - begin).total_seconds())
    for size, word in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            rest = {"d": (3600, "h"), "h": (60, "min"), "min": (1, "s")}[word]
            return f"{seconds // size} {word} {seconds % size // rest[0]} {rest[1]}"
    return f"{seconds} s"


def _keep(args: argparse.Namespace, watch: Watch) -> None:
    """The file with what happened so far, whole at every moment."""
    if args.format == "json":
        console.emit_json(watch.document(), args.output)
    else:
        console.emit("".join(map(_told, watch.changes)), args.output)


def _status(watch: Watch, every: float) -> str:
    from cccdiag.report import sites_text

    assert watch.last_look is not None
    troubled = [(name, state, since) for name, (state, since) in watch.states.items() if state.status != "ok"]
    said = sites_text.summary(watch.reports)
    if len(troubled) == 1:
        name, state, since = troubled[0]
        said += f" ({name}: {state.check} since {since:%H:%M})"
    again = watch.last_look + dt.timedelta(seconds=max(every - watch.seconds, 0))
    return f"{watch.last_look:%H:%M:%S}  {said}  changes: {len(watch.changes)}  next look {again:%H:%M:%S}, Ctrl-C ends"
