"""Every form in which a value may stand in a text is looked for: whole lists, value by value, longest first."""

from __future__ import annotations

import pytest

from cccdiag.kb.find import knowledge
from cccdiag.redact import Case, load
from cccdiag.redact.forms import unescaped, written
from cccdiag.redact.known import MOST, MOST_FLEETING, Known
from cccdiag.redact.lessons import Lessons

RULES = load(knowledge().document("redaction"))
# By value: as JSON, XML, addresses, base64, hexadecimal digits and UTF-16 have it, once and twice.
WAYS = {
    'a/"é': (
        b"a/&amp;quot;&amp;#233;",
        b"a%252F%2522%25C3%25A9",
        b"a/%2522%25C3%25A9",
        b"a/\\\\u0022\\\\u00E9",
        b"a/\\\\u0022\\\\u00e9",
        b"a/&amp;quot;\xc3\xa9",
        b"a/&quot;&#233;",
        b"a/\\u0022\\u00E9",
        b"a/\\u0022\\u00e9",
        b"a%2F%22%C3%A9",
        b"a%2f%22%c3%a9",
        b'a/\\\\\\"\\\\u00e9',
        b'a/\\\\\\"\\u00e9',
        b'a\\\\/\\"\\u00e9',
        b"a/%22%C3%A9",
        b"a/%22%c3%a9",
        b"a/&quot;\xc3\xa9",
        b'a/\\"\\u00e9',
        b'a/\\"\xc3\xa9',
        b'a\\/"\xc3\xa9',
        b'a/"\xc3\xa9',
    ),
    "q'<b>&\r": (
        b"q&amp;#x27;&amp;lt;b&amp;gt;&amp;amp;\r",
        b"q&amp;apos;&amp;lt;b&amp;gt;&amp;amp;\r",
        b"q&amp;#39;&amp;lt;b&amp;gt;&amp;amp;\r",
        b"q'&amp;lt;b&amp;gt;&amp;amp;&amp;#13;",
        b"q\\\\u0027\\\\u003Cb\\\\u003E\\\\u0026\\r",
        b"q\\\\u0027\\\\u003cb\\\\u003e\\\\u0026\\r",
        b"q'&amp;lt;b&amp;gt;&amp;amp;\r",
        b"q%2527%253Cb%253E%2526%250D",
        b"q\\u0027\\u003Cb\\u003E\\u0026\r",
        b"q\\u0027\\u003cb\\u003e\\u0026\r",
        b"q'%253Cb%253E%2526%250D",
        b"q&#x27;&lt;b&gt;&amp;\r",
        b"q&apos;&lt;b&gt;&amp;\r",
        b"q&#39;&lt;b&gt;&amp;\r",
        b"q'&lt;b&gt;&amp;&#13;",
        b"EAJwA8AGIAPgAmAA0A",
        b"cQAnADwAYgA+ACYADQ",
        b"cQAnADwAYgA-ACYADQ",
        b"xACcAPABiAD4AJgANA",
        b"q%27%3Cb%3E%26%0D",
        b"q%27%3cb%3e%26%0d",
        b"q'&lt;b&gt;&amp;\r",
        b"q'%3Cb%3E%26%0D",
        b"q'%3cb%3e%26%0d",
        b"\x00q\x00'\x00<\x00b\x00>\x00&\x00\r",
        b"71273C623E260D",
        b"71273c623e260d",
        b"q\x00'\x00<\x00b\x00>\x00&\x00\r\x00",
        b"cSc8Yj4mD",
        b"q'<b>&\\\\r",
        b"xJzxiPiYN",
        b"EnPGI+Jg",
        b"EnPGI-Jg",
        b"q'<b>&\\r",
        b"q'<b>&\r",
    ),
    "Gl4ss~!é": (
        b"\\\\u0047\\\\u006c\\\\u0034\\\\u0073\\\\u0073\\\\u007e\\\\u0021\\\\u00e9",
        b"\\u0047\\u006c\\u0034\\u0073\\u0073\\u007e\\u0021\\u00e9",
        b"Gl4ss~%2521%25C3%25A9",
        b"HAGwANABzAHMAfgAhAOkA",
        b"RwBsADQAcwBzAH4AIQDpA",
        b"cAbAA0AHMAcwB+ACEA6Q",
        b"cAbAA0AHMAcwB-ACEA6Q",
        b"476C3473737E21C3A9",
        b"476c3473737e21c3a9",
        b"\x00G\x00l\x004\x00s\x00s\x00~\x00!\x00\xc3\xa9",
        b"G\x00l\x004\x00s\x00s\x00~\x00!\x00\xc3\xa9\x00",
        b"Gl4ss~!%25C3%25A9",
        b"Gl4ss~!&amp;#233;",
        b"\x00G\x00l\x004\x00s\x00s\x00~\x00!\x00\xe9",
        b"G\x00l\x004\x00s\x00s\x00~\x00!\x00\xe9\x00",
        b"Gl4ss~%21%C3%A9",
        b"Gl4ss~%21%c3%a9",
        b"Gl4ss~!\\\\u00E9",
        b"Gl4ss~!\\\\u00e9",
        b"Gl4ss~!%C3%A9",
        b"Gl4ss~!%c3%a9",
        b"Gl4ss~!&#233;",
        b"Gl4ss~!\\u00E9",
        b"Gl4ss~!\\u00e9",
        b"R2w0c3N+IcOp",
        b"R2w0c3N-IcOp",
        b"HbDRzc34hw6",
        b"dsNHNzfiHDq",
        b"Gl4ss~!\xc3\xa9",
    ),
    "an @:(x)\\": (
        b"\\\\u0061\\\\u006e\\\\u0020\\\\u0040\\\\u003a\\\\u0028\\\\u0078\\\\u0029\\\\u005c",
        b"\\u0061\\u006e\\u0020\\u0040\\u003a\\u0028\\u0078\\u0029\\u005c",
        b"an%2520%2540%253A%2528x%2529%255C",
        b"an+%2540%253A%2528x%2529%255C",
        b"an%2520%2540%253A(x)%255C",
        b"an%2520@:%2528x%2529%255C",
        b"YQBuACAAQAA6ACgAeAApAFwA",
        b"EAbgAgAEAAOgAoAHgAKQBcA",
        b"hAG4AIABAADoAKAB4ACkAXA",
        b"an%20%40%3A%28x%29%5C",
        b"an%20%40%3a%28x%29%5c",
        b"an+%40%3A%28x%29%5C",
        b"an+%40%3a%28x%29%5c",
        b"\x00a\x00n\x00 \x00@\x00:\x00(\x00x\x00)\x00\\",
        b"616E20403A2878295C",
        b"616e20403a2878295c",
        b"a\x00n\x00 \x00@\x00:\x00(\x00x\x00)\x00\\\x00",
        b"an%20%40%3A(x)%5C",
        b"an%20%40%3a(x)%5c",
        b"an%20@:%28x%29%5C",
        b"an%20@:%28x%29%5c",
        b"YW4gQDooeClc",
        b"an @:(x)\\\\\\\\",
        b"FuIEA6KHgpX",
        b"hbiBAOih4KV",
        b"an @:(x)\\\\",
        b"an @:(x)\\",
        b"an+@:(x)\\",
    ),
}


