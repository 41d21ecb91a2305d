import pytest

from coursepack.rights import RightsAnswer, parse


@pytest.mark.parametrize("code, retry", [
    ("CCC_001", True),
    ("CCC_200", False),
    ("CCC_203", False),
    ("CCC_999", False),
])
def test_retry_policy(code, retry):
    answer = parse(f'<ccc_response><ccc_error id="{code}"/></ccc_response>')
    assert isinstance(answer, RightsAnswer)
    assert answer.retry is retry


def test_timeout_is_reported(fake_gateway):
    fake_gateway.fail_with(504)
    with pytest.raises(TimeoutError):
        fake_gateway.send("createOrderHeader")
