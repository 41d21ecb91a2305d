import pytest
from rightsclient import parse, Refused

SAMPLE = "<ccc_error id='1'><error_code>CCC_200</error_code><error_level>2</error_level></ccc_error>"

@pytest.mark.parametrize("code,retry", [("CCC_001", True), ("CCC_200", False), ("CCC_218", False)])
def test_retry(code, retry):
    with pytest.raises(Refused) as e:
        parse(SAMPLE.replace("CCC_200", code))
    assert e.value.retry is retry
