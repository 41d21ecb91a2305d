"""The small parts of the triage, each by itself: pages as text, times, browsers' calls, prose, broken answers, files that are no text."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cccdiag.triage import encodings, har
from cccdiag.triage.clock import minutes_between, seconds_between
from cccdiag.triage.formats import Head
from cccdiag.triage.markup import text_of
from cccdiag.triage.prose import is_prose, prose_lines
from cccdiag.triage.records import Record
from cccdiag.triage.structure import invalid_answer

LINES_OF_THEIR_OWN = [
    "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "fieldset", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "html", "legend", "li", "main", "nav", "ol",
    "option", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
]  # fmt: skip


@pytest.mark.parametrize("tag", LINES_OF_THEIR_OWN)
def test_what_browsers_put_on_a_line_of_its_own_is_a_line(tag):
    """Before it and behind it."""
    assert text_of(f"a<{tag}>b</{tag}>c") == "a\nb\nc"


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("a<br>b<hr/>c", "a\nb\nc"),
        ('<img alt="two seals" src="a.png"> and <input value="x 1" name="y" type="text">', "two seals  and  x 1"),
        ('<input placeholder="Search" class="z" value=""><input value>', "Search"),
        ("<style>p {}</style>a<template>b</template><script>c", "a"),
        ("<script>a<script>b</script></style>c</script>d", "cd"),
        ("</script><script>x</script>a", "a"),
        ("</pre><pre>a  b</pre>", "a  b"),
        ("<pre>a  b\n c</pre>d  e", "a  b\nc\nd e"),
        ("<pre>a<pre>b</pre>c  d</pre>e  f", "a\nb\nc  d\ne f"),
        ("a&nbsp;b &amp; c", "a b & c"),
        ("one <b>wo</b>rd  more\n\n<i>x</i>", "one word more x"),
    ],
)
def test_a_page_is_read_as_a_person_sees_it(html, seen):
    """Texts of pictures and fields are seen, names of files are not; blanks count where they are kept."""
    assert text_of(html) == seen


DAY = "2026-01-31T09:14:07"


@pytest.mark.parametrize(
    ("earlier", "later", "seconds"),
    [
        (DAY, "2026-01-31T09:15:08.500", 61.5),
        ("2026-01-31T09:15:07", DAY, -60.0),
        ("09:14:07", "10:14:08", 3601.0),
        ("--01-31T09:14:07", "--02-01T09:14:07", 86_400.0),
        ("--02-28T00:00:00", "--03-01T00:00:00", 172_800.0),
        ("2026-01-31T09:14:07+02:00", "2026-01-31T07:14:08Z", 1.0),
        ("2026-01-31T09:14:07+02:00", "2026-01-31T09:14:09", 2.0),
        (DAY, "09:14:07", None),
        ("09:14:07", DAY, None),
        (DAY, None, None),
        ("", DAY, None),
        (DAY, "yesterday", None),
        ("2026-13-31T09:14:07", DAY, None),
    ],
)
def test_the_time_between_records_is_told_where_it_can_be(earlier, later, seconds):
    """A clock without a date is compared with clocks only; where one record has no zone, clocks are taken to be one."""
    assert seconds_between(earlier, later) == seconds
    assert minutes_between(earlier, later) == (None if seconds is None else seconds / 60)


def calls(*entries, **options):
    text = json.dumps({"log": {"version": "1.2", "entries": list(entries)}}, **options)
    return [(entry.text.decode(), entry.head) for entry in har.entries(text.encode())]


def call(status=200, **more):
    request = {"method": "POST", "url": "https://h.example/x"}
    return {"startedDateTime": "T1", "request": request, "response": {"status": status, "statusText": "S"}} | more


@pytest.mark.parametrize(
    ("entry", "text", "level"),
    [
        (call(), "POST https://h.example/x\nHTTP/1.1 200 S", "INFO"),
        (call(399), "POST https://h.example/x\nHTTP/1.1 399 S", "INFO"),
        (call(400), "POST https://h.example/x\nHTTP/1.1 400 S", "ERROR"),
        (call(0), "POST https://h.example/x", "INFO"),
        (call(1), "POST https://h.example/x\nHTTP/1.1 1 S", "INFO"),
        (call("200"), "POST https://h.example/x", "INFO"),
        (call(0, _error="net::ERR_X"), "POST https://h.example/x\nnet::ERR_X", "ERROR"),
        (call(0, response={"_error": "net::ERR_Y"}, _error="z"), "POST https://h.example/x\nnet::ERR_Y", "ERROR"),
        (call(request=7, response=None), "GET", "INFO"),
        (call(response={"status": 500}), "POST https://h.example/x\nHTTP/1.1 500", "ERROR"),
    ],
)
def test_a_call_is_written_as_programs_write_it(entry, text, level):
    """From 400 on it failed, and so it did where the browser says why there was no answer."""
    assert [(told.strip(), head) for told, head in calls(entry)] == [(text, Head("T1", level, None, 0))]


def test_the_time_of_a_call_is_a_text_or_none():
    """A browser's extension may write anything."""
    assert [head.time for _, head in calls(call(startedDateTime=5), call(startedDateTime="T2"))] == [None, "T2"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"text": "CCC_203"}, "CCC_203"),
        ({"text": base64.b64encode(b"CCC_204").decode(), "encoding": "base64"}, "CCC_204"),
        ({"text": "CCC_205!", "encoding": "base64"}, "CCC_205!"),
        ({"text": 7}, ""),
        ({"text": ""}, ""),
        ({"text": "x" * 70_000}, "x" * 65_536),
        ({"text": base64.b64encode(b"x" * 90_000).decode(), "encoding": "base64"}, "x" * 65_536),
        (["text"], ""),
    ],
)
def test_what_came_back_is_read_with_the_call(content, told):
    """Packed in base64 or not; of a long one its first 64 KiB."""
    response = {"status": 200, "statusText": "", "content": content}
    head = "POST https://h.example/x\nHTTP/1.1 200"
    assert [text for text, _ in calls(call(response=response))] == [f"{head}\n{told}" if told else head]


