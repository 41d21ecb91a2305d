"""``cccdiag call``: five outcomes, their exit codes and their JSON; nothing secret on the way in or out."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import cccdiag
from cccdiag.cli import main
from cccdiag.cli.call_values import limits
from cccdiag.emulator import Emulator, Fault
from cccdiag.kb.find import knowledge

SCHEMA = json.loads((Path(cccdiag.__file__).parent / "schemas" / "call.json").read_text(encoding="utf-8"))
HEADER = ["--ed-institution", "Brookfield College", "--course-name", "Rivers", "--start-of-term", "01/12/2027"]
DETAIL = {
    "cccWorkInst": 777,
    "publicationYear": "2019",
    "numCopiesStdnts": 10,
    "fromPage": "11",
    "toPage": "15",
    "author": "A. Writer",
}
GATEWAY = knowledge().gateway()


@pytest.fixture(scope="module")
def emulator():
    with Emulator() as running:
        yield running


@pytest.fixture
def as_site(monkeypatch, tmp_path):
    """Make the environment describe a running emulator, some of it changed."""

    def use(running=None, **changed):
        for name in [name for name in os.environ if name.startswith("CCCDIAG_") or name.lower().endswith("_proxy")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
        given = {}
        if running is not None:
            given = {
                "CCCDIAG_ENDPOINT": running.endpoint,
                "CCCDIAG_USERNAME": running.username.reveal(),
                "CCCDIAG_PASSWORD": running.password.reveal(),
                "CCCDIAG_ACCESS_KEY": running.access_key.reveal(),
                "CCCDIAG_ACCESS_SECRET": running.access_secret.reveal(),
                "CCCDIAG_PRODUCT": running.product,
            }
        for name, value in (given | changed).items():
            monkeypatch.setenv(name, value)
        return given

    return use


@pytest.fixture
def call(capsys):
    """Run the command: (exit code, document, remarks)."""

    def run(*arguments):
        code = main(["call", *arguments, "--format", "json"])
        out, err = capsys.readouterr()
        document = json.loads(out)
        Draft202012Validator(SCHEMA).validate(document)
        return code, document, err

    return run


@pytest.fixture
def said(capsys):
    """Run the command for a reader: (exit code, stdout, stderr)."""

    def run(*arguments):
        try:
            code = main(["call", *arguments])
        except SystemExit as stop:
            code = stop.code
        return code, *capsys.readouterr()

    return run


def document(operation, outcome, mode=None, result=None, errors=(), violations=()):
    return {
        "schema": "cccdiag.call/1",
        "operation": operation,
        "outcome": outcome,
        "mode": mode,
        "result": result,
        "errors": list(errors),
        "violations": list(violations),
    }


def test_an_orders_life_is_told_in_documents(as_site, call, emulator, tmp_path):
    """Header, detail, commit, status, cancel: each answered with its own type, exit 0."""
    as_site(emulator)
    code, header, remarks = call("createOrderHeader", *HEADER)
    assert (code, header) == (
        0,
        document("createOrderHeader", "answered", "DEMO", {"type": "order_header", "id": header["result"]["id"]}),
    )
    assert remarks.startswith("DEMO: Development, demonstration and testing only.")
    values = tmp_path / "order.json"
    values.write_text(json.dumps(DETAIL | {"orderHeaderId": header["result"]["id"]}))
    _, draft, _ = call("createOrderDetail", "--values", str(values))
    detail = draft["result"]["id"]
    assert draft["result"] == {"type": "temp_order_detail", "id": detail}
    _, committed, _ = call("commitOrderDetail", "--order-detail-id", str(detail))
    terms = committed["result"]["terms"]
    assert terms.startswith("-- FOR DEMONSTRATION AND TESTING ONLY --")
    assert committed["result"] == {
        "type": "order_detail",
        "id": detail,
        "right": "GRANTED",
        "terms": terms,
        "fee": "12.50",
        "cancelled": False,
        "invoiced": False,
    }
    code, cancelled, _ = call("cancelOrderDetail", "--orderDetailId", str(detail))
    assert (code, cancelled["result"]) == (0, {"type": "cancelled_order_detail", "id": detail, "fee": "0.00"})


def test_a_refusal_names_its_codes_and_their_articles(as_site, call, emulator):
    """Exit 2."""
    as_site(emulator)
    code, told, _ = call("checkOrderDetailStatus", "--order-detail-id", "999999999999999")
    (error,) = told["errors"]
    assert code == 2
    assert told == document("checkOrderDetailStatus", "refused", "DEMO", errors=[error])
    assert (error["code"], error["article"], error["level"]) == ("CCC_206", "CCC_206", 2)


def test_all_violations_are_told_and_nothing_is_sent(as_site, call, emulator):
    """Exit 2; each with the code that the gateway would answer."""
    as_site(emulator)
    code, told, _ = call("createOrderHeader", "--ed-institution", "x" * 256)
    assert (code, told["outcome"]) == (2, "not-sent")
    assert [(v["code"], v["field"]) for v in told["violations"]] == [
        ("CCC_102", "edInstitution"),
        ("CCC_100", "courseName"),
        ("CCC_100", "startOfTerm"),
    ]


def test_an_option_that_the_operation_does_not_take_is_a_violation(as_site, call, emulator):
    """It would be dropped silently on the other side."""
    as_site(emulator)
    code, told, _ = call("commitOrderDetail", "--order-detail-id", "5", "--author", "x")
    assert (code, [v["field"] for v in told["violations"]]) == (2, ["author"])


def test_what_changes_orders_needs_a_word_where_it_may_be_production(as_site, call, emulator):
    """The guard of the client, as an outcome."""
    as_site(emulator, CCCDIAG_ENDPOINT="https://gateway.example/AcademicGateway")
    code, told, _ = call("cancelOrderDetail", "--order-detail-id", "5")
    assert (code, told["outcome"], [v["code"] for v in told["violations"]]) == (2, "not-sent", ["PROD_GUARD"])
    assert "--allow-prod" in told["violations"][0]["detail"]


def test_when_no_byte_left_us_it_is_not_sent(as_site, call, emulator):
    """Nobody listens there."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    as_site(emulator, CCCDIAG_ENDPOINT=f"http://127.0.0.1:{port}/x")
    code, told, _ = call("commitOrderDetail", "--order-detail-id", "5")
    (error,) = told["errors"]
    assert (code, told["outcome"], error["code"], error["article"]) == (2, "not-sent", "tcp.refused", "net-connect")


