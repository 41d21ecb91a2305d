import pytest
from coursepack.gateway import parse_reply, Refused

REPLY = """<ccc_response platform="rightsconnect" mode="PROD"><ccc_error id="1"><error_code>{}</error_code></ccc_error></ccc_response>"""


@pytest.mark.parametrize("code", ["CCC_100", "CCC_200", "CCC_206"])
def test_refusal_is_raised(code):
    with pytest.raises(Refused) as e:
        parse_reply(REPLY.format(code))
    assert e.value.code == code


def test_timeout_text():
    assert "The operation has timed out" in Refused.hints["timeout"]