@pytest.mark.parametrize("indent", [None, 1])
def test_each_call_has_the_place_at_which_it_stands(indent):
    """However the file is written, and whatever stands before in letters of several bytes."""
    document = {"é": "–", "entries": [call(), 5, call(url="é" * 9), call()]}
    data = json.dumps(document, indent=indent, ensure_ascii=False).encode()
    found = list(har.entries(data))
    assert len(found) == 3
    for entry in found:
        assert data[entry.offset :].startswith(b"{")
        one, _ = json.JSONDecoder().raw_decode(data[entry.offset :].decode())
        assert one["startedDateTime"] == "T1"
        whole = json.dumps(one, indent=indent, ensure_ascii=False)
        assert entry.lines == (1 if indent is None else whole.count("\n") + 1)
    assert list(har.entries(data[: found[2].offset + 9])) == found[:2]
    assert list(har.entries(b'{"entry": []}')) == []


@pytest.mark.parametrize(
    ("answer", "start"),
    [
        ("{o}<ns2:xResponse><ccc_response>", 0),
        ("log: {o}<ns2:xResponse><ccc_response>", 5),
        ("{o}<ns2:xResponse><ccc_response></ns2:xResponse></S:Body></S:Envelope>", None),
        ("{o}<ns2:xResponse/> rightsconnect.copyright.com</S:Body></S:Envelope>", 0),
        ("{o}<ns2:xResponse/></S:Body></S:Envelope>", None),
        ("{o}<ns2:xResponse><ccc_response><error_code>CCC_203</error_code>", None),
        ("{o}<ns2:xResponse><ccc_response><right>GRANTED</right >", None),
        ("{o}<ns2:xResponse><ccc_response><fee>1</x:fee>", None),
        ("{o}<ns2:xResponse><ccc_response><ccc_order_header id='1'", None),
        ("{o}<ns2:xResponse><ccc_response><ccc_temp_order_detail/>", None),
        ("{o}<S:Fault>x rightsconnect.copyright.com <xResponse>", None),
        ("{o}<ns2:xResponse><ccc_response> ...", None),
        ("{o}<ns2:xResponse><ccc_response> …\n", None),
        ("{o}<ns2:xResponse><ccc_response> [cut]", None),
        ("{o}<ns2:xResponse><ccc_response> [TRUNCATED]", None),
        ("{o}<ns2:xResponse><ccc_response> (truncated)", None),
        ("{o}<ns2:xResponse><ccc_response> [...]", None),
        ("{o}<getOrder><x>", None),
        ("<Envelope a='b'><xResponse><ccc_response></other:Envelope>", 0),
    ],
)
def test_an_answer_is_broken_when_it_ends_too_early_or_is_empty(answer, start):
    """Not when it said what it had to say, is a Fault, is somebody else's, or was shortened by whoever logged it."""
    text = answer.format(o="<S:Envelope xmlns:S='x'><S:Body>").encode()
    assert invalid_answer(Record("s", 0, text, frozenset({"answer"}))) == start
    assert invalid_answer(Record("s", 0, text, frozenset({"log"}))) is None