@pytest.mark.parametrize(
    ("fault", "outcomes", "code", "article"),
    [
        ({"status": 401}, ("refused", "refused"), "http.401", "http-401"),
        ({"status": 403}, ("refused", "refused"), "http.403", "http-403"),
        (
            {"status": 302, "headers": {"Location": "/login"}},
            ("unknown", "failed"),
            "http.302",
            "net-html-instead-of-data",
        ),
        ({"status": 500}, ("unknown", "failed"), "http.500", "http-500"),
        ({"status": 504}, ("unknown", "failed"), "http.504", "http-504"),
        ({"status": 200, "body": "html"}, ("unknown", "failed"), "reply.html", "net-html-instead-of-data"),
        ({"body": "login-page"}, ("unknown", "failed"), "reply.html", "net-html-instead-of-data"),
        ({"body": "entity-bomb"}, ("unknown", "failed"), "reply.forbidden-xml", "gateway-invalid-response"),
        ({"body": "soap-fault", "status": 500}, ("refused", "refused"), "S:Server", "gateway-soap-fault"),
        ({"cut": 200}, ("unknown", "failed"), "reply.truncated", "gateway-invalid-response"),
        ({"reset": "before-answer"}, ("unknown", "failed"), "tcp.reset", "net-connect"),
        ({"code": "CCC_001"}, ("refused", "refused"), "CCC_001", "CCC_001"),
    ],
    ids=str,
)
def test_each_trouble_has_one_outcome(fault, outcomes, code, article, as_site, call):
    """Unknown where something may have changed, failed where nothing can have."""
    with Emulator(faults=[Fault(**fault)]) as troubled:
        as_site(troubled)
        for operation, outcome in zip(("commitOrderDetail", "checkOrderDetailStatus"), outcomes, strict=True):
            exit_code, told, _ = call(operation, "--order-detail-id", "5")
            assert (told["outcome"], exit_code) == (outcome, 2 if outcome == "refused" else 3)
            assert (told["errors"][0]["code"], told["errors"][0]["article"]) == (code, article)


def test_an_unknown_outcome_says_how_to_find_out(as_site, said):
    """And not to send it again."""
    with Emulator(faults=[Fault(reset="before-answer", processed=True)]) as troubled:
        as_site(troubled)
        code, out, _ = said("commitOrderDetail", "--order-detail-id", "71")
        assert code == 3
        assert "Do not send it again before you know." in out
        assert "cccdiag call checkOrderDetailStatus --order-detail-id 71" in out
        _, out, _ = said("createOrderHeader", *HEADER, "--cust-ref-num", "REF-9")
        assert "your reference REF-9" in out


def test_without_a_profile_one_document_is_printed_and_the_exit_code_is_3(as_site, call):
    """Naming what is missing and two ways on."""
    as_site()
    code, told, remarks = call("checkOrderDetailStatus", "--order-detail-id", "5")
    assert (code, told["outcome"]) == (3, "not-sent")
    assert [v["field"] for v in told["violations"]] == [
        "endpoint",
        "username",
        "password",
        "access_key",
        "access_secret",
    ]
    assert "cccdiag profile init" in remarks
    assert "cccdiag check --demo" in remarks


