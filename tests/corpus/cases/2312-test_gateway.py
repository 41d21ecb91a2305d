import pytest
from leafcart.gateway import parse, GatewayRefusal

HOLD = "<ccc_error id='1'><error_code>CCC_203</error_code></ccc_error>"

@pytest.mark.parametrize("code", ["CCC_001", "CCC_200", "CCC_218"])
def test_known_codes(code):
    with pytest.raises(GatewayRefusal) as e:
        parse(HOLD.replace("CCC_203", code))
    assert e.value.code == code


def test_timeout_is_reported(monkeypatch):
    monkeypatch.setattr("leafcart.gateway.TIMEOUT", 0)
    with pytest.raises(TimeoutError, match="The operation has timed out"):
        parse(None)