LETTER = "Since this morning our staff cannot order anything from them"


@pytest.mark.parametrize(
    "line",
    [
        LETTER,
        f"> {LETTER}",
        "Nothing works today, please help us",
    ],
)
def test_a_line_with_several_words_is_a_persons(line):
    """Quoted or not."""
    assert list(prose_lines(line.encode())) == [line.encode()]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "two words",
        "ERROR Atlas.Client could not send the order today",
        "at Atlas.Client.Send(String text) in the order window",
        "--- End of inner exception stack trace and more words ---",
        "System.Net.WebException: the remote server returned an error today",
        "Traceback (most recent call last) in this program here",
        'File "x.py", line 3, in the function that sends',
        "<p>several words in a tag of a page",
        "{ several words of a document in braces",
        '"message": "several words of a document in quotes"',
        "GET https://h.example/ several more words of it",
        "HTTP/1.1 200 and several more words of it",
        "https://h.example/several-words-of-an-address",
        "one=1 two=2 three=3",
        "Content-Type: x",
        "0123 4567 8901 2345 a bc de 6789 0123 4567 8901",
    ],
)
def test_a_line_of_a_program_is_no_persons(line):
    """Whatever words it holds."""
    assert list(prose_lines(line.encode())) == []
    assert not is_prose(line.encode())


def test_a_body_is_no_letter_until_it_ends():
    """What a server sent may hold sentences; those behind it count again."""
    text = f"{LETTER} one\n<html>\n{LETTER} two\n</html>\n{LETTER} three\n<S:Envelope>x</S:Envelope>\n{LETTER} four"
    assert [line.split()[-1] for line in prose_lines(text.encode())] == [b"one", b"three", b"four"]
    cut = f"<soap:Envelope>\n{LETTER} one\n</soap:Envelope>  \n{LETTER} two"
    assert [line.split()[-1] for line in prose_lines(cut.encode())] == [b"two"]


def test_eight_words_make_prose():
    """Seven may be a title."""
    words = ["this", "is", "how", "people", "write", "about", "their", "trouble"]
    assert is_prose(" ".join(words).encode())
    assert not is_prose(" ".join(words[:7]).encode())
    assert is_prose("\n".join((" ".join(words[:4]), " ".join(words[4:]))).encode())


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"GIF89a", "a picture"),
        (b"\x7fELF\x02", "a program"),
        (b"SQLite format 3\0", "a database"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"BZh91AY&SY", "a bzip2 file"),
        (b"\xfd7zXZ\0", "an xz file"),
        (b"MZ" + b"x" * 300 + b"\0", None),
        (b"\xe9\0" + b"\x01" * 2 + b"x" * 96, None),
        (b"\xe9\0" + b"\x01" * 3 + b"x" * 95, "a binary file"),
        (b"\xe9\0\t\n\r\f\v\b\x1b" + b"x" * 9, None),
        (b"\xe9" + b"\x01" * 40, None),
    ],
)
def test_a_file_that_is_no_text_is_named(head, what):
    """By how it begins; else by its zeros and more than one control character in fifty."""
    assert encodings.binary(head) == what


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_any_beginning_is_of_some_encoding_and_can_be_read(head):
    """No bytes are too strange."""
    encoding = encodings.sniff(head)
    assert isinstance(head.decode("utf-8" if encoding == "utf-8" else encoding, "replace"), str)
