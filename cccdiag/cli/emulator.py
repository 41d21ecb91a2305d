"""Run a local gateway for training and tests: seven operations, real HTTP, nothing sent to CCC.

It listens on this machine only, says where it is and who may log in, and runs until Ctrl-C. Point cccdiag (or any SOAP client)
at it with the CCCDIAG_* lines that it prints; the same variables, set before it starts, fix its credentials.

What it does not do: it knows no real work, price or rightsholder, its texts are its own, and where the reference of the gateway
is silent (timeouts, rate limits, the wording of a SOAP Fault) it does something plausible that CCC never promised.
"""

from __future__ import annotations

import argparse
import contextlib
import ipaddress
import json
import os
import shlex
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from cccdiag.cli import console
from cccdiag.emulator import Emulator
from cccdiag.emulator.exchanges import Exchange
from cccdiag.errors import InputError
from cccdiag.secrets import Secret

_CREDENTIALS = ("username", "password", "access_key", "access_secret", "product")
_MODES = ("DEMO", "LOCAL", "PROD", "none")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--port", type=int, default=0, metavar="N", help="port to listen on (default: a free one)")
    parser.add_argument("--data", type=Path, metavar="FILE", help="keep orders in this file (default: in memory)")
    parser.add_argument(
        "--mode", choices=_MODES, default="DEMO", help="what answers call themselves; none leaves the mode out"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help="address to listen on (default: loopback)"
    )
    parser.add_argument(
        "--expose", action="store_true", help="really listen on a --host that other machines can reach, without TLS"
    )
    parser.add_argument("--quiet", action="store_true", help="no line on stderr for each request")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to say that it is ready")
    parser.add_argument("--output", metavar="FILE", help="say it in this file instead of stdout")


def run(args: argparse.Namespace) -> int:
    """Run until Ctrl-C or SIGTERM; then 0."""
    _check_host(args.host, exposed=args.expose)
    stop = threading.Event()
    with _stopped_by_signals(stop), _emulator(args) as gateway:
        document = _ready(gateway)
        text = json.dumps(document) + "\n" if args.format == "json" else _told(document)
        _print_with_credentials(text, args.output)
        # A wait without an end cannot be interrupted by Ctrl-C on Windows.
        while not stop.wait(0.5):
            continue
    return 0


def _emulator(args: argparse.Namespace) -> Emulator:
    return Emulator(
        port=args.port,
        host=args.host,
        data=args.data,
        mode=None if args.mode == "none" else args.mode,
        credentials={name: os.environ.get(f"CCCDIAG_{name.upper()}") for name in _CREDENTIALS},
        listener=None if args.quiet else _log,
    )


def _log(exchange: Exchange) -> None:
    console.remark(exchange.line())


def _ready(gateway: Emulator) -> dict[str, str | None]:
    def shown(value: Secret) -> str:
        return value.reveal()

    return {
        "schema": "cccdiag.emulator/1",
        "endpoint": gateway.endpoint,
        "wsdl": gateway.wsdl,
        "control": gateway.control,
        "mode": gateway.mode,
        "access_key": shown(gateway.access_key),
        "access_secret": shown(gateway.access_secret),
        "username": shown(gateway.username),
        "password": shown(gateway.password),
        "product": gateway.product,
    }


def _told(document: dict[str, str | None]) -> str:
    variables = {"CCCDIAG_ENDPOINT": document["endpoint"] or ""}
    variables |= {f"CCCDIAG_{name.upper()}": document[name] or "" for name in _CREDENTIALS}
    lines = "\n".join(f"  {_assignment(name, value)}" for name, value in variables.items())
    mode = f"mode {document['mode']}" if document["mode"] else "without a mode"
    return (
        f"The emulated gateway is ready, {mode}. Nothing that is ordered here is real.\n\n"
        f"  endpoint  {document['endpoint']}\n"
        f"  WSDL      {document['wsdl']}\n\n"
        f"In another terminal, point cccdiag at it with\n\n{lines}\n\nand then: cccdiag check\n\nCtrl-C stops it.\n"
    )


def _assignment(name: str, value: str) -> str:
    if sys.platform == "win32":
        return "$env:{} = '{}'".format(name, value.replace("'", "''"))
    return f"export {name}={shlex.quote(value)}"


def _print_with_credentials(text: str, output: str | None) -> None:
    """Write what ``console.emit`` must not: it masks every secret, and here the user asks for them.

    The ready message is the one place where credentials are printed on purpose: they open nothing but this emulator, and
    without them nobody could use it. A file is readable by its owner only.

    Raises:
        InputError: the file cannot be written.
    """
    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise InputError(f"{output} cannot be written: {error.strerror or error}") from error


def _check_host(host: str, *, exposed: bool) -> None:
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError as error:
        raise InputError(f"--host takes an IP address or localhost, not {host!r}") from error
    if loopback:
        return
    if not exposed:
        raise InputError(
            f"{host} can be reached by other machines, and the emulator has no TLS: add --expose if that is meant"
        )
    console.remark(
        f"Warning: the emulator listens on {host}; credentials travel in clear text to whoever can reach it."
    )


@contextlib.contextmanager
def _stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    names = ("SIGINT", "SIGTERM", "SIGBREAK")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
