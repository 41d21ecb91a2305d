"""Measures of the client, as ratios in one run: ``python tests/benchmarks/bench_client.py``. Not part of the test suite.

Against zeep (CPU for building a request and reading its answer), against a bare ``requests.Session.post`` to the same server (time of
one round trip), against ``import requests, lxml.etree`` (start), against itself (memory). Exit code 1 if a measure is missed.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests
import zeep
from requests.auth import HTTPBasicAuth

from cccdiag import spec
from cccdiag.client.gateway import GatewayClient
from cccdiag.client.journal import Journal
from cccdiag.client.profile import Credentials, Profile
from cccdiag.emulator import Emulator
from cccdiag.errors import GatewayError
from cccdiag.kb.find import knowledge
from cccdiag.soap import reply, request
from cccdiag.soap.model import OrderDetail, Reply

GATEWAY = knowledge().gateway()
TOLERANT = spec.reading(GATEWAY, "tolerant")
DETAIL = {
    "username": "nobody", "password": "not-a-real-one", "orderHeaderId": "12", "cccWorkInst": "777",
    "publicationYear": "2019", "numCopiesStdnts": "10", "fromPage": "11", "toPage": "15", "author": "A. Writer",
}  # fmt: skip
MEASURES: list[tuple[str, float, str, bool]] = []


def measure(name, value, limit, *, at_least=False):
    """Keep a ratio with its limit, and print it."""
    kept = value >= limit if at_least else value <= limit
    MEASURES.append((name, value, f"{'≥' if at_least else '≤'} {limit}", kept))
    print(f"{'ok  ' if kept else 'MISS'} {name}: {value:.2f} ({'at least' if at_least else 'at most'} {limit})")


def cpu(*functions, rounds=40, times=50):
    """CPU seconds for one call of each, the best of many short rounds in which they take turns: all meet the same weather."""
    best = [float("inf")] * len(functions)
    for _ in range(rounds):
        for place, function in enumerate(functions):
            started = time.process_time()
            for _ in range(times):
                function()
            best[place] = min(best[place], (time.process_time() - started) / times)
    return best


def against_zeep(folder):
    """Build the request and read the answer of createOrderDetail and commitOrderDetail."""
    wsdl = folder / Path(GATEWAY.service.wsdl_path).name
    wsdl.write_text(spec.wsdl.wsdl(GATEWAY, "http://127.0.0.1/"), encoding="utf-8")
    (folder / Path(GATEWAY.service.schema_path).name).write_text(spec.wsdl.schema(GATEWAY), encoding="utf-8")
    answered = reply.write(
        Reply("createOrderDetail", "DEMO", "rightsconnect", OrderDetail(5, "GRANTED", "terms " * 40)),
        GATEWAY.service.namespace,
    )

    class Got:
        status_code, headers, encoding, content = 200, {"Content-Type": "text/xml"}, "utf-8", answered

    class Canned(zeep.Transport):
        """Builds and parses; sends nothing."""

        def post(self, address, message, headers):
            return Got

    service = zeep.Client(str(wsdl), transport=Canned()).service
    operation = GATEWAY.operation("createOrderDetail")
    values = dict(DETAIL, numPages=-999999)

    def theirs():
        service.createOrderDetail(**values)

    def ours():
        request.write(operation, spec.fill(operation, DETAIL, TOLERANT), GATEWAY.service.namespace)
        reply.read(answered)

    slow, quick, judged = cpu(theirs, ours, lambda: spec.validate(operation, DETAIL, TOLERANT, GATEWAY))
    print(
        f"     zeep {slow * 1e6:.0f} µs, ours {quick * 1e6:.0f} µs, and validation, which zeep has not, {judged * 1e6:.0f} µs"
    )
    measure("zeep's CPU for build and parse, in ours", slow / quick, 8, at_least=True)


def round_trips(client, endpoint, headers, body, times):
    """Medians of a bare post and of the client's check, in turns, so that both meet the same weather."""
    bare, whole = [], []
    with requests.Session() as session:
        session.trust_env = False
        for turn in range(times + 50):
            started = time.perf_counter()
            session.post(endpoint, data=body, headers=headers).content  # noqa: B018
            between = time.perf_counter()
            with contextlib.suppress(GatewayError):
                client.check_order_detail_status(order_detail_id=999_999_999_999_999)
            ended = time.perf_counter()
            if turn >= 50:
                bare.append(between - started)
                whole.append(ended - between)
    return statistics.median(bare), statistics.median(whole)


