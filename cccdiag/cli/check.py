"""Walk the layers of a site's CCC set-up, name the first that is broken and the first thing to do.

Only reads: the one gateway call it makes is checkOrderDetailStatus for an order that cannot exist.
Exit code: 0 ok, 1 warning, 2 failed, 3 could not run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from cccdiag.cli import console
from cccdiag.errors import InputError, ProfileError

_EXIT = {"ok": 0, "warn": 1, "fail": 2}
_COULD_NOT_RUN = 3


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of ``cccdiag check``."""
    parser.add_argument("--demo", action="store_true", help="check a gateway emulated on this machine")
    parser.add_argument("--profile", metavar="NAME|FILE", help="the profile to check (default: CCCDIAG_PROFILE, else default)")
    parser.add_argument("--only", action="append", default=[], metavar="ID", help="only this check or layer, with what it needs")
    parser.add_argument("--skip", action="append", default=[], metavar="ID", help="leave out this check or layer")
    parser.add_argument("--list", action="store_true", help="list the checks and stop")
    parser.add_argument("--timeout", type=_seconds, default=40.0, metavar="SECONDS", help="limit for the whole check (default 40)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print the report")
    parser.add_argument("--output", metavar="FILE", help="write the report to a file, in UTF-8")
    parser.add_argument("--knowledge", metavar="DIR", type=Path, help="further articles")


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is no time limit; give seconds, such as 40")
    return value


def run(args: argparse.Namespace) -> int:
    """Check, print, and say by exit code how it went."""
    from cccdiag.checks import doctor

    try:
        doctor.chosen(args.only, args.skip)
    except InputError as error:
        console.remark(f"cccdiag check: {error}")
        return _without(args, ProfileError(str(error)))
    if args.list:
        console.emit("".join(f"{one.id:<22} {one.title}\n" for one in doctor.every_check()), args.output)
        return 0
    if args.demo:
        return _demo(args)
    from cccdiag.client import profile

    try:
        site_profile = profile.load(args.profile, os.environ)
    except ProfileError as error:
        if args.format == "text":
            console.remark(f"cccdiag check: {error}")
            return _COULD_NOT_RUN
        return _without(args, error)
    return _examine(args, site_profile, dict(os.environ))


def _demo(args: argparse.Namespace) -> int:
    from cccdiag.client.profile import Credentials, Profile
    from cccdiag.emulator import Emulator

    console.remark("Starting a gateway on this machine for a demonstration (DEMO) …")
    with Emulator() as gateway:
        credentials = Credentials(gateway.username, gateway.password, gateway.access_key, gateway.access_secret)
        site_profile = Profile(name="demo", endpoint=gateway.endpoint, wsdl=gateway.wsdl, expect_mode="DEMO", product=gateway.product,
                               credentials=credentials)  # fmt: skip
        return _examine(args, site_profile, {})


def _examine(args: argparse.Namespace, site_profile: object, environ: dict[str, str]) -> int:
    from cccdiag.checks import doctor
    from cccdiag.checks.site import Site
    from cccdiag.kb.find import knowledge

    facts = knowledge(args.knowledge)
    site = Site(profile=site_profile, gateway=facts.gateway(), environ=environ)  # type: ignore[arg-type]
    report = doctor.examine(site, facts, doctor.chosen(args.only, args.skip), args.timeout)
    _print(args, report)
    return _EXIT[report.status]


def _without(args: argparse.Namespace, error: ProfileError) -> int:
    from cccdiag.checks import doctor

    if args.format == "json":
        _print(args, doctor.without_profile(error, args.profile, doctor.every_check()))
    return _COULD_NOT_RUN


def _print(args: argparse.Namespace, report: object) -> None:
    from cccdiag.checks.model import Report, document
    from cccdiag.report import check_text

    assert isinstance(report, Report)
    if args.format == "json":
        console.emit_json(document(report), args.output)
        return
    colour = args.output is None and console.wants_colour()
    width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
    console.emit(check_text.render(report, colour=colour, width=width), args.output)
