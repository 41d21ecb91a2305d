"""How fast the emulator is, beside the bare server library answering a constant in the same run. Not a test: run it by hand.

    python tests/benchmarks/bench_emulator.py [--seconds 3] [--orders 100000]

Three servers, each in a process of its own, are asked by turns by 16 connections of one client process: uvicorn with a constant
answer, the emulator in memory, the emulator with a data file. Prints requests per second, their share, p50 and p99 under that
load, the processor time of one request (the least and the median of all turns, which other programs on the machine disturb less
than the clock), and the memory after so many orders. Before, uvicorn and the emulator are started by turns, and what a start takes until the first
answer to a createOrderHeader is compared: the least of so many starts, by the clock and in processor time, which other programs
on the machine disturb less.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import os
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CONNECTIONS = 16
OWN = {
    "username": "bench",
    "password": "bench-password",
    "access_key": "K" * 20,
    "access_secret": "S" * 44,
    "product": "EMU",
}

HELLO = """
import sys, uvicorn
BODY = b"x" * 330
HEADERS = [(b"content-type", b"text/xml; charset=utf-8"), (b"content-length", b"330")]
async def app(scope, receive, send):
    while (await receive()).get("more_body"): pass
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": BODY})
uvicorn.run(app, port=int(sys.argv[1]), http="httptools", loop="asyncio", ws="none", lifespan="off", log_level="error",
            access_log=False, server_header=False, proxy_headers=False)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def envelope() -> bytes:
    """A createOrderHeader with all of its fields."""
    from cccdiag import spec
    from cccdiag.kb.find import knowledge
    from cccdiag.soap import request

    gateway = knowledge().gateway()
    operation = gateway.operation("createOrderHeader")
    values = {field.name: f"a {field.name}" for field in operation.fields}
    values |= {"username": OWN["username"], "password": OWN["password"], "prdAbrv": "EMU", "startOfTerm": "09/01/2026"}
    return request.write(
        operation, spec.fill(operation, values, spec.reading(gateway, "tolerant")), gateway.service.namespace
    )


def message(body: bytes) -> bytes:
    pair = base64.b64encode(f"{OWN['access_key']}:{OWN['access_secret']}".encode()).decode()
    head = "POST /AcademicGateway HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml; charset=utf-8\r\n"
    return f"{head}Authorization: Basic {pair}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


class Connection(asyncio.Protocol):
    """Asks, waits for the whole answer, asks again."""

    def __init__(self, request: bytes, times: list[float], until: float, done: asyncio.Future) -> None:
        self.request, self.times, self.until, self.done = request, times, until, done
        self.wanted = 0
        self.buffer = b""

    def connection_made(self, transport) -> None:
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        self.started = time.perf_counter()
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.wanted and (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            assert self.buffer.startswith(b"HTTP/1.1 200"), self.buffer[:200]
            self.wanted = end + 4 + int(re.search(rb"content-length: (\d+)", self.buffer)[1])
        if self.wanted and len(self.buffer) >= self.wanted:
            now = time.perf_counter()
            self.times.append(now - self.started)
            self.buffer, self.wanted = b"", 0
            if now < self.until:
                self.ask()
            else:
                self.transport.close()

    def connection_lost(self, error) -> None:
        self.done.set_result(None)


async def load(port: int, request: bytes, seconds: float) -> list[float]:
    loop = asyncio.get_running_loop()
    times: list[float] = []
    waiting = [loop.create_future() for _ in range(CONNECTIONS)]
    until = time.perf_counter() + seconds
    for done in waiting:
        await loop.create_connection(lambda done=done: Connection(request, times, until, done), "127.0.0.1", port)
    await asyncio.gather(*waiting)
    return times


class Server:
    """A server in its own process, up when it answers."""

    def __init__(self, *command: str, first: bytes = b"GET /x HTTP/1.0\r\n\r\n") -> None:
        self.port = free_port()
        environment = os.environ | {f"CCCDIAG_{name.upper()}": value for name, value in OWN.items()}
        started = time.perf_counter()
        arguments = [part.replace("PORT", str(self.port)) for part in command]
        self.process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL, env=environment)
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
                    line.sendall(first)
                    assert line.recv(10)
                    break
            except ConnectionRefusedError:
                time.sleep(0.002)
        self.start = time.perf_counter() - started

    def memory(self) -> float:
        """Resident MiB."""
        return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text())[1]) / 1024

    def used(self) -> float:
        """Seconds of processor time of all its threads until now."""
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        self.process.kill()
        self.process.wait()


