"""The control address and the page: switching what goes wrong, and looking inside, while it runs."""

from __future__ import annotations

import dataclasses
import html.parser
import http.client
import json
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import jsonschema
import pytest

import cccdiag
from cccdiag.emulator import Emulator, Fault, scenarios
from cccdiag.errors import InputError


class Switchboard:
    """Talks to the control address and to the page."""

    def __init__(self, gateway: Emulator) -> None:
        self.gateway = gateway

    def ask(self, method: str, action: str = "", body=None, url=None, **headers: str):
        address = urlsplit(url or self.gateway.control + action)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
        try:
            sent = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
            connection.request(method, address.path, sent, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def state(self) -> dict:
        status, _, body = self.ask("GET")
        assert status == 200, body
        return json.loads(body)


@pytest.fixture
def board(gateway):
    yield Switchboard(gateway)
    gateway.set_faults()


def test_faults_are_put_and_healed_while_it_runs(board, customer):
    """A JSON list of faults is in force at once; an empty list heals."""
    fault = {"operation": "checkOrderDetailStatus", "code": "CCC_001"}
    status, _, body = board.ask("PUT", "/faults", [fault])
    assert (status, json.loads(body)) == (200, {"schema": "cccdiag.control/1", "faults": [fault]})
    assert customer.codes("checkOrderDetailStatus", orderDetailId=1) == ("CCC_001",)
    assert board.ask("PUT", "/faults", [])[0] == 200
    assert customer.codes("checkOrderDetailStatus", orderDetailId=1) == ("CCC_206",)


def test_a_scenario_is_played_by_name(board, customer):
    """The state names the scenario in force; an empty name ends it."""
    assert board.ask("PUT", "/scenario", {"name": "http-504"})[0] == 200
    assert customer.raw(customer.envelope("checkOrderDetailStatus", orderDetailId=1))[0] == 504
    assert (board.state()["scenario"], board.state()["faults"]) == ("http-504", [{"status": 504}])
    assert board.ask("PUT", "/scenario", {"name": ""})[0] == 200
    assert (board.state()["scenario"], board.state()["faults"]) == (None, [])


def test_a_detail_is_invoiced(board, customer):
    """What no operation can do is done here; twice is refused."""
    detail = customer.commit().id
    assert board.ask("PUT", "/invoice", {"orderDetailId": detail})[0] == 200
    assert customer.status(detail).invoiced
    status, _, body = board.ask("PUT", "/invoice", {"orderDetailId": detail})
    assert (status, json.loads(body)) == (409, {"error": "CCC_204"})


def test_the_state_is_what_its_schema_says(board, customer):
    """The shipped JSON Schema describes the state, and what a switch answers."""
    customer.commit()
    schema = json.loads((Path(cccdiag.__file__).parent / "schemas" / "control.json").read_text(encoding="utf-8"))
    answers = [board.state(), json.loads(board.ask("PUT", "/faults", [{"status": 503, "headers": {"x": "y"}}])[2])]
    for answer in answers:
        jsonschema.validate(answer, schema)
    assert schema["properties"]["faults"]["items"] == {"$ref": "#/$defs/Fault"}
    assert set(schema["$defs"]["Fault"]["properties"]) == {field.name for field in dataclasses.fields(Fault)}


def test_the_state_shows_orders_and_exchanges_without_secrets(board, customer, gateway):
    """Orders with their states, exchanges with redacted bodies."""
    header = customer.header()
    detail = customer.commit(customer.draft(header)).id
    state = board.state()
    seen = next(entry for entry in state["orders"]["latest"] if entry["id"] == header)
    assert seen["details"] == [
        {
            "id": detail,
            "work": 123456789,
            "work_name": "ordinary",
            "copies": 10,
            "state": "committed",
            "right": "GRANTED",
            "fee": "20.00",
        }
    ]
    assert (state["mode"], state["endpoint"]) == ("DEMO", gateway.endpoint)
    assert [exchange["operation"] for exchange in state["exchanges"][:3]] == [
        "commitOrderDetail",
        "createOrderDetail",
        "createOrderHeader",
    ]
    text = json.dumps(state)
    for secret in (gateway.username, gateway.password, gateway.access_key, gateway.access_secret):
        assert secret.reveal() not in text
    assert "<orderDetailId>" in state["exchanges"][0]["request"]


@pytest.mark.parametrize(
    ("method", "action", "body", "answer"),
    [
        ("PUT", "/faults", {"code": "CCC_001"}, (400, "a JSON list")),
        ("PUT", "/faults", [{"kode": "CCC_001"}], (400, "did you mean 'code'")),
        ("PUT", "/faults", [{}], (400, "changes nothing")),
        ("PUT", "/faults", b"[", (400, "not JSON")),
        ("PUT", "/faults", b"[" * 100_000, (400, "not JSON")),
        ("PUT", "/scenario", {"name": "http-505"}, (400, "did you mean")),
        ("PUT", "/scenario", [], (400, "no scenario 'None'")),
        ("PUT", "/scenario", {"name": "tls-expired"}, (400, "--scenario tls-expired")),
        ("PUT", "/invoice", {"orderDetailId": "x"}, (400, "orderDetailId")),
        ("PUT", "/invoice", {"orderDetailId": 1}, (409, "CCC_206")),
        ("PUT", "/nothing", {}, (404, "PUT faults")),
        ("DELETE", "", None, (404, "PUT faults")),
    ],
)
def test_what_cannot_be_switched_is_one_sentence(board, method, action, body, answer):
    """A wrong request changes nothing and says why."""
    status, _, said = board.ask(method, action, body)
    assert (status, answer[1] in json.loads(said)["error"]) == (answer[0], True)
    assert board.state()["faults"] == []


def test_without_the_token_nothing_is_told_or_switched(board, gateway, customer):
    """Another token, or none, is 403."""
    stranger = gateway.control[:-1] + ("a" if gateway.control[-1] != "a" else "b")
    for url in (stranger, stranger + "/faults", gateway.control.rpartition("/")[0] + "/"):
        status, _, body = board.ask("PUT", url=url, body=[{"code": "CCC_001"}])
        assert (status, b"orders" in body) == (403, False)
    assert customer.codes("checkOrderDetailStatus", orderDetailId=1) == ("CCC_206",)


class Reader(html.parser.HTMLParser):
    """What a page loads from elsewhere, and where its forms go."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.forms: set[str] = set()

    def handle_starttag(self, tag, attrs) -> None:
        given = dict(attrs)
        self.loads += [given[name] for name in ("src", "href") if name in given]
        if tag == "form":
            self.forms.add(given["action"])


def test_the_page_shows_orders_and_buttons_and_loads_nothing(board, gateway, customer):
    """Plain HTML with a button for every scenario that can be switched; no script, nothing from elsewhere."""
    detail = customer.commit(customer.draft(customer.header(courseName="<script>alert(1)</script>"))).id
    status, headers, body = board.ask("GET", url=gateway.page)
    text = body.decode()
    assert (status, headers.get_content_type()) == (200, "text/html")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "<script" not in text
    reader = Reader()
    reader.feed(text)
    control = urlsplit(gateway.control).path
    assert (reader.loads, reader.forms) == ([], {"/", f"{control}/scenario", f"{control}/invoice"})
    for scene in scenarios.every():
        assert (f'value="{scene.name}"' in text) == (scene.tls is None), scene.name
    assert f"Invoice {detail}" in text


def test_a_button_of_the_page_switches_and_leads_back(board, gateway, customer):
    """Forms post to the control address and return to the page."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    status, headers, _ = board.ask("POST", "/scenario", urlencode({"name": "backend-down"}).encode(), **form)
    assert (status, headers["Location"]) == (303, "/")
    assert customer.codes("checkOrderDetailStatus", orderDetailId=1) == ("CCC_001",)
    assert b'aria-pressed="true"' in board.ask("GET", url=gateway.page)[2]
    assert board.ask("POST", "/scenario", b"name=", **form)[0] == 303
    detail = customer.commit().id
    assert board.ask("POST", "/invoice", urlencode({"orderDetailId": detail}).encode(), **form)[0] == 303
    assert customer.status(detail).invoiced
    assert board.ask("POST", "/invoice", b"&".join([b"a=b"] * 50), **form)[0] == 400


@pytest.mark.parametrize("host", ["rebound.example", "rebound.example:80", "[::", ""])
def test_the_page_is_not_given_under_a_strangers_name(board, gateway, host):
    """A site that lets its name point to this machine does not get the token."""
    status, _, body = board.ask("GET", url=gateway.page, Host=host)
    assert (status, gateway.control.encode() in body) == (403, False)


def test_the_page_of_an_empty_gateway(caller_of):
    """Without orders and calls it says so."""
    with Emulator(mode=None) as gateway:
        text = Switchboard(gateway).ask("GET", url=gateway.page)[2].decode()
    assert "Nothing has been ordered yet" in text
    assert "No call yet" in text
    assert "without a mode" in text


def test_scenarios_can_be_played_from_python(gateway, customer):
    """Tests and notebooks play scenes by name."""
    gateway.play("cancel-refused")
    try:
        assert customer.codes("cancelOrderDetail", orderDetailId=customer.commit().id) == ("CCC_211",)
        with pytest.raises(InputError, match="did you mean 'cancel-refused'"):
            gateway.play("cancel-refuse")
        with pytest.raises(InputError, match="needs another certificate"):
            gateway.play("tls-expired")
    finally:
        gateway.set_faults()


def test_faults_can_be_given_beside_a_scenario(caller_of):
    """The scenario's faults come first."""
    with Emulator(scenario="cancel-refused", faults=[Fault(code="CCC_001")]) as gateway:
        customer = caller_of(gateway)
        assert customer.codes("cancelOrderDetail", orderDetailId=1) == ("CCC_211",)
        assert customer.codes("commitOrderDetail", orderDetailId=1) == ("CCC_001",)
