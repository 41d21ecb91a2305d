"""Walk the layers of a site's CCC set-up, name the first that is broken and the first thing to do.

Only reads: the one gateway call it makes is checkOrderDetailStatus for an order that cannot exist (with --roundtrip, and
only where orders are no real ones, it also makes an order and cancels it).

  cccdiag check atlas --illiad --settings FILE   a library's settings and billing details, exported from ILLiad or Ares
  cccdiag check marketplace                      the way to CCC's Marketplace, without a login
  cccdiag check --guide                          be led through the order of work, question by question

Exit code: 0 ok, 1 warning, 2 failed, 3 could not run (the guide: 0 came to a result, 1 without one).
"""

from __future__ import annotations

import argparse
import os
import pkgutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from cccdiag import report as forms
from cccdiag.cli import check_parts, check_sites, console
from cccdiag.errors import CccDiagError, InputError, ProfileError

if TYPE_CHECKING:
    from cccdiag.checks.model import Check, Report
    from cccdiag.checks.site import Site
    from cccdiag.cli.check_inputs import Exceptions
    from cccdiag.client.profile import Profile

_EXIT = {"ok": 0, "warn": 1, "fail": 2}
_COULD_NOT_RUN = 3
_ROUNDTRIP = "gateway.roundtrip"


def formats() -> tuple[str, ...]:
    """``text``, ``json``, and one for every module ``check_…`` of the report room."""
    found = (
        module.name.removeprefix("check_")
        for module in pkgutil.iter_modules(forms.__path__)
        if module.name.startswith("check_")
    )
    return ("text", "json", *sorted(set(found) - {"text", "json"}))


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of ``cccdiag check``."""
    parser.add_argument("--demo", action="store_true", help="check a gateway emulated on this machine")
    parser.add_argument(
        "--profile",
        action="append",
        metavar="NAME|FILE",
        help="the profile to check (default: CCCDIAG_PROFILE, else default); may be given several times",
    )
    parser.add_argument(
        "--only", action="append", default=[], metavar="ID", help="only this check or layer, with what it needs"
    )
    parser.add_argument("--skip", action="append", default=[], metavar="ID", help="leave out this check or layer")
    parser.add_argument(
        "--roundtrip", action="store_true", help="also make an order and cancel it (DEMO mode or this machine only)"
    )
    parser.add_argument(
        "--cloud",
        action="store_true",
        help="also read Amazon's public list of events (else only after a 5xx or a time-out)",
    )
    parser.add_argument("--list", action="store_true", help="list the checks and stop")
    parser.add_argument(
        "--timeout", type=_seconds, default=40.0, metavar="SECONDS", help="limit for the whole check (default 40)"
    )
    parser.add_argument("--suppress", action="append", default=[], metavar="ID:REASON:UNTIL|FILE",
                        help="a check that shall not count until that day (YYYY-MM-DD), or a YAML file of such")  # fmt: skip
    parser.add_argument("--baseline", metavar="FILE", help="an earlier report (--format json): only what is new counts")
    parser.add_argument("--record", metavar="FILE", help="also keep what was observed, to be judged elsewhere")
    parser.add_argument("--replay", metavar="FILE", help="judge a recording; nothing is asked of any network")
    check_sites.configure(parser)
    check_parts.configure(parser)
    parser.add_argument("--format", choices=formats(), default="text", help="how to print the report")
    parser.add_argument("--output", metavar="FILE", help="write the report to a file, in UTF-8")
    parser.add_argument("--knowledge", metavar="DIR", type=Path, help="further articles")


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is no time limit; give seconds, such as 40")
    return value


def run(args: argparse.Namespace) -> int:
    """Check, print, and say by exit code how it went."""
    from cccdiag.checks import doctor
    from cccdiag.cli import check_inputs

    try:
        exceptions = check_inputs.exceptions(args.suppress, args.baseline)
        check_parts.refuse_together(args)
        if check_parts.asked(args) and not args.list:
            return check_parts.run(args, check_parts.Hands(_examined, _report, exceptions))
        checks = doctor.chosen(args.only, args.skip, (_ROUNDTRIP,) if args.roundtrip else ())
        _refuse_together(args)
        check_sites.refuse_together(args)
        if args.list:
            from cccdiag.cli import check_list

            return check_list.run(args)
        if args.replay:
            return _replay(args, exceptions)
    except (InputError, ProfileError) as error:
        return _without(args, error, None, "Correct the command line: cccdiag check --help")
    exceptions.remark_ended()
    if check_sites.asked(args):
        return _many(args, checks, exceptions)
    if args.demo:
        return _demo(args, checks, exceptions)
    return _sites(args, checks, exceptions)


def _refuse_together(args: argparse.Namespace) -> None:
    if args.replay and (args.demo or args.profile or args.record or args.only or args.skip or args.roundtrip):
        raise InputError(
            "--replay judges what was recorded; it goes with --format, --output, --suppress, --baseline, --knowledge only"
        )
    if args.record and len(args.profile or ()) > 1:
        raise InputError("--record keeps one site; give one --profile")


def _demo(args: argparse.Namespace, checks: Sequence[Check], exceptions: Exceptions) -> int:
    with _demonstration() as profile:
        return _report(args, [_examined(args, _site(args, profile, {}, "cccdiag check --demo"), checks, exceptions)])


def _many(args: argparse.Namespace, checks: Sequence[Check], exceptions: Exceptions) -> int:
    """Many sites, or one that is watched."""
    with _demonstration() if args.demo else nullcontext() as demo:
        sites = check_sites.Sites(args, checks, exceptions, _prompt(), demo)
        try:
            if args.serve:
                from cccdiag.cli import check_serve

                return check_serve.run(args, sites)
            if args.every:
                from cccdiag.cli import check_watch

                return check_watch.run(args, sites)
            with check_sites.progress(len(sites.places())) as settled:
                reports = sites.look(settled)
        except InputError as error:
            return _without(args, error, None, "Correct the command line: cccdiag check --help")
    return _report(args, reports)


@contextmanager
def _demonstration() -> Iterator[Profile]:
    from cccdiag.client.profile import Credentials, Profile
    from cccdiag.emulator import Emulator

    console.remark("Starting a gateway on this machine for a demonstration (DEMO) …")
    with Emulator() as gateway:
        credentials = Credentials(gateway.username, gateway.password, gateway.access_key, gateway.access_secret)
        yield Profile(name="demo", endpoint=gateway.endpoint, wsdl=gateway.wsdl, expect_mode="DEMO", product=gateway.product,
                      credentials=credentials)  # fmt: skip


def _sites(args: argparse.Namespace, checks: Sequence[Check], exceptions: Exceptions) -> int:
    from cccdiag.client import profile

    reports = []
    for name in args.profile or [None]:
        try:
            known = profile.load(name, os.environ, _prompt(), or_marketplace=True)
        except ProfileError as error:
            if len(args.profile or ()) < 2:
                return _without(args, error, name)
            reports.append(_missing(error, name))
            continue
        again = f"cccdiag check --profile {name}" if name else "cccdiag check"
        reports.append(_examined(args, _site(args, known, dict(os.environ), again), checks, exceptions))
    return _report(args, reports)


def _prompt() -> Callable[[str], str] | None:
    """Who asks for a value of a profile that says ``prompt``; nobody where there is no terminal."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    from getpass import getpass

    return lambda asked: getpass(f"{asked}: ")


