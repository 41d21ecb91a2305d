import pytest
from orders import classify

@pytest.mark.parametrize("text, expected", [
    ("CCC_200", "login"),
    ("CCC_203", "hold"),
    ("Unable to authenticate with CCC", "login"),
    ("The operation has timed out", "network"),
])
def test_classify(text, expected):
    assert classify(text) == expected
