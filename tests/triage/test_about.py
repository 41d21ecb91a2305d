"""A failure is CCC's only where CCC was called: the host decides, then the logger, then the words around."""

from __future__ import annotations

import pytest
from triage_room import about, log_formats

from cccdiag.kb.find import knowledge

PROOF = knowledge().document("context")["proof"]


def reason(text, wording=""):
    record = text.encode()
    header = log_formats().sniff(record)
    head = header.read(record) if header else None
    start = record.find(wording.encode()) if wording else (head.message if head else len(record))
    return about().ccc(record, head.logger if head else None, start, start + len(wording.encode()))


@pytest.mark.parametrize("text", PROOF["about"])
def test_records_about_ccc_are_known(text):
    """Every proof of the facts is taken for a record about CCC."""
    assert reason(text) in ("host", "logger", "word")


@pytest.mark.parametrize("text", PROOF["elsewhere"])
def test_records_about_others_are_left_alone(text):
    """OCLC, SQL Server, an update server: no fault of CCC."""
    assert reason(text) is None


def test_the_host_outweighs_the_logger():
    """Whoever logged it, a failure of another host is that host's."""
    logger = "2026-03-04 09:12:10,001 [4] ERROR AtlasSystems.ILLiad.Client.Copyright.OrderSubmitter - "
    assert reason(logger + "https://webservices.oclc.org/ill : (503)") is None
    assert reason(logger + "https://marketplace.copyright.com/ext : (503)") == "host"
    assert reason(logger + "(503) Server Unavailable") == "logger"


@pytest.mark.parametrize(
    ("text", "another"),
    [
        ("POST https://api.requests.example/portal\n{}", True),
        ('curl -X "PUT" https://rapid.example/v1 | cat', True),
        ("POST https://marketplace.copyright.com/ext\n{}", False),
        ("GET https://api.requests.example/x\nPOST https://user@marketplace.copyright.com/ext\n{}", False),
        ("POST https://proxy.campus.example:3128/", False),
        ("see https://api.requests.example/portal", False),
        ("{}", False),
    ],
)
def test_a_call_of_another_service_is_seen(text, another):
    """Only where a call is shown, and none of those that are shown went to CCC."""
    assert about().called_another(text.encode()) is another


def test_a_proxy_is_nobody():
    """A proxy stands in the way of whatever was called, so it says nothing about whom."""
    assert reason("CCC call failed at http://proxy.campus.example:8080 with 407") == "word"


def test_the_nearest_word_decides():
    """In a letter about two services each sentence is about its own."""
    text = "OCLC works. CCC answers 504 Gateway Timeout. Primo is slow."
    assert reason(text, "504 Gateway Timeout") == "word"
    assert reason("CCC works. OCLC answers 504 Gateway Timeout.", "504 Gateway Timeout") is None


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("AtlasSystems.ILLiad.Client.Forms", {"illiad"}),
        ("2026 AtlasSystems.Ares.Client.Forms", {"ares"}),
        ("our Ares server and the ILLiad client", {"illiad", "ares"}),
        ("he shares the room", set()),
    ],
)
def test_products_are_known_by_their_names(text, products):
    """Loggers and names tell the product; a word that holds its name does not."""
    assert about().products(text.encode()) == products
