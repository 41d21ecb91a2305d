"""What ``knowledge/context.yaml`` says is what decides whether a record is about CCC."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cccdiag import facts
from cccdiag.kb.context import Context
from cccdiag.kb.patterns import compiled
from cccdiag.triage.about import About

DOCUMENT = facts.read_yaml(Path(__file__).resolve().parents[2] / "knowledge" / "context.yaml")
CONTEXT = facts.build(Context, DOCUMENT)
LOGGER = re.compile(r"^\d{4}-\S+ \S+ \[\d+\] [A-Z]+ +(?P<name>\S+) - ")
# The words in the proofs that a signature would have matched; the rule on words looks around them.
TROUBLE = re.compile(rb"50[234][^,]*|407[^,]*|timed out|Timed Out|resolved|UnknownHost|Max retries|No such host")


def is_about_ccc(record: str) -> bool:
    """Ask the engine about the place where the trouble stands."""
    logger = LOGGER.match(record)
    place = TROUBLE.search(record.encode())
    assert place is not None
    return About(DOCUMENT).ccc(record.encode(), logger and logger["name"], *place.span()) is not None


@pytest.mark.parametrize("record", CONTEXT.proof.about)
def test_records_about_ccc_are_known(record):
    """By host, by logger or by word."""
    assert is_about_ccc(record)


@pytest.mark.parametrize("record", CONTEXT.proof.elsewhere)
def test_records_about_others_are_known_too(record):
    """Whoever logged them, and whatever else they name."""
    assert not is_about_ccc(record)


@pytest.mark.parametrize(
    "text",
    [
        "POST https://marketplace.copyright.com/ext/orders failed",
        "url='https://marketplace.copyright.com/ext'",
        '"requestUri": "https://marketplace.copyright.com/ext"',
        "> Host: marketplace.copyright.com",
        "HTTPSConnectionPool(host='marketplace.copyright.com', port=443)",
        "The remote name could not be resolved: 'marketplace.copyright.com'",
        "Der Remotename konnte nicht aufgelöst werden: 'marketplace.copyright.com'",
        "Le nom distant n’a pas pu être résolu : 'marketplace.copyright.com'",
        "No se puede resolver el nombre remoto: 'marketplace.copyright.com'",
        "Failed to resolve 'marketplace.copyright.com' ([Errno -2]",
        "curl: (6) Could not resolve host: marketplace.copyright.com",
        "curl: (7) Failed to connect to marketplace.copyright.com port 443",
        "java.net.UnknownHostException: marketplace.copyright.com",
        "getaddrinfo ENOTFOUND marketplace.copyright.com",
        "dial tcp: lookup marketplace.copyright.com: no such host",
        "No such host is known. (marketplace.copyright.com:443)",
    ],
)
def test_the_called_host_is_read_from_every_form(text):
    """Exactly that host and no other word with a dot."""
    found = {match[1] for pattern in CONTEXT.failing for match in compiled(pattern).finditer(text.encode())}
    assert found == {b"marketplace.copyright.com"}


@pytest.mark.parametrize(
    "text",
    [
        '<html xmlns="http://www.w3.example/1999/xhtml"><a href="https://filter.example/why">why</a>',
        "actively refused it 192.0.2.44:443, http://127.0.0.1:8080/AcademicGateway",
        "at sun.nio.ch.Net.connect(Net.java:454)",
        "in d:\\build\\illiad\\CopyrightSearch.cs:line 412",
    ],
)
def test_links_addresses_and_source_lines_are_no_hosts(text):
    """A block page links to its maker; a stack trace names its files."""
    assert not [match[1] for pattern in CONTEXT.failing for match in compiled(pattern).finditer(text.encode())]
