import pytest
from packbuilder.clearance import Gateway, AccountOnHold

REPLY = """<ccc_response platform="rightsconnect" mode="PROD"><ccc_error id="1"><error_code>CCC_203</error_code>
<error_level>2</error_level><error_detail>hold</error_detail></ccc_error></ccc_response>"""


class FakeTransport:
    def send(self, request):
        return 200, REPLY


def test_hold_is_raised():
    """A reply with CCC_203 becomes AccountOnHold and nothing is retried."""
    gateway = Gateway(transport=FakeTransport())
    with pytest.raises(AccountOnHold) as info:
        gateway.commit(1)
    assert info.value.code == "CCC_203"
    assert gateway.attempts == 1
