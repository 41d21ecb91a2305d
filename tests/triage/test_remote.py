"""Logs at addresses: read where they lie, over real HTTP and from a real S3 server on loopback; nothing secret of an address is shown."""

from __future__ import annotations

import contextlib
import errno
import gzip
import os
import subprocess
import sys
import time
import urllib.request
from urllib.parse import urlsplit

import loopback
import pytest
from needs import missing

from cccdiag.secrets import without_secrets
from cccdiag.triage import remote
from cccdiag.triage.sources import read_full, sources

pytest.importorskip("fsspec")
TEXT = b"2026-01-31 09:14:07,123 [1] ERROR Atlas.CCC - CCC_200\n"


def read(source):
    with contextlib.closing(source.open()) as stream:
        return read_full(stream, 1 << 30)


def seen(address):
    return [(source.name, source.note, source.open and read(source)) for source in sources([address])]


@pytest.fixture(scope="module")
def web():
    """A web server with a log, plain and packed, and a place that is forbidden."""
    pages = {"/client.log": TEXT * 9000, "/logs/client.log.1.gz": gzip.compress(TEXT * 2)}

    def rule(request):
        path = request.target.partition("?")[0]
        if path == "/forbidden.log":
            return loopback.reply(403, "no")
        return loopback.reply(200, pages[path], kind="text/plain") if path in pages else loopback.reply(404, "none")

    with loopback.front(None, rule) as (port, _):
        yield f"http://127.0.0.1:{port}"


def test_a_log_on_a_web_server_is_read_where_it_lies_packed_or_not(web):
    """Under its address."""
    assert seen(f"{web}/client.log") == [(f"{web}/client.log", None, TEXT * 9000)]
    assert seen(f"{web}/logs/client.log.1.gz") == [(f"{web}/logs/client.log.1.gz", None, TEXT * 2)]


def test_what_cannot_be_had_is_a_note_and_the_rest_goes_on(web):
    """Not there, forbidden, nobody listens, a protocol that nobody knows."""
    away = f"http://127.0.0.1:{loopback.closed_port()}"
    found = [
        (source.name, source.note)
        for source in sources(
            [
                f"{web}/absent.log",
                f"{away}/x.log",
                f"{web}/forbidden.log",
                "nobody://knows/this.log",
                f"{web}/client.log",
            ]
        )
    ]
    assert found[0] == (f"{web}/absent.log", "there is no file of that name")
    assert found[1][1].startswith("cannot be reached (")
    assert found[2] == (f"{web}/forbidden.log", "may not be read with the login that there is")
    assert found[3][1].startswith("cannot be read (")
    assert found[4] == (f"{web}/client.log", None)


def test_nothing_secret_of_an_address_is_shown(web):
    """Neither a login before the host nor a signature in the query; both are masked wherever they come up later."""
    place = web.removeprefix("http://")
    address = f"http://reader:Invented-Pw-77@{place}/client.log?X-Signature=deadbeef0123456789"
    names = [source.name for source in sources([address])]
    assert names == [f"{web}/client.log"]
    assert without_secrets("Invented-Pw-77 deadbeef0123456789", "·") == "· ·"


def test_without_the_library_it_is_said_what_to_install(monkeypatch):
    """One sentence, and the other inputs go on."""
    monkeypatch.setitem(sys.modules, "fsspec", None)
    (source,) = remote.sources("s3://bucket/client.log")
    assert (source.name, source.note) == (
        "s3://bucket/client.log",
        "lies elsewhere; to read it: pip install 'cccdiag[remote]'",
    )


@pytest.fixture(scope="module")
def bucket():
    """A bucket of a real S3 server (moto's, in a process of its own) that this process may read."""
    pytest.importorskip("s3fs")
    try:
        import moto.server  # noqa: F401
    except ImportError:
        missing("no S3 server was found: pip install 'moto[server]'")
    port = loopback.closed_port()
    known = {
        "AWS_ACCESS_KEY_ID": "INVENTEDS3KEY0123456",
        "AWS_SECRET_ACCESS_KEY": "invented-s3-secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    before = {name: os.environ.get(name) for name in known}
    os.environ.update(known)
    command = [
        sys.executable,
        "-c",
        f"import sys; sys.argv = ['moto_server', '-p', '{port}']; from moto.server import main; main()",
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            for _ in range(300):
                with contextlib.suppress(OSError), urllib.request.urlopen(known["AWS_ENDPOINT_URL"], timeout=2):
                    break
                time.sleep(0.1)
            import s3fs

            system = s3fs.S3FileSystem()
            system.mkdir("desk")
            for name, data in (
                ("north/client.log", TEXT),
                ("north/client.log.1", TEXT * 2),
                ("north/client.log.2.gz", gzip.compress(TEXT * 3)),
                ("south/client.log", TEXT * 4),
            ):
                system.pipe(f"desk/logs/{name}", data)
            yield "s3://desk/logs"
        finally:
            running.terminate()
            running.wait(20)
            for name, text in before.items():
                os.environ.pop(name)
                if text is not None:
                    os.environ[name] = text


def test_logs_in_s3_are_read_as_a_file_a_folder_or_a_pattern(bucket):
    """Generations in the order in which they were written."""
    assert seen(f"{bucket}/south/client.log") == [(f"{bucket}/south/client.log", None, TEXT * 4)]
    wanted = [("north/client.log.2.gz", 3), ("north/client.log.1", 2), ("north/client.log", 1), ("south/client.log", 4)]
    assert seen(bucket) == [(f"{bucket}/{name}", None, TEXT * count) for name, count in wanted]
    assert [name for name, _, _ in seen(f"{bucket}/*/client.log")] == [
        f"{bucket}/{site}/client.log" for site in ("north", "south")
    ]
    assert seen(f"{bucket}/absent.log") == [(f"{bucket}/absent.log", "there is no file of that name", None)]


def test_files_beside_an_address_are_named_with_their_host():
    """Shares of Windows give the path on the host; S3 gives bucket and key."""
    share, bucket = urlsplit("smb://me:example-pass@files:4455/logs"), urlsplit("s3://bucket/logs")
    assert remote._beside(share, "/logs/a.log") == "smb://files:4455/logs/a.log"
    assert remote._beside(bucket, "bucket/logs/a.log") == "s3://bucket/logs/a.log"


def test_a_share_that_refuses_and_one_that_is_not_there_are_told_apart():
    """The errors are those that smbprotocol raised against a Samba server."""

    def raised(error, cause=None):
        try:
            raise error from cause
        except type(error) as caught:
            return remote._said(caught)

    assert raised(type("LogonFailure", (Exception,), {})("host")) == "may not be read with the login that there is"
    assert raised(OSError(errno.EACCES, "denied")) == "may not be read with the login that there is"
    assert (
        raised(ValueError("Failed to connect to host"), ConnectionRefusedError())
        == "cannot be reached (ConnectionRefusedError)"
    )
    assert raised(ValueError("secret")) == "cannot be read (ValueError)"
