"""Tables of calls, outputs of programs that test a connection, loggers of others, and parts in base64."""

import base64

import pytest

from cccdiag.triage import programs, tables, transcripts
from cccdiag.triage.records import kinds_of, views

ROLES = {"time": "time", "text": "text", "level": "level"}


@pytest.mark.parametrize(
    ("logger", "other"),
    [
        ("CloudContactCenter", True),
        ("campus.course_content_copier", True),
        ("Reserves.Tests.GatewayErrorsTest", True),
        ("reserves.FakeGateway", True),
        ("Reserves.CopyrightClearanceClient", False),
        ("AtlasSystems.ILLiad.Client.Controls.CopyrightSearch", False),
        ("Reserves.Latest", False),
    ],
)
def test_programs_of_others_are_known(logger, other):
    """A name of three words with C, none of them copyright or clearance, or that of a test."""
    assert programs.is_other(logger) is other


@pytest.mark.parametrize(
    ("names", "row", "calls"),
    [
        (["date", "operation", "code"], ["2026-06-01", "cancelOrderDetail", "CCC_204"], True),
        (["fecha", "c"], ["2026-06-01 09:14", "CCC_204"], True),
        (["time", "endpoint", "http"], ["2026-06-01 09:14:07", "https://rightsconnect.copyright.com/x", "504"], True),
        (["date", "room", "seats"], ["2026-06-01", "CCC_204", "40"], False),
        (["date", "host", "n"], ["2026-06-01", "webservices.oclc.org", "504"], False),
        (
            ["time", "text", "code"],
            ["2026-06-01 09:14", "since Monday all of our orders come back with this one", "CCC_204"],
            False,
        ),
    ],
)
def test_a_table_of_calls_is_known_by_what_stands_in_it(names, row, calls):
    """Whatever its columns are called: a code, an operation or the host, and when or how it ended; a letter is no call."""
    assert tables.columns(names, [row], ROLES).calls is calls


def test_a_list_of_codes_and_meanings_is_no_table_of_calls():
    """Each code stands there once, and no time beside it."""
    found = tables.columns(["code", "text"], [["CCC_100", "missing"], ["CCC_204", "closed"]], ROLES)
    assert (found.calls, found.meanings) == (False, True)


@pytest.mark.parametrize(
    "text",
    [
        "PS C:\\Users\\desk> Test-NetConnection h.example -Port 443",
        "C:\\>nslookup h.example",
        "$ curl -v https://h.example/",
        "openssl s_client -connect h.example:443 -tls1",
        "* CONNECT tunnel failed, response 407",
        "TcpTestSucceeded       : False",
        "    + CategoryInfo          : InvalidOperation",
        ";; ->>HEADER<<- opcode: QUERY, status: SERVFAIL, id: 4711",
        "--2026-05-19 09:14:07--  https://h.example/",
    ],
)
def test_outputs_of_programs_that_test_a_connection_are_known(text):
    """The command behind a prompt, or one of their lines; such a text is no letter."""
    assert transcripts.is_one(text.encode())
    assert kinds_of(text.encode()) == {"log"}


@pytest.mark.parametrize(
    "text", ["Please ping the host again.", "We ran curl and wget, both fail.", "> our host is down"]
)
def test_a_letter_that_names_a_program_is_no_output(text):
    """Only the way in which programs are called and print tells."""
    assert not transcripts.is_one(text.encode())


def test_a_part_in_base64_is_read():
    """As servers send messages of several parts; what is no base64 stays."""
    inner = b"<error_code>CCC_203</error_code>" * 3
    part = b"--b\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(inner) + b"--b--\n"
    assert inner in views(part)[1]
    assert len(views(b"Content-Transfer-Encoding: base64\n\nno such thing here")) == 1
