"""``cccdiag check marketplace``: the way to CCC's Marketplace and to every CCC host that settings or a log name, without a login."""

from __future__ import annotations

import argparse
import dataclasses
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cccdiag.cli import check_parts, console
from cccdiag.errors import InputError

if TYPE_CHECKING:
    from cccdiag.checks.model import Check
    from cccdiag.checks.site import Site
    from cccdiag.cli.check_parts import Hands
    from cccdiag.kb.index import Knowledge

# The keys of the Customization Manager whose hosts ILLiad and Ares call.
_KEYS = ("CCCMarketplaceUrl", "CCCECCGatewayURL")


def run(args: argparse.Namespace, hands: Hands) -> int:
    """Look at the way to each address and print the report."""
    seen, checks = site(args), chosen(args)
    return hands.report(args, [hands.examined(args, seen, checks, hands.exceptions)])


def chosen(args: argparse.Namespace) -> tuple[Check, ...]:
    """The checks of this part, as far as they were asked for.

    Raises:
        InputError: none of them was.
    """
    from cccdiag.checks import doctor, marketplace

    mine = (*marketplace.CHAIN, "marketplace.reach", "cloud.events")
    left = tuple(one for one in doctor.chosen(args.only, args.skip) if one.id in mine)
    if not any(not args.only or {one.id, one.layer} & set(args.only) for one in left):
        raise InputError(f"no check is left to run; the way to Marketplace has these: {', '.join(mine)}")
    return left


def site(args: argparse.Namespace) -> Site:
    """The addresses of the command line, the profile, the settings and the log, seen from this machine.

    Raises:
        InputError: an address is none, or a file cannot be read.
        ProfileError: the profile is wrong.
    """
    from cccdiag.checks import marketplace
    from cccdiag.checks.site import Site
    from cccdiag.client import profile
    from cccdiag.kb.find import knowledge

    facts = knowledge(args.knowledge)
    way = profile.without_login(args.profile[0] if args.profile else None, os.environ)
    named = tuple(_checked(args.url or ())) or way.marketplace or (marketplace.ADDRESS,)
    if args.settings:
        named += tuple(_in_settings(args, facts))
    if args.log:
        named += _in_log(args.log, facts)
    addresses = tuple(dict.fromkeys(named))
    name = way.name if args.profile or way.marketplace else "marketplace"
    known = dataclasses.replace(way, name=name, endpoint=addresses[0], marketplace=addresses)
    again = "cccdiag check marketplace" + "".join(
        f" --url {one}" for one in addresses if addresses != (marketplace.ADDRESS,)
    )
    return Site(
        profile=known, gateway=facts.gateway(), environ=dict(os.environ), again=again, cloud=check_parts.cloud(args)
    )


def _checked(urls: Iterable[str]) -> Iterator[str]:
    from cccdiag.client.profile import address_problem

    for url in urls:
        if problem := address_problem(url):
            raise InputError(f"the --url {problem}; it looks like https://host/path")
        yield url


def _in_settings(args: argparse.Namespace, facts: Knowledge) -> Iterator[str]:
    from cccdiag.checks.settings import Names, read
    from cccdiag.client.profile import address_problem

    export = read(Path(args.settings).name, check_parts.content(args.settings), Names.of(facts))
    for key in _KEYS:
        for one in export.of(key):
            if one.text and (problem := address_problem(one.text)):
                console.remark(f"cccdiag check: {key} ({one.place}) {problem}; it is not looked at")
            elif one.text:
                parts = urlsplit(one.text)
                yield f"{parts.scheme}://{parts.netloc}{parts.path}"


def _in_log(name: str, facts: Knowledge) -> tuple[str, ...]:
    from cccdiag.checks import marketplace
    from cccdiag.triage.sources import sources

    found: dict[str, None] = {}
    notes = []
    for source in sources([name]):
        if source.open is None:
            notes.append(source.note)
            continue
        with source.open() as stream:
            found |= dict.fromkeys(marketplace.in_log(stream, facts.document("products")["hosts"]))
    if not found and notes:
        raise InputError(f"{name} cannot be read: {notes[0]}")
    if not found:
        console.remark(f"cccdiag check: {name} names no host of CCC")
    return tuple(found)