def over_http(folder, times):
    """The round trip of a reading call, the price of the journal for a changing one, and memory over many calls."""
    with Emulator() as gateway:
        given = Credentials(gateway.username, gateway.password, gateway.access_key, gateway.access_secret)
        profile = Profile("bench", gateway.endpoint, given, gateway.product)
        journal = Journal(folder / "journal.jsonl")
        with GatewayClient(profile, GATEWAY, journal=journal, environ={}) as client:
            operation = GATEWAY.operation("checkOrderDetailStatus")
            complete = client.complete(operation, {"orderDetailId": 999_999_999_999_999})
            pair = HTTPBasicAuth(gateway.access_key.reveal(), gateway.access_secret.reveal())
            prepared = requests.Request("POST", gateway.endpoint, auth=pair).prepare()
            headers = {"Content-Type": "text/xml", "Authorization": prepared.headers["Authorization"]}
            bare, whole = round_trips(client, gateway.endpoint, headers, client.body(operation, complete), times)
            print(f"     bare post {bare * 1e6:.0f} µs, checkOrderDetailStatus {whole * 1e6:.0f} µs")
            measure("checkOrderDetailStatus in requests.Session.post", whole / bare, 1.35)
            price_of_the_journal(client, journal)
            flat_memory(client, times)


def price_of_the_journal(client, journal):
    """Told apart, because it is the disk's and not ours."""
    header = {"ed_institution": "College", "course_name": "Rivers", "start_of_term": "01/12/2027"}
    client.create_order_header(**header)
    started = time.perf_counter()
    for _ in range(100):
        client.create_order_header(**header)
    whole = (time.perf_counter() - started) / 100
    operation = GATEWAY.operation("createOrderHeader")
    started = time.perf_counter()
    for _ in range(100):
        entry = journal.open(operation, "http://127.0.0.1/", "bench", {})
        journal.close(entry, operation, KeyboardInterrupt())
    fsyncs = (time.perf_counter() - started) / 100
    print(f"     createOrderHeader {whole * 1e6:.0f} µs, of which two journal lines with fsync {fsyncs * 1e6:.0f} µs")


def flat_memory(client, times):
    """Resident memory after ten times as many calls, in what it was."""

    def calls(count):
        for number in range(count):
            with contextlib.suppress(GatewayError):
                client.check_order_detail_status(order_detail_id=900_000_000_000_000 + number)

    calls(times)
    gc.collect()
    before = resident()
    calls(10 * times)
    gc.collect()
    measure(f"resident memory after {10 * times:,} further calls, in what it was", resident() / before, 1.02)


def resident():
    """Resident bytes of this process; the emulator shares it, which only makes the measure stricter."""
    return int(Path("/proc/self/statm").read_text().split()[1])


def start():
    """CPU of importing the client, in that of importing what it stands on; best of 21 fresh interpreters each, in turns."""
    programs = {
        "nothing": "pass",
        "base": "import requests, lxml.etree",
        "ours": "import cccdiag.client.gateway, truststore, sys; assert 'yaml' not in sys.modules",
    }
    best = dict.fromkeys(programs, 9.0)
    for _ in range(21):
        for name, program in programs.items():
            best[name] = min(best[name], cpu_of(program))
    told = ", ".join(f"{name} {seconds * 1e3:.0f} ms" for name, seconds in best.items())
    print(f"     {told}")
    base, ours = best["base"] - best["nothing"], best["ours"] - best["nothing"]
    measure("import of the client in import requests, lxml.etree", ours / base, 1.35)


def cpu_of(program):
    """CPU seconds of a fresh interpreter that runs a program: a busy machine makes it wait, but not work more."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    """Take all measures; those of one kind with its name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("only", nargs="*", help="zeep, http, start (default: all)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "zeep" in (args.only or ["zeep"]):
            against_zeep(folder)
        if "http" in (args.only or ["http"]):
            over_http(folder, args.calls)
        if "start" in (args.only or ["start"]):
            start()
    return 0 if all(kept for *_, kept in MEASURES) else 1


if __name__ == "__main__":
    raise SystemExit(main())
