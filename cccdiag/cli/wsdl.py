"""Keep a local copy of the gateway's published description (WSDL and schema), and compare it with what cccdiag knows.

  cccdiag wsdl refresh      ask the site, at most once a week unless --force is given
  cccdiag wsdl show         what the copy describes: operations and fields
  cccdiag wsdl diff         where it differs from what cccdiag knows, operation by operation and field by field

No call ever waits for this. Exit code: 0 done, or no difference; 1 differences; 3 could not run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
from typing import Any

from cccdiag.cli import console
from cccdiag.client import profile
from cccdiag.client.wsdl_copy import WEEK, Copy, Shelf, State, address, refresh
from cccdiag.errors import InputError, ProfileError
from cccdiag.kb.find import knowledge
from cccdiag.soap import wsdl_reader
from cccdiag.soap.wsdl_reader import Published

ACTIONS = ("refresh", "show", "diff")
_SAID = {
    "new": "the first copy was made",
    "updated": "the description has changed; the copy is new",
    "unchanged": "the description has not changed",
    "recent": f"asked less than {WEEK.days} days ago; --force asks now",
    "kept": "",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of ``cccdiag wsdl``."""
    parser.add_argument("action", choices=ACTIONS, help=f"one of {', '.join(ACTIONS)}")
    parser.add_argument("--profile", metavar="NAME|FILE", help="the site (default: CCCDIAG_PROFILE, else default)")
    parser.add_argument("--url", help="the address of the WSDL itself, where there is no profile")
    parser.add_argument("--force", action="store_true", help="refresh: ask although the copy is recent")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print")
    parser.add_argument("--output", metavar="FILE", help="write it to a file, in UTF-8")


def run(args: argparse.Namespace) -> int:
    """Do one action."""
    gateway = knowledge().gateway()
    site = _site(args)
    shelf, url = Shelf(), address(site, gateway)
    state: State | str = "kept"
    copy = shelf.load(url)
    if args.action == "refresh":
        state, copy = refresh(site, gateway, shelf, dt.datetime.now(dt.UTC), os.environ, force=args.force)
    if copy is None:
        raise InputError(f"there is no copy of {url} yet; make one with: cccdiag wsdl refresh")
    published = copy.published()
    drift = wsdl_reader.drift(published, gateway)
    if args.format == "json":
        console.emit_json(_document(copy, state, published, drift), args.output)
    else:
        texts = {"refresh": _refreshed, "show": _shown, "diff": _differs}
        console.emit(f"{url}\n" + texts[args.action](copy, state, published, drift), args.output)
    return 1 if args.action == "diff" and drift else 0


def _site(args: argparse.Namespace) -> profile.Profile:
    if args.url:
        if problem := profile.address_problem(args.url):
            raise ProfileError(f"The address of the WSDL {problem}; it looks like https://host/path.")
        return profile.Profile("url", args.url, wsdl=args.url)
    return profile.load(args.profile, os.environ)


def _refreshed(copy: Copy, state: str, published: Published, drift: tuple[str, ...]) -> str:
    del published
    also = f"It differs from what cccdiag knows in {len(drift)} points: cccdiag wsdl diff\n" if drift else ""
    return f"  {_SAID[state]}\n  fetched {copy.fetched:%Y-%m-%d %H:%M}, asked {copy.checked:%Y-%m-%d %H:%M} (UTC), in {copy.folder}\n{also}"


def _shown(copy: Copy, state: str, published: Published, drift: tuple[str, ...]) -> str:
    lines = [_refreshed(copy, state, published, drift).removeprefix("  \n"), f"endpoint {published.address}"]
    for operation in published.operations:
        fields = "(not described)"
        if operation.fields is not None:
            fields = ", ".join(f"{field.name} {field.type}" for field in operation.fields)
        lines.append(f"{operation.name}: {fields}")
    return "\n".join(lines) + "\n"


def _differs(copy: Copy, state: str, published: Published, drift: tuple[str, ...]) -> str:
    del copy, state, published
    return "".join(f"  {sentence}\n" for sentence in drift) or "  no difference to what cccdiag knows\n"


def _document(copy: Copy, state: str, published: Published, drift: tuple[str, ...]) -> dict[str, Any]:
    return {
        "schema": "cccdiag.wsdl/1",
        "url": copy.url,
        "state": state,
        "folder": str(copy.folder),
        "fetched": copy.fetched.isoformat(),
        "checked": copy.checked.isoformat(),
        "endpoint": published.address,
        "operations": [
            {
                "name": operation.name,
                "fields": None
                if operation.fields is None
                else [{"name": field.name, "type": field.type} for field in operation.fields],
            }
            for operation in published.operations
        ],
        "drift": list(drift),
    }
