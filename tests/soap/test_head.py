"""Heads of strange bodies: recognisable, one line, and without anything that opens a door."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.secrets import Secret
from cccdiag.soap.head import head, masked

DOTS = "••••••"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        (
            "<username>u-canary</username><password>p-canary</password>",
            f"<username>{DOTS}</username><password>{DOTS}</password>",
        ),
        ("<n:password a='1'>p-canary", f"<n:password a='1'>{DOTS}"),
        ("&lt;password&gt;p-canary&lt;/password&gt;", f"&lt;password&gt;{DOTS}&lt;/password&gt;"),
        ("Authorization: Basic a2V5OnNlY3JldA==", f"Authorization: Basic {DOTS}"),
        ('{"password": "p-canary", "a": 1}', f'{{"password": "{DOTS}", "a": 1}}'),
        ("login?token=abc123&x=1", f"login?token={DOTS}&x=1"),
        ("nothing secret at all", "nothing secret at all"),
    ],
)
def test_what_stands_where_credentials_stand_is_masked(text, safe):
    """Known or not."""
    assert masked(text) == safe


def test_a_known_secret_is_masked_wherever_it_stands():
    """Plain, and as XML and JSON write it."""
    Secret('canary<&">1897')
    written = ('canary<&">1897', 'canary&lt;&amp;"&gt;1897', "canary&lt;&amp;&quot;&gt;1897", 'canary<&\\">1897')
    assert masked(" | ".join(written)) == " | ".join([DOTS] * 4)


def test_a_secret_that_the_window_cuts_is_not_shown():
    """What nobody can recognise is left out."""
    secret = Secret("canary-" + "z" * 40)
    body = b" " * (65_536 - 20) + secret.reveal().encode()
    assert "canary" not in head(body)


@given(st.binary(max_size=500))
def test_a_head_is_one_printable_line_of_at_most_300_characters(body):
    """Whatever the bytes."""
    line = head(body)
    assert len(line) <= 300
    assert "\n" not in line
    assert all(character.isprintable() or character.isspace() for character in line)
