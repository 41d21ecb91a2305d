"""A plain HTTP client for the emulator: it shares nothing with it but the description of the gateway."""

from __future__ import annotations

import base64
import http.client
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from cccdiag import spec
from cccdiag.emulator import Emulator
from cccdiag.kb.find import knowledge
from cccdiag.secrets import Secret
from cccdiag.soap import reply, request
from cccdiag.soap.model import Reply

DESCRIPTION = knowledge().gateway()
TOLERANT = spec.reading(DESCRIPTION, "tolerant")

HEADER = {
    "edInstitution": "Example College",
    "courseName": "Introduction to Examples",
    "startOfTerm": "09/01/2026",
}
DETAIL = {
    "cccWorkInst": "123456789",
    "publicationYear": "2001",
    "numCopiesStdnts": "10",
    "numPages": "-999999",
    "fromPage": "1",
    "toPage": "8",
    "author": "A. Nobody",
}


@dataclass
class Caller:
    """One customer of one emulator; ``raw`` posts bytes, the rest calls operations."""

    gateway: Emulator
    username: Secret
    headers: dict[str, str] = field(default_factory=dict)

    def authorization(self) -> str:
        pair = f"{self.gateway.access_key.reveal()}:{self.gateway.access_secret.reveal()}"
        return "Basic " + base64.b64encode(pair.encode()).decode()

    def raw(self, body: bytes | None, method="POST", url=None, headers=None):
        """One exchange on a connection of its own: (status, headers, body)."""
        address = urlsplit(url or self.gateway.endpoint)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        try:
            sent = {"Authorization": self.authorization(), "Content-Type": "text/xml; charset=utf-8"}
            sent |= self.headers | (headers or {})
            connection.request(method, address.path or "/", body, {k: v for k, v in sent.items() if v is not None})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def envelope(self, name: str, **values: object) -> bytes:
        operation = DESCRIPTION.operation(name)
        login = {"username": self.username.reveal(), "password": self.gateway.password.reveal()}
        given = {k: v for k, v in (login | values).items() if v is not None}
        complete = spec.fill(operation, given, TOLERANT)
        return request.write(operation, complete, DESCRIPTION.service.namespace)

    def call(self, name: str, **values: object) -> Reply:
        status, _, body = self.raw(self.envelope(name, **values))
        assert status == 200, body
        return reply.read(body, status)

    def codes(self, name: str, **values: object) -> tuple[str, ...]:
        return tuple(error.code for error in self.call(name, **values).errors)

    def header(self, **values: object) -> int:
        return self.result("createOrderHeader", **(HEADER | {"prdAbrv": self.gateway.product} | values)).id

    def draft(self, header: int | None = None, **values: object) -> int:
        answer = self.ordered(header, **values)
        assert answer.errors == (), answer.errors
        return answer.result.id

    def ordered(self, header: int | None = None, **values: object) -> Reply:
        """The answer to createOrderDetail for an ordinary detail, some of its values changed."""
        return self.call("createOrderDetail", **(DETAIL | {"orderHeaderId": header or self.header()} | values))

    def ordinary(self, name: str) -> dict[str, object]:
        """Values with which the operation would find nothing to complain about but what it cannot know."""
        by_name = {
            "createOrderHeader": HEADER | {"prdAbrv": self.gateway.product},
            "createOrderDetail": DETAIL,
            "modifyOrderDetail": {"author": "B. Nobody"},
        }
        return by_name.get(name, {})

    def posted(self, body: bytes) -> Reply:
        status, _, answer = self.raw(body)
        return reply.read(answer, status)

    def commit(self, detail: int | None = None, **values: object):
        return self.result("commitOrderDetail", orderDetailId=detail or self.draft(**values))

    def status(self, detail: int):
        return self.result("checkOrderDetailStatus", orderDetailId=detail)

    def result(self, name: str, **values: object):
        answer = self.call(name, **values)
        assert answer.errors == (), answer.errors
        return answer.result


@pytest.fixture(scope="module")
def gateway():
    with Emulator() as running:
        yield running


@pytest.fixture
def customer(gateway):
    return Caller(gateway, gateway.username)


@pytest.fixture
def caller_of():
    """A customer of any emulator, by the name of an account."""
    return lambda gateway, account="main": Caller(gateway, gateway.account(account))
