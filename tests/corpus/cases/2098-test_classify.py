import pytest
from loanbridge.triage import classify

@pytest.mark.parametrize("text, want", [
    ("ccc_error CCC_203 account on hold", "hold"),
    ("Unable to authenticate with CCC. Please check your configuration.", "login"),
    ("(407) Proxy Authentication Required", "proxy"),
])
def test_classify(text, want):
    assert classify(text) == want
