"""The gateway of knowledge/, its two readings, and for each operation values that break nothing."""

import pytest

from cccdiag import facts, spec

LOGIN = {"username": "reader", "password": "not-a-real-one"}
SOUND = {
    "createOrderHeader": {
        **LOGIN,
        "prdAbrv": "ABC",
        "edInstitution": "Example College",
        "courseName": "Rivers",
        "startOfTerm": "01/31/2026",
    },
    "modifyOrderHeader": {**LOGIN, "orderHeaderId": "7", "courseName": "Lakes", "numCopiesStdnts": "-999999"},
    "createOrderDetail": {
        **LOGIN,
        "orderHeaderId": "7",
        "cccWorkInst": "122830",
        "publicationYear": "2019",
        "numCopiesStdnts": "25",
        "numPages": "-999999",
        "fromPage": "1",
        "toPage": "10",
        "author": "N. Body",
    },
    "commitOrderDetail": {**LOGIN, "orderDetailId": "8"},
    "modifyOrderDetail": {
        **LOGIN,
        "orderDetailId": "8",
        "numCopiesStdnts": "-999999",
        "numPages": "-999999",
        "author": "A. Nother",
    },
    "cancelOrderDetail": {**LOGIN, "orderDetailId": "8"},
    "checkOrderDetailStatus": {**LOGIN, "orderDetailId": "8"},
}


@pytest.fixture(scope="session")
def document():
    return facts.read_yaml(facts.knowledge_dir() / "gateway.yaml", "gateway.yaml")


@pytest.fixture(scope="session")
def gateway(document):
    return spec.load(document)


@pytest.fixture(scope="session")
def tolerant(gateway):
    return spec.reading(gateway, "tolerant")


@pytest.fixture(scope="session")
def strict(gateway):
    return spec.reading(gateway, "strict")


@pytest.fixture(scope="session")
def sound():
    """Values that break no rule in either reading, by operation; a test changes a copy of them."""
    return SOUND


@pytest.fixture
def judge(gateway, sound):
    """``judge(operation, changes, reading="strict", stored=None, **switches)`` → [(code, field), …] of the changed values.

    A change to None takes the value away.
    """

    def judged(name, changes, reading="strict", stored=None, **switches):
        values = {key: value for key, value in {**sound[name], **changes}.items() if value is not None}
        read = spec.reading(gateway, reading, **switches)
        found = spec.validate(gateway.operation(name), values, read, gateway, stored)
        return [(violation.code, violation.field) for violation in found]

    return judged


@pytest.fixture
def told(gateway, sound):
    """As ``judge``, for the sentences."""

    def sentences(name, changes, reading="tolerant", stored=None, **switches):
        values = {key: value for key, value in {**sound[name], **changes}.items() if value is not None}
        read = spec.reading(gateway, reading, **switches)
        found = spec.validate(gateway.operation(name), values, read, gateway, stored)
        return [violation.detail for violation in found]

    return sentences
