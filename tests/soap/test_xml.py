"""The door for strangers' XML: nothing is expanded, fetched or read that is larger than any honest message."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cccdiag.errors import ProtocolError
from cccdiag.soap import xml

_LAUGHS = "".join(f"<!ENTITY x{n} '{f'&x{n - 1};' * 4}'>" for n in range(1, 21))
BOMB = f"<!DOCTYPE a [<!ENTITY x0 'ha'>{_LAUGHS}]><a>&x20;</a>"


def refused(body, **options):
    with pytest.raises(ProtocolError) as caught:
        xml.parse(body, **options)
    return caught.value


@pytest.mark.parametrize(
    "body",
    [
        BOMB.encode(),
        BOMB.encode("utf-16"),
        ('<?xml version="1.0" encoding="utf-16le"?>' + BOMB).encode("utf-16-le"),
        ('<?xml version="1.0" encoding="utf-7"?>' + BOMB).encode("utf-7"),
        b"<!-- hello --><?pi x?>\n" + BOMB.encode(),
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]><a/>',
        b"<!doctype a><a/>",
    ],
)
def test_a_document_type_declaration_is_refused_in_a_sentence(body):
    """In any encoding and behind anything that may stand before it."""
    error = refused(body)
    assert error.reason in {"forbidden-xml", "not-xml"}
    if error.reason == "forbidden-xml":
        assert "DOCTYPE" in str(error)


def test_a_file_of_this_machine_is_never_read(tmp_path):
    """External entities are the classic way out."""
    canary = tmp_path / "canary.txt"
    canary.write_text("canary-7731")
    body = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{canary.as_uri()}">]><a>&x;</a>'.encode()
    error = refused(body)
    assert (error.reason, "canary-7731" in str(error) + error.head) == ("forbidden-xml", False)


SHAPES = {
    "spaces": ('b" " * 200_000_000', "too-large"),
    "text": ('b"<a>" + b"x" * 4_200_000 + b"</a>"', "too-large"),
    "elements": ('b"<a>" + b"<b/>" * 600_000 + b"</a>"', "too-large"),
    "depth": ('b"<a>" * 190_000', "not-xml"),
    "most elements that pass": ('b"<a>" + b"<b/>" * 190_000 + b"</a>"', "read"),
    "attributes": ('b"<a " + b" ".join(b"x%d=\'\'" % n for n in range(300_000)) + b"/>"', "read"),
    "bomb": (f"{BOMB!r}.encode()", "forbidden-xml"),
}
MEASURED = """
import resource, sys, time
from cccdiag.errors import ProtocolError
from cccdiag.soap import xml
body = eval(sys.argv[1])
before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
try:
    xml.parse(body)
    said = "read"
except ProtocolError as error:
    said = error.reason
print(said, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, time.perf_counter() - started)
"""


@pytest.mark.parametrize("shape", SHAPES)
def test_size_is_bounded_before_memory_is_spent(shape):
    """The worst message costs less than 160 MB beside itself and a moment, whatever its shape; measured in its own process."""
    body, said = SHAPES[shape]
    ran = subprocess.run([sys.executable, "-c", MEASURED, body], capture_output=True, text=True, check=True)
    word, kilobytes, seconds = ran.stdout.split()
    assert word == said
    assert int(kilobytes) < 160_000
    assert float(seconds) < 60


def test_the_limit_is_the_callers():
    """A server may take less from strangers than a client from its gateway."""
    assert refused(b"<a>12345</a>", limit=5).reason == "too-large"
    assert xml.local(xml.parse(b"<a>12345</a>", limit=12)) == "a"


def test_a_refusal_says_what_came_and_with_which_status():
    """One sentence and the beginning of the body."""
    error = refused(b"<title>Sign in</title> and more", status=200)
    assert (str(error), error.status, error.reason, error.head) == (
        "The answer (HTTP 200) is an HTML page, not SOAP.",
        200,
        "html",
        "<title>Sign in</title> and more",
    )


def test_only_whole_elements_are_taken_from_a_broken_document():
    """Half of an error is no error."""
    body = b"<e><n:ccc_error xmlns:n='u'><a/></n:ccc_error><ccc_error>1</ccc_error><ccc_error>2</ccc"
    assert [xml.text(element) for element in xml.whole_elements(body, "ccc_error")] == ["", "1"]
