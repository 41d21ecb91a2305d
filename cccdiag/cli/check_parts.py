"""``cccdiag check`` of one side of a library: its settings (``atlas``), the way to Marketplace, and the guide through both."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cccdiag.errors import InputError

if TYPE_CHECKING:
    from cccdiag.checks.library import Library
    from cccdiag.checks.model import Check, Report
    from cccdiag.checks.site import Site
    from cccdiag.cli.check_inputs import Exceptions
    from cccdiag.kb.index import Knowledge

PARTS = ("atlas", "marketplace")
_WITHOUT_SITE = {"marketplace", "marketplace.reach", "cloud", "cloud.events"}
_LARGEST = 16 * 1024 * 1024
# Options that belong to a part, and to which.
_OF_ATLAS = ("billing", "site", "no_ccc", "countries", "product_version")
_OF_MARKETPLACE = ("url", "log")


@dataclass(frozen=True, slots=True)
class Hands:
    """What ``cccdiag check`` does for its parts: run the checks, print the reports, ask for a secret."""

    examined: Callable[[argparse.Namespace, Site, Sequence[Check], Exceptions], Report]
    report: Callable[[argparse.Namespace, Sequence[Report]], int]
    exceptions: Exceptions


def configure(parser: argparse.ArgumentParser) -> None:
    """The word and the options of the parts."""
    parser.add_argument(
        "part",
        nargs="?",
        choices=PARTS,
        help="atlas: settings that were exported from ILLiad or Ares; marketplace: the way to CCC's Marketplace (default: a site's gateway)",
    )
    atlas = parser.add_argument_group("a library's settings (atlas; --settings alone means it too)")
    product = atlas.add_mutually_exclusive_group()
    product.add_argument(
        "--illiad", action="store_const", const="illiad", dest="system", help="the settings are ILLiad's"
    )
    product.add_argument("--ares", action="store_const", const="ares", dest="system", help="the settings are Ares's")
    atlas.add_argument(
        "--settings", metavar="FILE", help="the customization table as CSV, TSV, XLSX, JSON or pasted text"
    )
    atlas.add_argument(
        "--billing", metavar="FILE", help="the billing details on Marketplace, unless they stand in the same file"
    )
    atlas.add_argument("--site", metavar="NVTGC", help="only this site's settings and row of LocalInfo")
    atlas.add_argument("--product-version", metavar="X.Y.Z", help="the Client's version, unless it stands in the file")
    atlas.add_argument("--no-ccc", action="store_true", help="the library does not order through CCC")
    atlas.add_argument("--countries", choices=("one", "several"), help="in how many countries the institution works")
    reach = parser.add_argument_group("the way to Marketplace (marketplace)")
    reach.add_argument(
        "--url", action="append", metavar="URL", help="another address to reach; may be given several times"
    )
    reach.add_argument("--from", dest="log", metavar="LOG", help="also the CCC hosts that a log names")
    guide = parser.add_argument_group("the guide")
    guide.add_argument(
        "--guide",
        nargs="?",
        const="ccc-authentication",
        metavar="ID",
        help="be led through the order of work, question by question",
    )
    guide.add_argument(
        "--answers", metavar="FILE", help="answer from a YAML or JSON file: product, and answers by question"
    )
    guide.add_argument("--summary", metavar="FILE", help="write the Markdown summary for the ticket to this file")


def asked(args: argparse.Namespace) -> bool:
    """Whether the command line is about a part."""
    return bool(args.part or args.settings or args.guide or args.system or _needs_no_site(args))


def _needs_no_site(args: argparse.Namespace) -> bool:
    """Whether nothing is asked for but Marketplace or the cloud, and no site is named: neither takes a gateway."""
    named = args.profile or args.demo or args.replay or args.all or args.profiles or args.every or args.serve
    return bool(args.only) and set(args.only) <= _WITHOUT_SITE and not named


def refuse_together(args: argparse.Namespace) -> None:
    """Refuse what makes no sense together.

    Raises:
        InputError: with the two that do not go together, or what is missing.
    """
    _refuse_of_others(args)
    if args.cloud and args.demo:
        raise InputError("--cloud asks Amazon about real sites; it does not go with --demo")
    if not asked(args):
        return
    others = [
        word for word in ("demo", "replay", "roundtrip", "all", "profiles", "every", "serve") if getattr(args, word)
    ]
    if others:
        mine = args.part or ("--guide" if args.guide else "--settings" if args.settings else f"--{args.system}")
        raise InputError(f"{mine} and --{others[0]} do not go together")
    if args.part and args.guide:
        raise InputError("--guide goes through settings and Marketplace by itself; leave out the word " + args.part)
    if (args.settings and not args.system and args.part != "marketplace" and not args.guide) or (
        args.part == "atlas" and not args.system
    ):
        raise InputError("say whose settings they are: --illiad or --ares")
    if args.system and not args.settings and not args.guide:
        raise InputError(
            f"--{args.system} needs the file of settings: --settings FILE (or a way through the questions: --guide)"
        )
    if len(args.profile or ()) > 1:
        raise InputError("give one --profile; marketplace and --guide look at one site")


def _refuse_of_others(args: argparse.Namespace) -> None:
    """Refuse options of a part that is not asked for."""
    for words, where, fits in (
        (_OF_ATLAS, "--settings FILE", bool(args.settings)),
        (_OF_MARKETPLACE, "marketplace", args.part == "marketplace" or bool(args.guide)),
        (("answers", "summary"), "--guide", bool(args.guide)),
    ):
        for word in words:
            if getattr(args, word) and not fits:
                raise InputError(f"{_spelled(word)} belongs to `cccdiag check … {where}`")


def _spelled(word: str) -> str:
    return {"log": "--from"}.get(word, f"--{word.replace('_', '-')}")


def cloud(args: argparse.Namespace) -> Literal["always", "never", "trouble"]:
    """When the cloud's public list is asked."""
    if args.demo:
        return "never"
    return "always" if args.cloud or {"cloud", "cloud.events"} & set(args.only) else "trouble"


def run(args: argparse.Namespace, hands: Hands) -> int:
    """Do the part that was asked for."""
    name = "guide" if args.guide else args.part or ("atlas" if args.settings else "marketplace")
    return int(importlib.import_module(f"cccdiag.cli.check_{name}").run(args, hands))


def library(args: argparse.Namespace, product: str, knowledge: Knowledge) -> Library:
    """The library that the options describe.

    Raises:
        InputError: a file cannot be read, or holds nothing that was looked for.
    """
    from cccdiag.checks import atlas

    return atlas.library_of(
        knowledge,
        "illiad" if product == "illiad" else "ares",
        (Path(args.settings).name, content(args.settings)),
        (Path(args.billing).name, content(args.billing)) if args.billing else None,
        uses_ccc=False if args.no_ccc else None,
        countries=args.countries,
        version=args.product_version,
        site=args.site,
    )


def content(file: str) -> bytes:
    """The bytes of a file; ``-`` is standard input.

    Raises:
        InputError: it cannot be read, or is larger than anything of this kind.
    """
    import sys

    try:
        if file == "-":
            return sys.stdin.buffer.read(_LARGEST + 1)
        with Path(file).open("rb") as stream:
            return stream.read(_LARGEST + 1)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}") from None