def _site(args: argparse.Namespace, profile: Profile, environ: dict[str, str], again: str) -> Site:
    from cccdiag.checks.site import Site
    from cccdiag.client.wsdl_copy import Shelf
    from cccdiag.kb.find import knowledge

    shelf = None if args.demo else Shelf()
    gateway = knowledge(args.knowledge).gateway()
    return Site(
        profile=profile, gateway=gateway, environ=environ, shelf=shelf, again=again, cloud=check_parts.cloud(args)
    )


def _examined(args: argparse.Namespace, site: Site, checks: Sequence[Check], exceptions: Exceptions) -> Report:
    from cccdiag.checks import core, doctor
    from cccdiag.kb.find import knowledge

    with _patience() as slow:
        checks = doctor.fitting(checks, site)
        results = core.run(checks, site, args.timeout, core.Listener(slow=slow))
    if args.record:
        import datetime as dt

        from cccdiag.checks import recording

        console.emit_json(recording.record(site, checks, results, dt.datetime.now(dt.UTC)), args.record)
    return doctor.concluded(site, exceptions.applied(results, site.profile.name), knowledge(args.knowledge))


@contextmanager
def _patience() -> Iterator[Callable[[Check], None]]:
    """Who says which check is slow: on a terminal only."""

    def say(one: Check) -> None:
        if sys.stderr.isatty():
            console.remark(f"Still waiting for {one.id} ({one.title.lower()}) …")

    yield say


def _replay(args: argparse.Namespace, exceptions: Exceptions) -> int:
    from cccdiag.checks import doctor, recording
    from cccdiag.cli import check_inputs
    from cccdiag.kb.find import knowledge

    facts = knowledge(args.knowledge)
    document = check_inputs.document(args.replay)
    recorded = recording.replay(document, doctor.every_check(), facts.gateway(), args.replay)
    exceptions.remark_ended(recorded.day)
    results = exceptions.applied(recorded.results, recorded.site.profile.name, recorded.day)
    return _report(args, [doctor.concluded(recorded.site, results, facts)])


def _missing(error: CccDiagError, name: str | None, *way_on: str) -> Report:
    from cccdiag.checks import doctor

    return doctor.without_profile(error, name, doctor.chosen(), *way_on)


def _without(args: argparse.Namespace, error: CccDiagError, name: str | None, *way_on: str) -> int:
    """Could not run: a sentence for a person, a report in the asked form for a program."""
    if args.format != "json":
        console.remark(f"cccdiag check: {error}")
    if args.format != "text":
        _print(args, [_missing(error, name, *way_on)])
    return _COULD_NOT_RUN


def _report(args: argparse.Namespace, reports: Sequence[Report]) -> int:
    from cccdiag.report import wording

    _print(args, reports)
    return _COULD_NOT_RUN if wording.could_not_run(reports) else _EXIT[wording.worst(reports)]


def _print(args: argparse.Namespace, reports: Sequence[Report]) -> None:
    if args.format == "json":
        from cccdiag.checks.model import document, documents

        single = len(reports) == 1 and not check_sites.many(args)
        console.emit_json(document(reports[0]) if single else documents(reports), args.output)
        return
    import importlib
    import shutil

    table = args.format == "text" and check_sites.many(args)
    form = importlib.import_module("cccdiag.report.sites_text" if table else f"cccdiag.report.check_{args.format}")
    shown = {}
    if args.format == "text":
        width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
        shown = {"colour": args.output is None and console.wants_colour(), "width": width}
    console.emit(form.render(reports, **shown), args.output)
