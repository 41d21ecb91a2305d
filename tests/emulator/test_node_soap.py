"""node-soap drives all seven operations. Run where node and its packages are: ``npm ci --prefix tests/emulator/node_soap``."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "node_soap"


def life_of_an_order(gateway, wsdl: str, endpoint: str | None = None) -> dict:
    """What node-soap saw."""
    given = {
        "wsdl": wsdl,
        "endpoint": endpoint,
        "access_key": gateway.access_key.reveal(),
        "access_secret": gateway.access_secret.reveal(),
        "username": gateway.username.reveal(),
        "password": gateway.password.reveal(),
        "product": gateway.product,
    }
    command = [shutil.which("node"), str(FOLDER / "life.mjs")]
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


def test_node_soap_passes_through_all_seven_operations(gateway):
    """From the served WSDL: a whole life of an order, an error, the six of Appendix I, and a closed door."""
    assert life_of_an_order(gateway, gateway.wsdl) == SEEN


@pytest.fixture
def published(tmp_path) -> Path:
    """The reconstructed WSDL and schema that this project was written after."""
    source = Path(__file__).parents[1] / "spec" / "reference"
    for name in ("AcademicGateway.wsdl", "AcademicGateway_schema1.xsd"):
        shutil.copy(source / name, tmp_path)
    return tmp_path / "AcademicGateway.wsdl"


def test_node_soap_passes_with_the_reference_wsdl_too(gateway, published):
    """The reconstructed WSDL of the reference describes the same wire."""
    assert life_of_an_order(gateway, str(published), gateway.endpoint) == SEEN
