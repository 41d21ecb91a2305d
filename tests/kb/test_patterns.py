"""One space and one straight quote stand for all the forms in which a text travels."""

from __future__ import annotations

import pytest

from cccdiag.kb.patterns import compiled, expand, one_line

PATTERN = 'can\'t find "the form"'


@pytest.mark.parametrize(
    "text",
    [
        'can\'t find "the form"',
        "can\u2019t  find \u201cthe\u00a0form\u201d",
        'can\'t find\n> "the\r\n> form"',
        "can&#39;t find &quot;the&nbsp;form&quot;",
        'can\\u2019t find \\"the\\nform\\"',
        "can\\u0027t find \\u0022the form\\u0022",
    ],
)
def test_a_pattern_matches_its_text_wrapped_escaped_and_typeset(text):
    """Mailers, JSON, HTML and word processors all leave the words alone."""
    assert compiled(PATTERN).search(text.encode())


@pytest.mark.parametrize(
    "text", ["cannot find the form", "can't find 'the form'", 'can"t find "the form"', 'can\'tfind "the form"']
)
def test_other_words_stay_other_words(text):
    """A quote is no apostrophe, and a space is not nothing."""
    assert not compiled(PATTERN).search(text.encode())


def test_classes_and_escapes_are_left_alone():
    """Only what stands for itself is widened."""
    assert expand(r"[ '\"]\ \'") == r"[ '\"]\ \'"


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (r"(?i)abc", r"(?i)abc"),
        (r"(?i)ab\r\nlonger\nx", r"(?i)longer"),
        (r"a[^\n]{0,9}b", r"a[^\n]{0,9}b"),
        (r"(?:a\nb)c", r"(?:a\nb)c"),
        (r"a\\nb", r"a\\nb"),
        (r"(?P<code>CCC_\d{3})", r"(?:CCC_\d{3})"),
    ],
)
def test_a_pattern_over_lines_has_a_one_line_core(pattern, line):
    """For tools that look at one line at a time."""
    assert one_line(pattern) == line