def test_an_operation_that_does_not_exist_could_not_run(as_site, call, emulator):
    """With what may be meant."""
    as_site(emulator)
    code, told, remarks = call("commitOrder")
    assert (code, told) == (3, document("commitOrder", "not-sent"))
    assert "did you mean commitOrderDetail?" in remarks


def test_options_count_more_than_the_file_and_names_may_be_spelled_freely(as_site, said, emulator, tmp_path):
    """YAML or JSON, wire, Python or option spelling."""
    as_site(emulator)
    values = tmp_path / "v.yaml"
    values.write_text("ed_institution: From File\ncourse-name: C\nstartOfTerm: 01/12/2027\ninstructorName: null\n")
    _, out, _ = said("createOrderHeader", "--values", str(values), "--ed-institution", "From Option", "--dry-run")
    assert "<edInstitution>From Option</edInstitution>" in out
    assert "<courseName>C</courseName>" in out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: b: c", "is not YAML"),
        ("- x", "must be a mapping"),
        ("edInstitution: 1.5", "edInstitution must be a text or a whole number"),
        ("edInstitution: true", "put it in quotes"),
        ("edInstitution: [a]", "must be a text"),
        ("startOfTerm: 2027-01-12", "startOfTerm must be a text"),
        ('{"a": 1, "a": 2}', "the key 'a' stands here twice"),
        ("password: canary-8821", "password does not belong into a file of values"),
        ("username: canary-8821", "username does not belong into a file of values"),
        ("", "must be a mapping"),
    ],
)
def test_a_file_of_values_that_is_wrong_is_told_in_a_sentence(text, words, as_site, call, emulator, tmp_path):
    """Exit 3, and a secret is not repeated."""
    as_site(emulator)
    values = tmp_path / "v.yaml"
    values.write_text(text)
    code, told, remarks = call("createOrderHeader", "--values", str(values))
    assert (code, told["outcome"]) == (3, "not-sent")
    assert words in remarks
    assert "canary-8821" not in remarks


@pytest.mark.parametrize(
    ("raw", "words"),
    [(None, "cannot be read"), (b"\x80\x81", "is not text in UTF-8 or UTF-16"), (b"a" * 1_100_000, "is larger than")],
)
def test_a_file_that_is_no_text_is_told(raw, words, as_site, call, emulator, tmp_path):
    """Before anything else."""
    as_site(emulator)
    values = tmp_path / "v.yaml"
    if raw is not None:
        values.write_bytes(raw)
    code, _, remarks = call("createOrderHeader", "--values", str(values))
    assert code == 3
    assert words in remarks


def test_values_come_from_stdin_too_even_as_windows_writes_them(as_site, emulator):
    """PowerShell pipes UTF-16."""
    as_site(emulator)
    values = {"edInstitution": "Größe", "courseName": "C", "startOfTerm": "01/12/2027"}
    ran = subprocess.run(
        [sys.executable, "-m", "cccdiag", "call", "createOrderHeader", "--values", "-", "--format", "json"],
        input=json.dumps(values, ensure_ascii=False).encode("utf-16"),
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, json.loads(ran.stdout)["outcome"]) == (0, "answered")


@pytest.mark.parametrize("option", ["--password", "--username", "--access-key", "--accessSecret", "--passw"])
@pytest.mark.parametrize("joined", [True, False])
def test_a_secret_as_an_option_is_refused_and_not_repeated(option, joined, said):
    """Other people can read command lines."""
    typed = [f"{option}=canary-5512"] if joined else [option, "canary-5512"]
    code, out, err = said("checkOrderDetailStatus", *typed)
    assert (code, out) == (3, "")
    assert "never stands on a command line" in err
    assert "canary-5512" not in err


def test_a_rehearsal_shows_the_request_redacted_and_sends_nothing(as_site, said, call, emulator):
    """Exit 0 if it could be sent, 2 if not."""
    given = as_site(emulator, CCCDIAG_ENDPOINT="http://127.0.0.1:1/AcademicGateway")
    code, out, err = said("createOrderHeader", *HEADER, "--dry-run")
    assert code == 0
    assert out.startswith("POST http://127.0.0.1:1/AcademicGateway\n")
    assert "<courseName>Rivers</courseName>" in out
    assert "Nothing is wrong with it." in out
    assert "Authorization: Basic ••••••" in out
    assert not [
        name
        for name, value in given.items()
        if name not in ("CCCDIAG_ENDPOINT", "CCCDIAG_PRODUCT") and value in out + err
    ]
    code, told, remarks = call("createOrderHeader", "--dry-run")
    assert (code, told["outcome"], len(told["violations"])) == (2, "not-sent", 3)
    assert "<createOrderHeader" not in json.dumps(told)
    assert "<ns2:createOrderHeader" in remarks


