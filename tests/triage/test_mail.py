"""A mail is its sender's words and what is attached, whatever way they were packed for the journey."""

from __future__ import annotations

import email.message
import email.policy

import pytest

from cccdiag.triage import mail
from cccdiag.triage.sources import read_full, text_source

LOG = b"2026-01-31 09:14:07,123 [1] ERROR A.B - CCC error\r\n"


def written(text="Orders fail, “Größe”.", subtype="plain", charset="utf-8", encoding="quoted-printable", **headers):
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"] = "desk@library.example"
    message["To"] = "help@support.example"
    message["Subject"] = "CCC – orders"
    for name, value in headers.items():
        message[name] = value
    message.set_content(text, subtype=subtype, charset=charset, cte=encoding)
    return message


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("utf-8", "quoted-printable"), ("utf-8", "base64"), ("utf-8", "8bit"), ("cp1252", "quoted-printable")],
)
def test_words_are_the_same_in_every_encoding(charset, encoding):
    """Subject and body come out as they were typed."""
    ((name, kind, data),) = mail.parts(written(charset=charset, encoding=encoding).as_bytes())
    assert (name, kind) == (None, "text/plain")
    assert data.decode().split() == ["Subject:", "CCC", "–", "orders", "Orders", "fail,", "“Größe”."]


def test_html_is_read_as_a_person_sees_it():
    """Tags inside a sentence vanish, entities are resolved."""
    html = "<p>In the <b>CCC</b> pane it&nbsp;reads:</p><p>Unable to retrieve <i>esti</i>mate.</p><script>x()</script>"
    ((_, _, data),) = mail.parts(written(html, subtype="html").as_bytes())
    assert "In the CCC pane it reads:\nUnable to retrieve estimate." in data.decode()
    assert "x()" not in data.decode()


def test_of_two_versions_the_plain_one_is_read():
    """A mail that says the same twice says it once."""
    message = written("plain words")
    message.add_alternative("<p>html words</p>", subtype="html")
    ((_, _, data),) = mail.parts(message.as_bytes())
    assert b"plain words" in data
    assert b"html words" not in data


def test_attachments_are_texts_of_their_own():
    """A log, a packed log and a forwarded mail are named behind the mail; a picture gets a note."""
    message = written("See the files.")
    message.add_attachment(LOG, maintype="text", subtype="plain", filename="Client.txt")
    message.add_attachment(b"\x89PNG\r\n", maintype="image", subtype="png", filename="shot.png")
    message.add_attachment(written("older words"))
    found = {source.name: source for source in text_source("a.eml", message.as_bytes())}
    assert sorted(found) == ["a.eml", "a.eml!Client.txt", "a.eml!message.eml", "a.eml!shot.png"]
    assert read_full(found["a.eml!Client.txt"].open(), 1000) == LOG
    assert b"older words" in read_full(found["a.eml!message.eml"].open(), 1000)
    assert found["a.eml!shot.png"].note == "is a picture or a recording: please type its text"


@pytest.mark.parametrize(
    ("text", "name", "is_mail"),
    [
        (b"From: a@x.example\nTo: b@x.example\nMessage-ID: <1@x>\n\nhi", "letter.txt", True),
        (b"Subject: CCC login\n\nHello support,", "letter.txt", False),
        (b"From: us\nSubject: x\n\nhi", "letter.eml", True),
        (b"From: us\n\nhi", "letter.txt", False),
        (b"2026-01-31 From: somebody\nTo: nobody\n", "letter.eml", False),
    ],
)
def test_a_letter_with_a_subject_is_no_mail(text, name, is_mail):
    """A mail is told by its headers, not by a word that letters begin with too."""
    assert mail.is_mail(text, name) is is_mail


@pytest.mark.parametrize(
    "data",
    [b"From: a\nTo: b\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\xff\xfe", b"From: a\nSubject: =?x?q?\n\n"],
)
def test_a_damaged_mail_is_read_as_far_as_it_goes(data):
    """Nothing in a mail makes reading it fail."""
    assert list(mail.parts(data))


def test_a_file_name_cannot_lead_elsewhere():
    """Separators in the name of an attachment are no folders."""
    message = written("x")
    message.add_attachment(LOG, maintype="text", subtype="plain", filename="../../etc/passwd")
    assert [name for name, _, _ in mail.parts(message.as_bytes())] == [None, ".._.._etc_passwd"]


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Type: text/plain; bound" + b"\x0f" * 112 + b"ary=b",
        b"Content-Type: multipart/mixed; boundary*=utf-8''%C3%B6",
    ],
)
def test_a_mail_in_a_mail_is_not_folded_anew(header):
    """A parameter with a very long name would keep the library folding for ever; a border that is no ASCII would stop it."""
    outer = b"From: a@x.example\nContent-Type: message/rfc822\n\n"
    (_, (name, kind, data)) = mail.parts(outer + header + b"\nSubject: x\n\nolder words\n")
    assert (name, kind) == ("message.eml", "message/rfc822")
    assert b"older words" in data


def test_a_charset_that_cannot_be_one_is_no_error():
    """A zero in the name of the charset: the text is read as UTF-8."""
    ((_, _, data),) = mail.parts(b'From: a@x.example\nContent-Type: text/plain; charset="utf-8\0"\n\nwords \xc3\xb6\n')
    assert data == "words ö\n".encode()
