"""``cccdiag check --serve``: an exporter for Prometheus. It answers from the last look; ``/probe`` looks at one site now.

Only sites that the command line named can be probed, nothing of a request reaches a label, and stopping is immediate.
"""

from __future__ import annotations

import argparse
import http.server
import threading
import time
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from cccdiag import __version__
from cccdiag.cli import console
from cccdiag.cli.check_sites import Sites
from cccdiag.cli.check_watch import now, until_told
from cccdiag.errors import InputError
from cccdiag.secrets import without_secrets

if TYPE_CHECKING:
    from cccdiag.checks.watch import Watch

EVERY = 60.0
# Prometheus asks each target once at a time; what comes in such numbers is no scrape.
_AT_ONCE = 32
_FRESH = 5.0
_METRICS = "text/plain; version=0.0.4; charset=utf-8"
_PLAIN = "text/plain; charset=utf-8"
_Answer = tuple[HTTPStatus, str, str]


def run(args: argparse.Namespace, sites: Sites) -> int:
    """Serve until Ctrl-C or SIGTERM.

    Raises:
        InputError: the address is none, or is taken.
    """
    from cccdiag.checks.shared import Shared
    from cccdiag.checks.watch import Watch

    host, port = _address(args.serve)
    sites.places()
    every = args.every or EVERY
    watch = Watch(sites.look, now)
    pages = Pages(sites, watch, Shared(sites.one, _FRESH), patience=3 * every + args.timeout)
    try:
        server = Server((host, port), pages)
    except OSError as error:
        raise InputError(f"--serve cannot listen on {host}:{port}: {error.strerror or error}") from None
    stop = threading.Event()
    looking = threading.Thread(
        target=watch.run, args=(every, stop.wait, lambda _changes: None), name="watch", daemon=True
    )
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="serve", daemon=True)
    with server:
        looking.start()
        serving.start()
        with until_told():
            _say_where(host, server.server_port, sites)
            while True:
                time.sleep(3600)
        stop.set()
        server.shutdown()
        serving.join()
        looking.join(1)
    console.remark("Ended.")
    return 0


def _say_where(host: str, port: int, sites: Sites) -> None:
    from cccdiag.report import sites_text

    shown = f"[{host}]" if ":" in host else host
    served = sites_text.counted(len(sites.names()))
    console.remark(f"Serving http://{shown}:{port}/metrics for {served}; Ctrl-C ends it.")
    if host not in ("127.0.0.1", "::1", "localhost"):
        console.remark("Everybody who reaches this address can read the metrics and have known sites probed.")


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not (colon and port.isascii() and port.isdigit() and int(port[:6]) < 65_536):
        raise InputError(f"--serve {text} is no address; give :9105, or HOST:9105 to be reached from elsewhere")
    return host.strip("[]") or "127.0.0.1", int(port)


def _safe(text: str) -> str:
    """Metrics without anything secret, whoever brought it into a name."""
    return without_secrets(text, "hidden")


class Pages:
    """What is answered to whom. Thread-safe: it reads what the watch published last and shares probes."""

    def __init__(self, sites: Sites, watch: Watch, shared: object, patience: float) -> None:
        self._sites = sites
        self._watch = watch
        self._shared = shared
        self._patience = patience
        self._begin = time.monotonic()
        self._rendering = threading.Lock()
        self._rendered = (-1, "")

    def answer(self, target: str) -> _Answer:
        """The page for the path and query of a request."""
        parts = urlsplit(target)
        if parts.path == "/metrics":
            return HTTPStatus.OK, _METRICS, self._metrics()
        if parts.path == "/probe":
            return self._probe(parse_qs(parts.query))
        if parts.path == "/healthz":
            return self._health()
        if parts.path == "/":
            return HTTPStatus.OK, _PLAIN, f"cccdiag {__version__}: /metrics  /probe?profile=NAME  /healthz\n"
        return HTTPStatus.NOT_FOUND, _PLAIN, "There are /metrics, /probe?profile=NAME and /healthz.\n"

    def _metrics(self) -> str:
        """The metrics of the last look, written once however many ask: with hundreds of sites they are megabytes."""
        from cccdiag.report import check_prometheus

        watch = self._watch
        with self._rendering:
            if self._rendered[0] != watch.looks:
                last, count = watch.last_look, watch.looks
                own = check_prometheus.Looks(count, last.timestamp() if last else 0.0, watch.seconds, __version__)
                self._rendered = count, _safe(check_prometheus.render(watch.reports, own))
            return self._rendered[1]

    def _probe(self, query: dict[str, list[str]]) -> _Answer:
        from cccdiag.report import check_prometheus

        asked = query.get("profile", [])
        if len(asked) != 1:
            return HTTPStatus.BAD_REQUEST, _PLAIN, "Say which site: /probe?profile=NAME\n"
        if asked[0] not in self._sites.names():
            return HTTPStatus.NOT_FOUND, _PLAIN, "No site of that name is served here; /metrics names them.\n"
        assert callable(self._shared)
        return HTTPStatus.OK, _METRICS, _safe(check_prometheus.render([self._shared(asked[0])]))

    def _health(self) -> _Answer:
        last = self._watch.last_look
        silent = (now() - last).total_seconds() if last else time.monotonic() - self._begin
        if silent > self._patience:
            return HTTPStatus.SERVICE_UNAVAILABLE, _PLAIN, f"No look has ended for {silent:.0f} s.\n"
        return HTTPStatus.OK, _PLAIN, "ok\n" if last else "ok, the first look is under way\n"


class Server(http.server.ThreadingHTTPServer):
    """A small web server: GET only, a bounded number of requests at once, no request that stays for ever."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], pages: Pages) -> None:
        import socket

        self.pages = pages
        self.room = threading.BoundedSemaphore(_AT_ONCE)
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A scraper that went away is no trouble of ours."""


class _Handler(http.server.BaseHTTPRequestHandler):
    """One request."""

    server: Server
    timeout = 10
    server_version = "cccdiag"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer, or say that too many ask."""
        if not self.server.room.acquire(blocking=False):
            self._send(HTTPStatus.SERVICE_UNAVAILABLE, _PLAIN, "Too many ask at the same time.\n")
            return
        try:
            answer = self.server.pages.answer(self.path)
        except Exception as error:  # noqa: BLE001 - one page that breaks down must not take the exporter along
            answer = HTTPStatus.INTERNAL_SERVER_ERROR, _PLAIN, f"An error of cccdiag itself: {type(error).__name__}\n"
        finally:
            self.server.room.release()
        self._send(*answer)

    do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

    def _send(self, status: HTTPStatus, kind: str, text: str) -> None:
        body = text.encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own word
        """Nothing: what was asked may hold anything."""
