"""The golden answers and the description of the gateway."""

from __future__ import annotations

from pathlib import Path

import pytest

from cccdiag import facts
from cccdiag.kb.find import knowledge

SAMPLES = Path(facts.knowledge_path()) / "samples"
NAMESPACE = "http://rightsconnect.copyright.com"


@pytest.fixture(scope="session")
def gateway():
    return knowledge().gateway()


@pytest.fixture(scope="session")
def sample():
    """Give the bytes of a golden answer by name."""
    return lambda name: (SAMPLES / f"{name}.xml").read_bytes()


@pytest.fixture(scope="session")
def response():
    """Wrap the inside of a ccc_response in an envelope."""

    def wrap(inside, attributes='platform="rightsconnect" mode="DEMO"', operation="commitOrderDetail"):
        return (
            '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>'
            f'<ns2:{operation}Response xmlns:ns2="{NAMESPACE}"><ccc_response {attributes}>{inside}</ccc_response>'
            f"</ns2:{operation}Response></S:Body></S:Envelope>"
        ).encode()

    return wrap
