"""``cccdiag check atlas --illiad|--ares --settings FILE``: the checks of a library's settings, as any other check is run and printed."""

from __future__ import annotations

import argparse
from pathlib import Path

from cccdiag.cli.check_parts import Hands, library


def run(args: argparse.Namespace, hands: Hands) -> int:
    """Read the files, run the checks of the atlas layer, print the report."""
    from cccdiag.checks import doctor
    from cccdiag.checks.site import Site
    from cccdiag.client.profile import Profile
    from cccdiag.kb.find import knowledge

    facts = knowledge(args.knowledge)
    layer = tuple(one.id for one in doctor.every_check() if one.layer == "atlas")
    wanted = tuple(id_ for id_ in layer if not args.only or id_ in args.only or "atlas" in args.only)
    checks = doctor.chosen(args.only or ("atlas",), args.skip, wanted)
    seen = library(args, args.system, facts)
    profile = Profile(name=Path(args.settings).name, endpoint="")
    again = f"cccdiag check atlas --{args.system} --settings {_quoted(args.settings)}"
    site = Site(profile=profile, gateway=facts.gateway(), library=seen, again=f"{again}{_told(args)}")
    return hands.report(args, [hands.examined(args, site, checks, hands.exceptions)])


def _told(args: argparse.Namespace) -> str:
    """What the person said, to be said again."""
    words = (
        ("--billing", args.billing),
        ("--site", args.site),
        ("--product-version", args.product_version),
        ("--countries", args.countries),
    )
    return "".join(f" {word} {_quoted(value)}" for word, value in words if value) + (" --no-ccc" if args.no_ccc else "")


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
