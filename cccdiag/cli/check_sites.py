"""``cccdiag check`` of many sites, again and again, or for Prometheus: which sites are meant, and one look at all of them."""

from __future__ import annotations

import argparse
import contextlib
import functools
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from cccdiag.cli import check_lists, check_parts, console
from cccdiag.errors import InputError

if TYPE_CHECKING:
    from cccdiag.checks.many import Place
    from cccdiag.checks.model import Check, Report
    from cccdiag.checks.site import Site
    from cccdiag.cli.check_inputs import Exceptions
    from cccdiag.client.profile import Profile
    from cccdiag.client.references import Prompt


def configure(parser: argparse.ArgumentParser) -> None:
    """The options for many sites and for watching."""
    several = parser.add_argument_group("many sites, and watching")
    several.add_argument("--all", action="store_true", help="check every profile of the folder of profiles")
    several.add_argument(
        "--profiles", metavar="FILE|FOLDER", help="check the profiles in a folder, or those a YAML file lists (profiles: [main, sites/b.yaml])"
    )  # fmt: skip
    several.add_argument("--jobs", type=_count, metavar="N", help="how many sites at the same time (default 64)")
    several.add_argument(
        "--every", type=_pause, metavar="SECONDS", help="look again and again, and say what changes; Ctrl-C ends it"
    )
    several.add_argument(
        "--serve", metavar="[HOST]:PORT", help="answer Prometheus: /metrics, /probe?profile=NAME, /healthz (on this machine only, unless HOST is given)"
    )  # fmt: skip


def _count(text: str) -> int:
    # Each site has a few sockets open, and many systems give a process a thousand.
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 200):
        raise argparse.ArgumentTypeError(f"{text} is no number of sites; give 1 to 200")
    return int(text)


def _pause(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1 <= value <= 86_400:
        raise argparse.ArgumentTypeError(f"{text} is no pause; give seconds from 1 to 86400, such as 60")
    return value


def asked(args: argparse.Namespace) -> bool:
    """Whether the command line is for this module."""
    return bool(args.all or args.profiles or args.every or args.serve)


def many(args: argparse.Namespace) -> bool:
    """Whether the answer is about many sites, however few they turn out to be."""
    return bool(args.all or args.profiles)


def refuse_together(args: argparse.Namespace) -> None:
    """Refuse what makes no sense together.

    Raises:
        InputError: with the two that do not go together.
    """
    if not asked(args):
        if args.jobs:
            raise InputError("--jobs is for many sites; give --all or --profiles too")
        return
    given = [f"--{word}" for word in ("replay", "record", "roundtrip", "list") if getattr(args, word)]
    if many(args):
        given += [f"--{word}" for word in ("demo", "profile") if getattr(args, word)]
    if args.all and args.profiles:
        given.append("--profiles")
    if given:
        mine = next(f"--{word}" for word in ("all", "profiles", "serve", "every") if getattr(args, word))
        raise InputError(f"{mine} and {given[0]} do not go together")
    if args.serve and (args.output or args.format != "text"):
        raise InputError("--serve answers over HTTP; it takes neither --format nor --output")
    if args.every and args.format not in ("text", "json"):
        raise InputError(f"--every prints what changes as text or json, not as {args.format}")


class Sites:
    """The sites that a command line names, and how to look at one or all of them."""

    def __init__(self, args: argparse.Namespace, checks: Sequence[Check], exceptions: Exceptions,
                 prompt: Prompt | None, demo: Profile | None = None) -> None:  # fmt: skip
        self._args = args
        self._checks = checks
        self._exceptions = exceptions
        # Whoever watches is asked once, not at each look.
        self._prompt = functools.cache(prompt) if prompt else None
        self._demo = demo
        self._environ = dict(os.environ)
        self._last: tuple[Place, ...] = ()

    def places(self) -> tuple[Place, ...]:
        """The sites as they are named now.

        Raises:
            InputError: the list or folder cannot be read, or names none.
        """
        self._last = tuple(self._named())
        return self._last

    def names(self) -> tuple[str, ...]:
        """The names under which the sites are known."""
        return tuple(place.name for place in self._last or self.places())

    def look(self, settled: Callable[[Report], None] = lambda _report: None) -> tuple[Report, ...]:
        """Examine all sites, the worst first in the result.

        Raises:
            InputError: there is nothing to look at, and never was. A list that breaks later on leaves the sites as they were.
        """
        from cccdiag.checks import many

        try:
            places = self.places()
        except InputError as error:
            if not self._last:
                raise
            console.remark(f"cccdiag check: {error}; the sites stay as they were")
            places = self._last
        return many.worst_first(many.each(places, self.examined, self._args.jobs or many.JOBS, settled))

    def one(self, name: str) -> Report:
        """Examine the site of that name. The name is one of :meth:`names`."""
        return self.examined(next(place for place in self._last if place.name == name))

    def examined(self, place: Place) -> Report:
        """The report on one site, with what shall not count set aside."""
        import dataclasses

        from cccdiag.checks import doctor, many
        from cccdiag.kb.find import knowledge

        facts = knowledge(self._args.knowledge)
        seen: list[Site] = []

        def visit(profile: Profile) -> Site:
            seen.append(self._site(dataclasses.replace(profile, name=place.name), place.again))
            return seen[0]

        report = many.examined(place, visit, facts, self._checks, self._args.timeout)
        left = self._exceptions.applied(report.results, place.name)
        return report if left == report.results or not seen else doctor.concluded(seen[0], left, facts)

    def _site(self, profile: Profile, again: str) -> Site:
        from cccdiag.checks.site import Site
        from cccdiag.client.wsdl_copy import Shelf
        from cccdiag.kb.find import knowledge

        shelf = None if self._args.demo else Shelf()
        gateway = knowledge(self._args.knowledge).gateway()
        return Site(
            profile=profile,
            gateway=gateway,
            environ=self._environ,
            shelf=shelf,
            again=again,
            cloud=check_parts.cloud(self._args),
        )

    def _named(self) -> Iterator[Place]:
        from cccdiag.checks.many import Place
        from cccdiag.client import profile, profile_file

        if self._demo is not None:
            demo = self._demo
            yield Place("demo", lambda: demo, "cccdiag check --demo")
            return
        if not many(self._args):
            for given in self._args.profile or [None]:
                named = given or self._environ.get("CCCDIAG_PROFILE") or None
                file = profile_file.path_of(named or profile_file.DEFAULT)
                shown = file.stem if named or file.is_file() else "environment"
                again = f"cccdiag check --profile {given}" if given else "cccdiag check"
                yield Place(
                    shown,
                    functools.partial(profile.load, given, self._environ, self._prompt, or_marketplace=True),
                    again,
                )
            return
        for shown, entry in check_lists.entries(None if self._args.all else self._args.profiles):
            # A prompt would stop a run over hundreds of sites, and variables would make one site of them all.
            load = functools.partial(profile.load, entry, self._environ, None, override=False, or_marketplace=True)
            yield Place(shown, load, f"cccdiag check --profile {entry}")


@contextlib.contextmanager
def progress(total: int) -> Iterator[Callable[[Report], None]]:
    """Who says how far a look is: a bar on a terminal, nobody elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _report: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("Sites"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[bad]} in trouble"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True, no_color="NO_COLOR" in os.environ), transient=True) as bar:
        task = bar.add_task("", total=total, bad=0)
        bad = 0

        def settled(report: Report) -> None:
            nonlocal bad
            bad += report.status != "ok"
            bar.update(task, advance=1, bad=bad)

        yield settled
