"""The emulator is driven by a client that we did not write: node-soap, from the served WSDL and from the reference's."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from cccdiag.emulator import Emulator

TESTS = Path(__file__).parents[1]
PROGRAM = TESTS / "emulator" / "node_soap" / "life.mjs"
REFERENCE = TESTS / "spec" / "reference" / "AcademicGateway.wsdl"


@pytest.fixture(scope="module")
def gateway():
    """One emulator for both tests."""
    with Emulator() as running:
        yield running


def life_of_an_order(gateway, packages: Path, wsdl: str, endpoint: str | None = None) -> dict:
    """What node-soap saw."""
    given = {
        "packages": str(packages),
        "wsdl": wsdl,
        "endpoint": endpoint,
        "access_key": gateway.access_key.reveal(),
        "access_secret": gateway.access_secret.reveal(),
        "username": gateway.username.reveal(),
        "password": gateway.password.reveal(),
        "product": gateway.product,
    }
    command = [shutil.which("node"), str(PROGRAM)]
    ran = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


SEEN = {
    "mode": "DEMO",
    "same": True,
    "right": "GRANTED",
    "fees": ["10.00", "20.00", "5.00"],
    "header": True,
    "cancelled": "0.00",
    "again": ["CCC_204"],
    "appendix": ["CCC_100", "CCC_100", "CCC_101", "CCC_101", "CCC_101", "CCC_100"],
    "fault": 401,
}


def test_node_soap_passes_through_all_seven_operations(gateway, node_packages):
    """From the served WSDL: a whole life of an order, an error, the six of Appendix I, and a closed door."""
    assert life_of_an_order(gateway, node_packages, gateway.wsdl) == SEEN


def test_node_soap_passes_with_the_reference_wsdl_too(gateway, node_packages):
    """The reconstructed WSDL of the reference describes the same wire."""
    assert life_of_an_order(gateway, node_packages, str(REFERENCE), gateway.endpoint) == SEEN