@pytest.mark.parametrize("value", WAYS)
def test_a_value_is_looked_for_in_all_its_ways_and_in_no_other(value):
    """A way more finds what is none; a way less leaves a secret where a program wrote it so."""
    assert written(value) == WAYS[value]


@pytest.mark.parametrize(
    ("value", "how", "meant"),
    [
        (b"Gl4ss%21Heron%2f", "url", b"Gl4ss!Heron/"),
        (b"Gl4ss&amp;Heron&#33;", "xml", b"Gl4ss&Heron!"),
        (b"Gl4ss\\u0026Heron\\n", "json", b"Gl4ss&Heron\n"),
        (b"Gl4ss\tHeron", "json", b"Gl4ss\tHeron"),
        (b"Gl4ss%21&amp;", "json", b"Gl4ss%21&amp;"),
        (b"Gl4ss\\u0026%21", "xml", b"Gl4ss\\u0026%21"),
        (b"\xffGl4ss%21\xff", "url", b"\xffGl4ss!\xff"),
    ],
)
def test_a_value_is_learnt_as_it_is_meant(value, how, meant):
    """Each way of writing is undone by its own rules only; bytes of another encoding stay."""
    assert unescaped(value, how) == meant


def test_as_many_values_are_taken_down_as_were_asked_for():
    """And not one more: twice what is remembered, each once, of the kinds asked for."""
    pupil = Lessons(("token", "username"), Known([("Fake-token-of-them", "token")]))
    pupil.learn("Fake-token-of-them", "token")
    pupil.learn("Fake!Password9", "password")
    wanted = tuple((f"Fake-token-{number:04}", "token") for number in range(2 * MOST_FLEETING))
    for value, kind in (*wanted, *wanted, ("Fake-token-too-many", "token")):
        pupil.learn(value, kind)
    assert pupil.heard == wanted
    assert not pupil.takes("token")
    assert pupil.takes("username")
    assert not pupil.takes("password")


@pytest.mark.parametrize(
    ("value", "text", "left"),
    [
        ("Heron", "Heron, xHeron Herons 1Heron Heron1 (Heron)", "*, xHeron Herons 1Heron Heron1 (*)"),
        ("Heron", "xHeron", "xHeron"),
        ("Heron", "Heron", "*"),
        ("Gl4ssHeron", "xGl4ssHeron1", "x*1"),
        ("Gl4ss\\Heron", "Gl4ss\\\\Heron", "*"),
    ],
)
def test_a_known_word_goes_as_a_word_and_anything_else_wherever_it_stands(value, text, left):
    """A password that is a plain word tells nobody anything inside another word."""
    case = Case(RULES, [(value, "password")], b"case")
    token = case.tokens.of(value.encode(), "password")
    assert case.text(text).replace(token, "*") == left


@pytest.mark.parametrize(
    ("kinds", "others", "most"),
    [
        (("token", "key", "cookie"), ("password", "username"), MOST_FLEETING),
        (("password", "username"), ("token", "key", "cookie"), MOST),
    ],
)
def test_so_many_values_are_remembered_and_no_more(kinds, others, most):
    """What programs write anew with every session has its own room, for all its kinds together; what was given takes none."""
    known = Known([("Given-Heron-0", kinds[0]), ("He", "password")])
    for number in range(most + 2):
        known.learn(f"Fake-{number:05}-x", kinds[number % len(kinds)])
        known.learn("Fake-00000-x", kinds[0])
    learnt = {f"Fake-{number:05}-x": kinds[number % len(kinds)] for number in range(most)}
    assert known.learnt == learnt
    assert known.values() == (("Given-Heron-0", kinds[0]), *learnt.items())
    assert len(known) == most + 1
    assert [known.takes(kind) for kind in kinds] == [False] * len(kinds)
    assert [known.takes(kind) for kind in others] == [True] * len(others)
    assert not set(kinds) & set(known.room())
    assert set(others) <= set(known.room())