def starts(commands: dict[str, tuple[str, ...]], first: bytes, rounds: int) -> None:
    """Start each server by turns and print the least that it took to its first answer."""
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            before = _used()
            with Server(*command, first=first) as server:
                pass
            seen[name].append((server.start, _used() - before))
    least = {name: [min(column) for column in zip(*rows, strict=True)] for name, rows in seen.items()}
    hello = least["hello"]
    for name, (wall, used) in least.items():
        print(
            f"{name:8} first answer after {wall * 1000:.0f} ms ({wall / hello[0]:.2f} of hello), "
            f"processor time {used * 1000:.0f} ms ({used / hello[1]:.2f} of hello)"
        )


def work(commands: dict[str, tuple[str, ...]], request: bytes, turns: int) -> None:
    """Print the processor time that a request takes of each server; all run, and are asked for a short while by turns."""
    each: dict[str, list[float]] = {name: [] for name in commands}
    with contextlib.ExitStack() as stack:
        servers = {name: stack.enter_context(Server(*command)) for name, command in commands.items()}
        for _ in range(turns):
            for name, server in servers.items():
                before = server.used()
                answered = asyncio.run(load(server.port, request, 0.4))
                each[name].append((server.used() - before) / len(answered))
    hello = each["hello"]
    for name, seconds in each.items():
        least, middle = min(seconds), statistics.median(seconds)
        print(
            f"{name:8} processor time of a request: least {least * 1e6:.0f} µs ({min(hello) / least:.0%} of hello), "
            f"median {middle * 1e6:.0f} µs ({statistics.median(hello) / middle:.0%} of hello)"
        )


def _used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--turns", type=int, default=12)
    parser.add_argument("--starts", type=int, default=15)
    parser.add_argument("--orders", type=int, default=100_000)
    args = parser.parse_args()
    request = message(envelope())
    emulator = ("-m", "cccdiag", "emulator", "--quiet", "--port", "PORT")
    starts({"hello": ("-c", HELLO, "PORT"), "memory": emulator}, request, args.starts)
    seen: dict[str, list[tuple[float, float, float]]] = {"hello": [], "memory": [], "durable": []}
    work({"hello": ("-c", HELLO, "PORT"), "memory": emulator}, request, args.turns)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(args.rounds):
            data = str(Path(folder) / f"orders-{number}.sqlite")
            for name, command in {
                "hello": ("-c", HELLO, "PORT"),
                "memory": emulator,
                "durable": (*emulator, "--data", data),
            }.items():
                with Server(*command) as server:
                    asyncio.run(load(server.port, request, 0.5))
                    times = sorted(asyncio.run(load(server.port, request, args.seconds)))
                    rate = len(times) / args.seconds
                    seen[name].append((rate, times[len(times) // 2], times[len(times) * 99 // 100]))
    hello = statistics.median(row[0] for row in seen["hello"])
    memory = statistics.median(row[0] for row in seen["memory"])
    for name, rows in seen.items():
        rate, p50, p99 = (statistics.median(column) for column in zip(*rows, strict=True))
        print(
            f"{name:8} {rate:8,.0f} requests/s, {rate / hello:4.0%} of hello, {rate / memory:4.0%} of memory; "
            f"p50 {p50 * 1000:.2f} ms, p99 {p99 * 1000:.2f} ms"
        )
    with Server(*emulator) as server:
        before, asked = server.memory(), 0
        while asked < args.orders:
            asked += len(asyncio.run(load(server.port, request, 2)))
        print(f"{asked:,} orders in memory: {before:.0f} MiB before, {server.memory():.0f} MiB after")


if __name__ == "__main__":
    main()
