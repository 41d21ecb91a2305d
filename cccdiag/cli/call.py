"""Call one of the gateway's seven operations, once or for each row of a table.

  cccdiag call checkOrderDetailStatus --order-detail-id 27
  cccdiag call createOrderDetail --values order.yaml --dry-run
  cccdiag call createOrderDetail --order-header-id 12 --from orders.csv

User name, password, access key and secret come from the profile, never from the command line. The values are checked before
anything is sent. Operations that change orders are sent to this machine and to known DEMO systems only, unless you say
--allow-prod. Exit code: 0 answered, 2 refused or not sent, 3 failed, outcome unknown, or could not run.

With --from all rows are checked before the first is sent. Each is journalled, so the same command goes on after a crash and sends
no row twice; rows whose outcome is unknown wait for: cccdiag journal.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from cccdiag.cli import call_batch, console
from cccdiag.cli.call_values import add_options, collect
from cccdiag.client import profile
from cccdiag.client.call_outcome import Outcome, document, impossible, outcome, text
from cccdiag.client.gateway import GatewayClient, Values
from cccdiag.client.journal import Journal
from cccdiag.client.modes import announcements
from cccdiag.client.outcomes import Word
from cccdiag.errors import CccDiagError, ProfileError, ValidationError
from cccdiag.kb.find import knowledge
from cccdiag.soap.head import masked
from cccdiag.spec.model import Gateway, Operation

_EXIT: Mapping[Word, int] = {"answered": 0, "refused": 2, "not-sent": 2, "failed": 3, "unknown": 3}
_COULD_NOT_RUN = 3
# Where a line may end in a request that is shown: behind the declaration, a wrapper's tag or an element of the operation.
_LINE_END = re.compile(r"(\?>|<(?:S|ns2):[^>]*>|</[^>]*>)(?=<)")


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of ``cccdiag call``; one for each field of the spec."""
    gateway = knowledge().gateway()
    names = ", ".join(operation.name for operation in gateway.operations)
    parser.add_argument("operation", help=f"one of {names}")
    parser.add_argument(
        "--profile", metavar="NAME|FILE", help="whom to ask, as whom (default: CCCDIAG_PROFILE, else default)"
    )
    parser.add_argument(
        "--values", metavar="FILE|-", help="fields and values as JSON or YAML; what stands in an option counts more"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="show the request (redacted) and what is wrong with it; send nothing"
    )
    parser.add_argument(
        "--allow-prod", action="store_true", help="let it change orders on what may be a production system"
    )
    parser.add_argument(
        "--show-exchange", action="store_true", help="show on stderr what was sent and what came back (redacted)"
    )
    parser.add_argument(
        "--journal", metavar="FILE", help="the journal to write (default: your own, see: cccdiag journal)"
    )
    batch = parser.add_argument_group("many calls")
    batch.add_argument(
        "--from", dest="source", metavar="FILE", help="a CSV file whose columns are fields, one call a row"
    )
    batch.add_argument("--results", metavar="FILE", help="what became of each row, as CSV (default: FILE.results.csv)")
    batch.add_argument("--batch", metavar="NAME", help="set rows apart from equal ones that were sent before")
    batch.add_argument("--keep-going", action="store_true", help="do not stop at an unknown outcome")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print the outcome")
    parser.add_argument("--output", metavar="FILE", help="write the outcome to a file, in UTF-8")
    add_options(parser, gateway)


def run(args: argparse.Namespace) -> int:
    """Call, print, and say by exit code how it went."""
    try:
        values = collect(args)
        site = profile.load(args.profile, os.environ, _prompt(args))
        facts = knowledge()
        journal = Journal(Path(args.journal)) if args.journal else None
        with GatewayClient(site, facts.gateway(), journal=journal, allow_prod=args.allow_prod) as client:
            operation = client.operation(args.operation)
            for said in site.remarks:
                console.remark(f"cccdiag call: {said}")
            if args.source:
                return call_batch.run(args, client, operation, values, facts)
            if args.dry_run:
                return _rehearse(args, client, operation, values)
            became = outcome(client, operation, values, facts)
            if args.show_exchange:
                say_exchange(client)
            say_trouble(client)
            say_mode(became, site, facts.gateway())
    except CccDiagError as error:
        console.remark(f"cccdiag call: {error}")
        missing = error.missing if isinstance(error, ProfileError) else ()
        if args.format == "json":
            console.emit_json(document(impossible(args.operation, error, missing)), args.output)
        return _COULD_NOT_RUN
    _print(args, became, facts.gateway(), values)
    return _EXIT[became.word]


def _prompt(args: argparse.Namespace) -> Callable[[str], str] | None:
    if args.values == "-" or not sys.stdin.isatty():
        return None
    import getpass

    return lambda asked: getpass.getpass(f"{asked}: ")


def _rehearse(args: argparse.Namespace, client: GatewayClient, operation: Operation, values: Values) -> int:
    complete = client.complete(operation, values)
    violations = client.violations(operation, complete)
    try:
        shown = _shown(client, operation, complete)
    except ValidationError:
        shown = "(no request can be written of these values)\n"
    became = Outcome(
        operation.name,
        "not-sent",
        violations=tuple(violations),
        sentence=None if violations else "Nothing is wrong with it.",
    )
    if args.format == "json":
        console.remark(shown)
        console.emit_json(document(became), args.output)
    else:
        console.emit(f"{shown}\n{text(became, client.gateway, values)}", args.output)
    return _EXIT["not-sent"] if violations else 0


def _shown(client: GatewayClient, operation: Operation, complete: Values) -> str:
    body = masked(client.body(operation, complete).decode())
    head = (f"POST {client.profile.endpoint}", "Content-Type: text/xml; charset=utf-8", "Authorization: Basic ••••••")
    return "\n".join((*head, "", _in_lines(body))) + "\n"


def _in_lines(body: str) -> str:
    return _LINE_END.sub(r"\1\n", body)


def say_mode(became: Outcome, site: profile.Profile, gateway: Gateway) -> None:
    """Say on stderr what the mode means, each time: the reference demands it of every client (D66, D67)."""
    if became.word not in ("answered", "refused") or (became.mode is None and became.result is None):
        return
    for said in announcements(became.mode, site, gateway):
        console.remark(said)


def say_exchange(client: GatewayClient) -> None:
    """Show on stderr what was sent and what came back, without its credentials."""
    exchange = client.last_exchange
    if exchange is None:
        return
    console.remark(f"> POST {exchange.url} (try {exchange.attempt})\n{_in_lines(exchange.request)}")
    if exchange.status is None:
        console.remark("< no answer")
    else:
        console.remark(
            f"< HTTP {exchange.status} after {exchange.seconds or 0:.3f} s\n{_in_lines(exchange.answer or '')}"
        )


def say_trouble(client: GatewayClient) -> None:
    """Say on stderr that more than one try was needed, and that the journal could not be closed."""
    if client.last_exchange and client.last_exchange.attempt > 1:
        console.remark(f"It took {client.last_exchange.attempt} tries.")
    if client.journal.trouble:
        console.remark(f"cccdiag call: {client.journal.trouble}")


def _print(args: argparse.Namespace, became: Outcome, gateway: Gateway, values: Values) -> None:
    if args.format == "json":
        console.emit_json(document(became), args.output)
    else:
        console.emit(text(became, gateway, values), args.output)
