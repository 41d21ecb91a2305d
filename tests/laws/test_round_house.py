"""The round house: each code comes home as itself.

It is provoked in the emulator over real HTTP, caught by the client, written into a log,
found by triage as itself, and explained with causes and steps (DESIGN, section 8).

Thirteen codes come by situation, with no fault loaded; CCC_001, 002, 202 and 211 have no situation that the reference describes and come by
fault (D52, D56).
"""

from __future__ import annotations

import json

import pytest

from cccdiag.cli import main
from cccdiag.client.gateway import GatewayClient
from cccdiag.client.profile import Credentials, Profile
from cccdiag.client.transport import HttpTransport, Request
from cccdiag.emulator import Emulator, Fault
from cccdiag.errors import GatewayError
from cccdiag.kb.find import knowledge
from cccdiag.secrets import Secret
from cccdiag.soap import reply, request

HEADER = {"edInstitution": "Brookfield College", "courseName": "Rivers", "startOfTerm": "01/12/2027"}
DETAIL = {
    "cccWorkInst": 777,
    "publicationYear": "2019",
    "numCopiesStdnts": 10,
    "numPages": 5,
    "fromPage": "11",
    "toPage": "15",
    "author": "A. Writer",
}
BY_FAULT = ("CCC_001", "CCC_002", "CCC_202", "CCC_211")
HEAD = "2026-01-31 09:14:07,123 [1] ERROR CourseShelf.Rights.GatewayProxy - Gateway refused the call: {} (level {}, ref {}) {}\n"


class Site:
    """A client beside a gateway, with raw access for what a careful client refuses to send."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.opened = []
        self.client = self.as_user(gateway.username)

    def as_user(self, username, password=None):
        credentials = Credentials(
            username, password or self.gateway.password, self.gateway.access_key, self.gateway.access_secret
        )
        profile = Profile(
            name="house",
            endpoint=self.gateway.endpoint,
            wsdl=None,
            expect_mode="DEMO",
            product=self.gateway.product,
            credentials=credentials,
        )
        client = GatewayClient(profile, knowledge().gateway(), environ={})
        self.opened.append(client)
        return client

    def close(self):
        for client in self.opened:
            client.close()

    def header(self, **values):
        return self.client.call("createOrderHeader", HEADER | values).result.id

    def detail(self, **values):
        return self.client.call("createOrderDetail", {"orderHeaderId": self.header()} | DETAIL | values).result.id

    def order(self, **values):
        detail = self.detail(**values)
        self.client.call("commitOrderDetail", {"orderDetailId": detail})
        return detail

    def raw(self, operation, **values):
        """Send what our own client would not: the gateway's own answer to a malformed request."""
        spec = knowledge().gateway()
        login = {
            "username": self.gateway.username.reveal(),
            "password": self.gateway.password.reveal(),
            "prdAbrv": self.gateway.product,
        }
        filled = {f.name: str((login | values).get(f.name, "")) for f in spec.operation(operation).fields}
        body = request.write(spec.operation(operation), filled, spec.service.namespace)
        with HttpTransport(self.client.profile, environ={}) as send:
            answer = send(Request(self.gateway.endpoint, body, {"Content-Type": "text/xml; charset=utf-8"}))
        found = reply.read(answer.body, answer.status)
        if found.errors:
            raise GatewayError(operation, found.errors, found.mode)


def foreign(site):
    stranger = site.as_user(site.gateway.account("stranger"))
    header = stranger.call("createOrderHeader", HEADER).result.id
    site.client.call("modifyOrderHeader", {"orderHeaderId": header, "courseName": "Lakes"})


def twice(site, operation):
    detail = site.detail()
    site.client.call("commitOrderDetail", {"orderDetailId": detail})
    site.client.call(operation, {"orderDetailId": detail})
    if operation == "cancelOrderDetail":
        site.client.call(operation, {"orderDetailId": detail})


SITUATIONS = {
    "CCC_100": lambda site: site.raw("createOrderHeader", **HEADER | {"courseName": ""}),
    "CCC_101": lambda site: site.raw("createOrderHeader", **HEADER | {"startOfTerm": "2027-01-12"}),
    "CCC_102": lambda site: site.raw("createOrderHeader", **HEADER | {"courseName": "x" * 256}),
    "CCC_103": lambda site: site.raw("createOrderDetail", orderHeaderId=site.header(), **DETAIL | {"numPages": 40}),
    "CCC_200": lambda site: site.as_user(site.gateway.username, Secret("not-the-password")).call("createOrderHeader", HEADER),
    "CCC_201": foreign,
    "CCC_203": lambda site: site.as_user(site.gateway.account("on-hold")).call("createOrderHeader", HEADER),
    "CCC_204": lambda site: twice(site, "cancelOrderDetail"),
    "CCC_205": lambda site: site.client.call("modifyOrderHeader", {"orderHeaderId": 999_999, "courseName": "Lakes"}),
    "CCC_206": lambda site: site.client.call("checkOrderDetailStatus", {"orderDetailId": 999_999}),
    "CCC_207": lambda site: site.detail(cccWorkInst=site.gateway.work("no-fee")),
    "CCC_212": lambda site: twice(site, "commitOrderDetail"),
    "CCC_218": lambda site: site.detail(numCopiesStdnts=10_001),
}  # fmt: skip


@pytest.fixture(scope="module")
def site():
    with Emulator() as gateway:
        house = Site(gateway)
        yield house
        house.close()


def test_every_documented_code_is_in_the_house():
    """Seventeen codes: thirteen by situation, four by fault."""
    documented = {code for operation in knowledge().gateway().operations for code in operation.codes}
    assert documented == set(SITUATIONS) | set(BY_FAULT)


@pytest.mark.parametrize("code", sorted(SITUATIONS))
def test_a_code_by_situation_goes_round(code, site, tmp_path, capsys):
    """Provoked, caught, logged, found, explained: the same code all the way."""
    with pytest.raises(GatewayError) as caught:
        SITUATIONS[code](site)
    go_round(code, caught.value, tmp_path, capsys)


@pytest.mark.parametrize("code", BY_FAULT)
def test_a_code_by_fault_goes_round(code, tmp_path, capsys):
    """What no situation brings about, a fault does."""
    with Emulator(
        faults=[Fault(operation="cancelOrderDetail" if code == "CCC_211" else "createOrderDetail", code=code)]
    ) as gateway:
        site = Site(gateway)
        with pytest.raises(GatewayError) as caught:
            twice(site, "cancelOrderDetail") if code == "CCC_211" else site.detail()
        site.close()
    go_round(code, caught.value, tmp_path, capsys)


def go_round(code, error, tmp_path, capsys):
    assert error.codes == (code,)
    assert error.mode == "DEMO"
    log = tmp_path / "client.log"
    log.write_text("".join(HEAD.format(e.code, e.level, e.id, e.detail) for e in error.errors), encoding="utf-8")
    capsys.readouterr()
    assert main(["triage", str(log), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [(d["id"], d["records"], d["certainty"]) for d in found["diagnoses"]] == [(code, 1, "certain")]
    assert main(["explain", found["diagnoses"][0]["id"], "--format", "json"]) == 0
    article = json.loads(capsys.readouterr().out)
    assert article["id"] == code
    assert all(cause["steps"] for cause in article["causes"])
