"""Make, list, show and test profiles. A profile describes one site; it holds references to secrets, never secrets.

  cccdiag profile init main --endpoint https://gateway.example/AcademicGateway
  cccdiag profile test main

Without a name the profile is called default, and the other commands use it by themselves.
Exit code: 0 done or complete, 2 a value is missing, 3 could not run.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from typing import Any

from cccdiag.cli import console
from cccdiag.client import profile, profile_file
from cccdiag.client.references import Value
from cccdiag.errors import ProfileError
from cccdiag.secrets import Secret

_EXAMPLE = "https://gateway.example/AcademicGateway"
_INCOMPLETE = 2


def configure(parser: argparse.ArgumentParser) -> None:
    """Actions of ``cccdiag profile`` and their options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    init = actions.add_parser("init", help="write a new profile; never over an old one")
    init.add_argument("name", nargs="?", default=profile_file.DEFAULT, metavar="NAME|FILE")
    init.add_argument("--endpoint", default=_EXAMPLE, metavar="URL", help="the gateway's address")
    init.add_argument(
        "--expect-mode", choices=profile.MODES, default="DEMO", help="what the gateway should call itself"
    )
    listing = actions.add_parser("list", help="the profiles in the folder of profiles")
    show = actions.add_parser("show", help="each value of a profile and where it comes from; secrets stay hidden")
    test = actions.add_parser("test", help="follow the references and say what is missing; asks nobody on the network")
    for action in (show, test):
        action.add_argument("name", nargs="?", metavar="NAME|FILE")
    for action in (listing, show, test):
        action.add_argument("--format", choices=("text", "json"), default="text", help="how to print")
        action.add_argument("--output", metavar="FILE", help="write it to a file, in UTF-8")


def run(args: argparse.Namespace) -> int:
    """Do one action."""
    actions: dict[str, Callable[[argparse.Namespace], int]] = {
        "init": _init,
        "list": _list,
        "show": _show,
        "test": _test,
    }
    return actions[args.action](args)


def _init(args: argparse.Namespace) -> int:
    if problem := profile.address_problem(args.endpoint):
        raise ProfileError(f"The endpoint {problem}; it looks like https://host/path.")
    path = profile_file.path_of(args.name)
    profile_file.create(path, args.endpoint, args.expect_mode)
    console.emit(f"{path}\n")
    console.remark(f"Written. Edit it, then: cccdiag profile test {args.name}")
    return 0


def _list(args: argparse.Namespace) -> int:
    rows = [_row(name) for name in profile_file.names()]
    if args.format == "json":
        document = {"schema": "cccdiag.profiles/1", "folder": str(profile_file.folder()), "profiles": rows}
        console.emit_json(document, args.output)
        return 0
    if not rows:
        console.remark(f"There are no profiles in {profile_file.folder()}; make one with: cccdiag profile init")
    console.emit(
        "".join(f"{row['name']:<20} {row['endpoint'] or row['problem'] or '-'}\n" for row in rows), args.output
    )
    return 0


def _row(name: str) -> dict[str, str | None]:
    path = profile_file.path_of(name)
    try:
        written = profile_file.read(path)
    except ProfileError as error:
        return {"name": name, "path": str(path), "endpoint": None, "problem": str(error)}
    return {"name": name, "path": str(path), "endpoint": written.endpoint or written.marketplace, "problem": None}


def _show(args: argparse.Namespace) -> int:
    name, _, values = profile.settle(args.name, os.environ)
    _print(args, _document(name, values, remarks=()))
    return 0


def _test(args: argparse.Namespace) -> int:
    name, _, values = profile.settle(args.name, os.environ)
    try:
        loaded = profile.load(args.name, os.environ, _prompt(), or_marketplace=True)
    except ProfileError as error:
        _print(args, _document(name, values, remarks=(str(error),)))
        return _INCOMPLETE
    remarks = list(loaded.remarks)
    if loaded.endpoint == _EXAMPLE:
        remarks.append(f"{_EXAMPLE} is only an example; write the address that CCC gave you")
    if not loaded.gateway:
        remarks.append("it names Marketplace and no gateway: cccdiag check looks at the way there")
    _print(args, _document(name, values, remarks=tuple(remarks), complete=True))
    return 0


def _prompt() -> Callable[[str], str] | None:
    if not sys.stdin.isatty():
        return None
    import getpass

    return lambda asked: getpass.getpass(f"{asked}: ")


def _document(
    name: str, values: dict[str, Value], remarks: tuple[str, ...], *, complete: bool = False
) -> dict[str, Any]:
    fields = [_field(key, values[key]) for key in profile.FIELDS if key in values]
    fields += [
        {"field": key, "value": None, "source": None, "problem": "is missing"}
        for key in profile.REQUIRED
        if key not in values and not complete
    ]
    return {
        "schema": "cccdiag.profile/1",
        "profile": name,
        "complete": complete,
        "fields": fields,
        "remarks": list(remarks),
    }


def _field(key: str, value: Value) -> dict[str, str | None]:
    shown = value.text
    if key in profile.SECRETS and value.text is not None:
        Secret(value.text, value.source)
        shown = None
    elif key == "proxy" and value.text is not None:
        shown = value.text.rpartition("@")[2]
    return {"field": key, "value": shown, "source": value.source, "problem": value.problem}


def _print(args: argparse.Namespace, document: dict[str, Any]) -> None:
    if args.format == "json":
        console.emit_json(document, args.output)
        return
    lines = [f"profile {document['profile']}"]
    for field in document["fields"]:
        secret = field["field"] in profile.SECRETS and field["problem"] is None
        shown = field["problem"] or ("(hidden)" if secret else field["value"])
        lines.append(f"  {field['field']:<14} {shown}" + (f"  [{field['source']}]" if field["source"] else ""))
    lines += [f"  {remark}" for remark in document["remarks"]]
    lines += ["  complete"] if document["complete"] else []
    console.emit("\n".join(lines) + "\n", args.output)
