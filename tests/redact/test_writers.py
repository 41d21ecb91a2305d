"""A value that is known goes however a program wrote it down, and what a label gave away is known from then on."""

from __future__ import annotations

import base64
import re

import pytest

from cccdiag.kb.find import knowledge
from cccdiag.redact import load, redact

RULES = load(knowledge().document("redaction"), optional=True)
TOKEN = re.compile("‹[a-z]+:[0-9a-f]{4,16}›")
SECRET = 'it\'s (Gl4ss)!*/é <heron> & "co"'
WRITTEN = {
    "xml": "it's (Gl4ss)!*/é &lt;heron&gt; &amp; \"co\"",
    "xml attribute": "it's (Gl4ss)!*/é &lt;heron&gt; &amp; &quot;co&quot;",
    "xml attribute of libraries that quote both": "it&apos;s (Gl4ss)!*/é &lt;heron&gt; &amp; &quot;co&quot;",
    "html of Python": "it&#x27;s (Gl4ss)!*/é &lt;heron&gt; &amp; &quot;co&quot;",
    "html of .NET": "it&#39;s (Gl4ss)!*/é &lt;heron&gt; &amp; &quot;co&quot;",
    "html in ASCII": "it&#x27;s (Gl4ss)!*/&#233; &lt;heron&gt; &amp; &quot;co&quot;",
    "html in html": "it&amp;#39;s (Gl4ss)!*/é &amp;lt;heron&amp;gt; &amp;amp; &amp;quot;co&amp;quot;",
    "json": "it's (Gl4ss)!*/\\u00e9 <heron> & \\\"co\\\"",
    "json in UTF-8": "it's (Gl4ss)!*/é <heron> & \\\"co\\\"",
    "json of .NET": "it\\u0027s (Gl4ss)!*/\\u00e9 \\u003cheron\\u003e \\u0026 \\u0022co\\u0022",
    "json of .NET in capitals": "it\\u0027s (Gl4ss)!*/\\u00E9 \\u003Cheron\\u003E \\u0026 \\u0022co\\u0022",
    "json in json": "it's (Gl4ss)!*/\\\\u00e9 <heron> & \\\\\\\"co\\\\\\\"",
    "address": "it%27s%20%28Gl4ss%29%21%2A%2F%C3%A9%20%3Cheron%3E%20%26%20%22co%22",
    "address of browsers": "it's%20(Gl4ss)!*%2F%C3%A9%20%3Cheron%3E%20%26%20%22co%22",
    "address of .NET": "it%27s%20(Gl4ss)!*%2F%C3%A9%20%3Cheron%3E%20%26%20%22co%22",
    "path": "it%27s%20%28Gl4ss%29%21%2A/%C3%A9%20%3Cheron%3E%20%26%20%22co%22",
    "form": "it%27s+%28Gl4ss%29%21%2A%2F%C3%A9+%3Cheron%3E+%26+%22co%22",
    "address in small letters": "it%27s%20%28Gl4ss%29%21%2a%2f%c3%a9%20%3cheron%3e%20%26%20%22co%22",
    "address in an address": "it%2527s%2520%2528Gl4ss%2529%2521%252A%252F%25C3%25A9%2520%253Cheron%253E%2520%2526%2520%2522co%2522",
    "form without percents": "it's+(Gl4ss)!*/é+<heron>+&+\"co\"",
    "python": "it\\'s (Gl4ss)!*/é <heron> & \"co\"",
    "every letter escaped": "".join(f"\\u{ord(letter):04x}" for letter in SECRET),
}  # fmt: skip


@pytest.mark.parametrize("writer", WRITTEN)
def test_a_known_value_goes_however_it_was_written(writer):
    """All of it: nothing of the value is left on either side."""
    done = redact(f"one | {WRITTEN[writer]} | two", RULES, [(SECRET, "password")])
    assert TOKEN.sub("*", done.text) == "one | * | two"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Gl4ss/Heron", "Gl4ss\\/Heron"),
        ("Gl4ss\rHeron", "Gl4ss&#13;Heron"),
        ("Gl4ss heron", "Gl4ss+heron"),
    ],
)
def test_a_known_value_goes_where_one_character_is_written_otherwise(value, written):
    """A slash in JSON, a line end in XML, a blank in an address."""
    done = redact(f"one | {written} | two", RULES, [(value, "password")])
    assert TOKEN.sub("*", done.text) == "one | * | two"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<password>herongate</password> herongate, herongates", "<password>*</password> *, herongates"),
        ("<password>her0ngate</password> her0ngate, her0ngates", "<password>*</password> *, *s"),
        ("<password>heron</password> heron", "<password>*</password> heron"),
        ("<username>herongate</username> herongate", "<username>*</username> herongate"),
    ],
)
def test_what_a_label_gave_away_is_known_unless_it_is_a_word(text, left):
    """A password that is a word goes as a word; a short one and the name of a user may be any word of a sentence."""
    assert TOKEN.sub("*", redact(text, RULES).text) == left


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_basic_header_ends_with_its_line(end):
    """What follows in the next line is something else, and the line end stays what it was."""
    packed = base64.b64encode(b"desk-key-4417:NotAReal/Secret+99").decode()
    done = redact(f"Authorization: Basic {packed}{end}next{end}", RULES)
    assert TOKEN.sub("*", done.text) == f"Authorization: Basic *{end}next{end}"