def test_a_rehearsal_of_what_xml_cannot_carry_does_not_fail(as_site, said, emulator):
    """It is a violation like others."""
    as_site(emulator)
    code, out, _ = said("createOrderHeader", *HEADER, "--instructor-name", "a\x01b", "--dry-run")
    assert code == 2
    assert "U+0001" in out


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("DEMO", "DEMO: Development, demonstration and testing only. No permission is granted"),
        ("LOCAL", "LOCAL: "),
        (None, "The gateway names no mode: take what it says for production."),
    ],
)
def test_the_mode_is_said_each_time(mode, words, as_site, said):
    """The reference demands it of every client (D66, D67)."""
    with Emulator(mode=mode) as running:
        as_site(running)
        _, _, err = said("createOrderHeader", *HEADER)
        assert words in err


def test_a_mode_that_was_not_expected_is_said(as_site, said, tmp_path):
    """The profile names what the site believes."""
    with Emulator(mode="LOCAL") as running:
        given = as_site(running)
        path = tmp_path / "site.yaml"
        path.write_text("expect_mode: DEMO\n")
        _, _, err = said("createOrderHeader", *HEADER, "--profile", str(path))
    assert "Expected was DEMO, as the profile site says; the gateway says LOCAL." in err
    assert given["CCCDIAG_PASSWORD"] not in err


def test_the_outcome_can_be_written_to_a_file(as_site, emulator, tmp_path, capsys):
    """In UTF-8, whatever the console."""
    as_site(emulator)
    path = tmp_path / "out.json"
    assert main(["call", "createOrderHeader", *HEADER, "--format", "json", "--output", str(path)]) == 0
    assert json.loads(path.read_text(encoding="utf-8"))["outcome"] == "answered"
    assert capsys.readouterr().out == ""


def test_every_field_of_the_spec_is_an_option_with_its_limits(said):
    """But for the login, which comes from the profile."""
    code, out, _ = said("--help")
    assert code == 0
    told = " ".join(out.split())
    for operation in GATEWAY.operations:
        for field in operation.fields:
            if field.name in ("username", "password"):
                assert f"--{field.name}" not in told
            else:
                assert f"--{field.name} " in told
                assert limits(operation.field(field.name), GATEWAY.type_of(field)).split(",")[0] in told


def test_the_exchange_can_be_shown_without_its_credentials(as_site, said, emulator):
    """On stderr, so that the answer stays one document."""
    given = as_site(emulator)
    code, out, err = said("createOrderHeader", *HEADER, "--show-exchange", "--format", "json")
    assert (code, json.loads(out)["outcome"]) == (0, "answered")
    assert "> POST http://127.0.0.1" in err
    assert "<courseName>Rivers</courseName>\n" in err
    assert "< HTTP 200 after 0." in err
    assert "<ccc_order_header id=" in err
    assert not [
        value for name, value in given.items() if name.endswith(("NAME", "WORD", "KEY", "SECRET")) and value in err
    ]


def test_a_request_without_an_answer_is_shown_too_and_so_are_the_tries(as_site, said):
    """The last of them."""
    with Emulator(faults=[Fault(reset="before-answer")]) as troubled:
        as_site(troubled)
        code, _, err = said("checkOrderDetailStatus", "--order-detail-id", "5", "--show-exchange")
    assert code == 3
    assert "(try 3)" in err
    assert "< no answer" in err
    assert "It took 3 tries." in err


def test_what_goes_well_at_the_second_try_is_said(as_site, said):
    """It is a symptom."""
    with Emulator(faults=[Fault(status=503, calls=(1,))]) as troubled:
        as_site(troubled)
        code, out, err = said("checkOrderDetailStatus", "--order-detail-id", "5")
    assert (code, "CCC_206" in out, "It took 2 tries." in err) == (2, True, True)


def test_an_unknown_outcome_names_its_entry_in_the_journal(as_site, said, tmp_path):
    """The one that `cccdiag journal` lists."""
    with Emulator(faults=[Fault(status=504)]) as troubled:
        as_site(troubled)
        path = tmp_path / "journal.jsonl"
        _, out, _ = said("commitOrderDetail", "--order-detail-id", "71", "--journal", str(path))
    assert f"It stands in the journal as {json.loads(path.read_text().splitlines()[0])['entry']}" in out


def test_a_journal_that_cannot_be_written_is_told_and_nothing_is_sent(as_site, call, emulator, tmp_path):
    """Exit 3."""
    as_site(emulator)
    code, told, err = call("createOrderHeader", *HEADER, "--journal", str(tmp_path))
    assert (code, told["outcome"]) == (3, "not-sent")
    assert "cannot be written" in err
