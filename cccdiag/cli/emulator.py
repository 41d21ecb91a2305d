"""Run a local gateway for training and tests: seven operations, real HTTP, nothing sent to CCC.

It listens on this machine only, says where it is and who may log in, and runs until Ctrl-C. Point cccdiag (or any SOAP client)
at it with the CCCDIAG_* lines that it prints; the same variables, set before it starts, fix its credentials.

What goes wrong is chosen with --scenario, or while it runs on its page (open the printed address in a browser) and at its
control address: GET shows the state; PUT faults takes a JSON list of faults, PUT scenario {"name": "http-504"},
PUT invoice {"orderDetailId": 1000002}. --describe lists works, accounts, codes and scenarios.

What it does not do: it knows no real work, price or rightsholder, its texts are its own, and where the reference of the gateway
is silent (timeouts, rate limits, the wording of a SOAP Fault) it does something plausible that CCC never promised. It neither
limits how often somebody calls nor locks an account after wrong passwords, and it forgets its orders without --data.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from cccdiag.cli import console
from cccdiag.emulator import Emulator, world
from cccdiag.emulator.exchanges import Exchange
from cccdiag.errors import InputError

_CREDENTIALS = ("username", "password", "access_key", "access_secret", "product")
_CERTIFICATES = ("valid", "expired", "self-signed", "wrong-host", "unknown-ca")
_MODES = ("DEMO", "LOCAL", "PROD", "none")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add = parser.add_argument
    add("--port", type=int, default=0, metavar="N", help="port to listen on (default: a free one)")
    add("--data", type=Path, metavar="FILE", help="keep orders in this file (default: in memory)")
    add("--mode", choices=_MODES, default="DEMO", help="what answers call themselves; none leaves the mode out")
    add("--scenario", metavar="NAME", help="what goes wrong from the start, see --describe")
    add("--seed", type=int, default=0, metavar="N", help="for faults that strike by chance (default: 0)")
    add("--world", type=Path, metavar="FILE", help="works, accounts and limits (default: the world of --describe)")
    add("--switch", action="append", default=[], metavar="NAME=WORD", help="another reading of an open question")
    add("--tls", choices=_CERTIFICATES, help="speak HTTPS with such a certificate (extra tls)")
    add(
        "--authority",
        type=Path,
        metavar="FILE",
        help="with --tls: write the certificate of the authority to trust here",
    )
    add("--record", type=Path, metavar="DIR", help="keep every exchange in this folder, without secrets")
    add("--host", default="127.0.0.1", metavar="ADDRESS", help="address to listen on (default: loopback)")
    add("--expose", action="store_true", help="really listen on a --host that other machines can reach")
    add("--quiet", action="store_true", help="no line on stderr for each request")
    add("--describe", action="store_true", help="say what can be reached in the world, and end")
    add("--format", choices=("text", "json"), default="text", help="how to say that it is ready")
    add("--output", metavar="FILE", help="say it in this file instead of stdout")


def run(args: argparse.Namespace) -> int:
    """Run until Ctrl-C or SIGTERM; then 0."""
    scene = world.read(args.world) if args.world else world.default()
    if args.describe:
        from cccdiag.cli.world import describe

        describe(scene, args.format, args.output)
        return 0
    _check_address(args.host, args.port, exposed=args.expose)
    stop = threading.Event()
    with _stopped_by_signals(stop), _emulator(args, scene) as gateway:
        if args.authority:
            _write_authority(gateway, args.authority)
        document = _ready(gateway)
        text = json.dumps(document) + "\n" if args.format == "json" else _told(document, gateway.page)
        console.emit_with_secrets(text, args.output)
        # A wait without an end cannot be interrupted by Ctrl-C on Windows.
        while not stop.wait(0.5):
            continue
    return 0


def _emulator(args: argparse.Namespace, scene: world.World) -> Emulator:
    recording = None
    if args.record:
        from cccdiag.emulator.recording import Recording

        recording = Recording(args.record)

    def heard(exchange: Exchange) -> None:
        nonlocal recording
        try:
            if recording:
                recording.add(exchange)
        except OSError as error:
            # A full disk ends the recording, not the gateway.
            console.remark(
                f"Warning: the recording ends here, {args.record} cannot be written: {error.strerror or error}"
            )
            recording = None
        if not args.quiet:
            console.remark(exchange.line())

    return Emulator(
        port=args.port,
        host=args.host,
        data=args.data,
        mode=None if args.mode == "none" else args.mode,
        credentials={name: os.environ.get(f"CCCDIAG_{name.upper()}") for name in _CREDENTIALS},
        switches=_switches(args.switch),
        world=scene,
        scenario=args.scenario,
        tls=args.tls,
        seed=args.seed,
        listener=heard,
    )


def _switches(given: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    if wrong := [name for name, equals, _ in pairs if not equals]:
        raise InputError(f"--switch takes NAME=WORD, not {wrong[0]!r}")
    return {name: word for name, _, word in pairs}


def _ready(gateway: Emulator) -> dict[str, str | None]:
    return {
        "schema": "cccdiag.emulator/1",
        "endpoint": gateway.endpoint,
        "wsdl": gateway.wsdl,
        "control": gateway.control,
        "mode": gateway.mode,
        "access_key": gateway.access_key.reveal(),
        "access_secret": gateway.access_secret.reveal(),
        "username": gateway.username.reveal(),
        "password": gateway.password.reveal(),
        "product": gateway.product,
    }


def _told(document: dict[str, str | None], page: str) -> str:
    variables = {"CCCDIAG_ENDPOINT": document["endpoint"] or ""}
    variables |= {f"CCCDIAG_{name.upper()}": document[name] or "" for name in _CREDENTIALS}
    lines = "\n".join(f"  {_assignment(name, value)}" for name, value in variables.items())
    mode = f"mode {document['mode']}" if document["mode"] else "without a mode"
    return (
        f"The emulated gateway is ready, {mode}. Nothing that is ordered here is real.\n\n"
        f"  endpoint  {document['endpoint']}\n"
        f"  WSDL      {document['wsdl']}\n"
        f"  control   {document['control']}\n"
        f"  page      {page}\n\n"
        f"In another terminal, point cccdiag at it with\n\n{lines}\n\nand then: cccdiag check\n\nCtrl-C stops it.\n"
    )


def _assignment(name: str, value: str) -> str:
    if sys.platform == "win32":
        return "$env:{} = '{}'".format(name, value.replace("'", "''"))
    from shlex import quote

    return f"export {name}={quote(value)}"


def _write_authority(gateway: Emulator, path: Path) -> None:
    if gateway.authority is None:
        raise InputError("there is no authority to trust: say --tls valid, expired or wrong-host")
    try:
        path.write_bytes(gateway.authority)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}") from error


def _check_address(host: str, port: int, *, exposed: bool) -> None:
    if not 0 <= port <= 65535:
        raise InputError(f"--port takes a number from 0 to 65535, not {port}")
    if host in ("127.0.0.1", "::1", "localhost"):
        return
    import ipaddress

    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError as error:
        raise InputError(f"--host takes an IP address or localhost, not {host!r}") from error
    if loopback:
        return
    if not exposed:
        raise InputError(f"{host} can be reached by other machines: add --expose if that is meant")
    console.remark(
        f"Warning: the emulator listens on {host}; whoever can reach it may try its locks, and without --tls listen."
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
