"""What is fuzzed, by name, and what each begins with: the corpus, samples, files of facts, and every finding of earlier runs.

A new finding is kept by moving its file to ``found/<target>/``; the name says what was wrong.
"""

from __future__ import annotations

import functools
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import fuzz_json
import fuzz_loaders
import fuzz_records
import fuzz_redaction
import fuzz_soap
import fuzz_walkers

from cccdiag import facts
from cccdiag.client.profile_file import TEMPLATE
from cccdiag.kb.find import knowledge
from cccdiag.soap import request

_HERE = Path(__file__).resolve().parent
FOUND = _HERE / "found"
_CASES = _HERE.parent / "corpus" / "cases"
# Large seeds make every round slow and teach the fuzzer nothing that small ones do not.
_LARGEST = 12_000


@dataclass(frozen=True, slots=True)
class Target:
    """A harness and the inputs it begins with."""

    run: Callable[[bytes], None]
    seeds: Callable[[], Iterator[bytes]]


def seeds_of(name: str) -> tuple[bytes, ...]:
    """What a target begins with: its seeds and the findings that were kept."""
    kept = (path.read_bytes() for path in sorted((FOUND / name).glob("*")))
    return tuple(dict.fromkeys((*TARGETS[name].seeds(), *kept)))


def _cases(*ends: str) -> Iterator[bytes]:
    for path in sorted(_CASES.iterdir()):
        if path.name.endswith(ends) and path.stat().st_size <= _LARGEST:
            yield path.read_bytes()


def _replies() -> Iterator[bytes]:
    yield from _cases(".xml", ".html")
    for path in sorted((facts.knowledge_dir() / "samples").glob("*.xml")):
        yield path.read_bytes()


def _requests() -> Iterator[bytes]:
    gateway = knowledge().gateway()
    for operation in gateway.operations:
        values = {field.name: f"{number} & <x>" for number, field in enumerate(operation.fields)}
        yield request.write(operation, values, gateway.service.namespace)


def _json() -> Iterator[bytes]:
    yield from _cases(".json", ".har", ".csv", ".tsv")
    event = {"BeginTime": "2026-01-31T09:00:00Z", "EndTime": None, "Title": "x", "Components": [{"Name": "ILLiad"}]}
    yield json.dumps([event]).encode("utf-16")
    opened = {"v": 1, "entry": "a", "at": "t", "event": "open", "operation": "o", "endpoint": "e", "profile": "p"}
    closed = {"v": 1, "entry": "a", "at": "t", "event": "close", "outcome": "unknown", "mode": None, "codes": []}
    yield "\n".join(map(json.dumps, (opened | {"values": {"a": "b"}, "key": None}, closed))).encode()


def _letters() -> Iterator[bytes]:
    yield from _cases(".eml")
    yield (
        b"From: a@example.org\r\nMIME-Version: 1.0\r\nSubject: =?utf-8?B?w6k=?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nA=\r\n=20\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nwords\r\n"
        b"--b\r\nContent-Type: text/plain; name*=utf-8''l%C3%B6g.txt\r\nContent-Disposition: attachment\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\nQ0NDXzIwMw==\r\n--b--\r\n"
    )


def _packed() -> Iterator[bytes]:
    yield from _cases(".gz", ".zip")
    for mode in ("w:", "w:gz", "w:bz2", "w:xz"):
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode=mode) as archive:
            info = tarfile.TarInfo("logs/client.log")
            info.size = 7
            archive.addfile(info, io.BytesIO(b"CCC_203"))
        yield packed.getvalue()
    inner = packed.getvalue()
    for how in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", how) as archive:
            archive.writestr("inner.tar.xz", inner)
            archive.writestr("manifest.json", '{"schema": "x", "members": []}')
        yield packed.getvalue()


def _mixed() -> Iterator[bytes]:
    yield from _letters()
    yield from _packed()
    for name in ("archives", "mails"):
        yield from (path.read_bytes() for path in sorted((FOUND / name).iterdir()))


def _articles() -> Iterator[bytes]:
    folder = facts.knowledge_dir()
    for path in (*sorted((folder / "articles").rglob("*.yaml")), folder / "logformats.yaml"):
        if path.stat().st_size <= _LARGEST:
            yield path.read_bytes()


def _profiles() -> Iterator[bytes]:
    yield TEMPLATE.format(name="x", endpoint="https://example.org/gateway", mode="DEMO").encode()
    yield b"endpoint: http://u:p@localhost/x\nproxy: 'env:PROXY'\ntimeouts: {connect: 5, read: 15, total: 30}\n"
    yield b'endpoint: "x\\u0041"\nusername: !!str 1\nproxy: u:p@h\nproduct: "a\n  b"\n'


TARGETS: dict[str, Target] = {
    "records": Target(fuzz_records.fuzz_records, functools.partial(_cases, ".log", ".txt")),
    "views": Target(fuzz_records.fuzz_views, functools.partial(_cases, ".log", ".txt", ".eml")),
    "replies": Target(fuzz_soap.fuzz_replies, _replies),
    "requests": Target(fuzz_soap.fuzz_requests, _requests),
    "json": Target(fuzz_json.fuzz_json, _json),
    "mails": Target(fuzz_walkers.fuzz_mails, _letters),
    "archives": Target(fuzz_walkers.fuzz_archives, _packed),
    "cleaning": Target(fuzz_walkers.fuzz_cleaning, _mixed),
    "articles": Target(fuzz_loaders.fuzz_articles, _articles),
    "profiles": Target(fuzz_loaders.fuzz_profiles, _profiles),
    "redaction": Target(fuzz_redaction.fuzz_redaction, functools.partial(_cases, ".log", ".txt", ".json", ".eml")),
    "streamed": Target(fuzz_redaction.fuzz_streamed, functools.partial(_cases, ".log", ".txt", ".json", ".eml")),
}
