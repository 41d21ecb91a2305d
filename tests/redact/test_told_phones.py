"""Telephone numbers told in letters: in many languages, with few words before them, in signatures and alone; other numbers stay."""

from __future__ import annotations

import re

import pytest

from cccdiag.kb.find import knowledge
from cccdiag.redact import load, redact

RULES = load(knowledge().document("redaction"))
TOKEN = re.compile("‹phone:[0-9a-f]{4,16}›")


@pytest.mark.parametrize(
    "text",
    [
        "Caller: the desk, call back on *(910) 555-0139* ext 4",
        "Tél.&nbsp;: *05 55 50 01 44*",
        "t&eacute;l. *05 55 50 01 44*, dossier 4711",
        "Puhelin: *040 555 0183*",
        "puh. *040 555 0183*. Tunnukset",
        "тел. *8 (814) 555-01-36*",
        "моб.: *8-814-555-01-36*",
        "Telefon:            *55 50 01 28*",
        "telefone para o *239 555 016* entre as 9h e as 12h",
        "Telefon do informatyka: *61 555 01 84*",
        "3b. Telephone ........... *503-555-0111*",
        "you can reach me on *785-555-0144* thanks",
        "so my number\nis *785 555 0144* that's *785 555 0144* until noon",
        "Phone for next time: *307-555-0129*",
        "Tel. dir.: *044 555 01 66*",
        "Cell: *204-555-0153*",
        "Fon *089/555-0166*",
        "Tlf. nr.: *55 50 01 28*",
        "Llámame al *955 50 01 28*",
        "erreichbar unter *089 555 0166*",
        "Meine Durchwahl ist *0711/5550-166*",
        "연락처: *02-5555-0138*",
        "手機:*0912-555-013*",
        "<td>Phone</td><td>*555-010-0199*</td>",
        "<b>Phone:</b> *555-010-0199*",
        '"body": "Phone for next time: *307-555-0129*\\n18:08 ok"',
        "Night Heron\nT *058-555 0127*",
        "Library | T: *+353 1 555 0148* | x",
        "Night Heron\nP: *555.010.0199*  F: *555.010.0198*",
        "Office: *(402) 555-0128*",
        "Night Heron, *+44 (0)20 7946 0555*",
        "Night Heron\n*503-555-0111*\n",
    ],
)
def test_a_number_told_in_a_letter_goes(text):
    """And nothing else; redacting twice changes nothing."""
    done = redact(text.replace("*", ""), RULES).text
    assert TOKEN.sub("#", done) == re.sub(r"\*[^*]+\*", "#", text)
    assert redact(done, RULES).text == done


@pytest.mark.parametrize(
    "text",
    [
        "phone call about order 11 5200 4411",
        "Phone support case 00745512",
        "mobile app 9.1.4.22",
        "telephone conference on 12.05.2024 at 10:30",
        "phone call 2024-05-16 18:04:22",
        "fax server 192.0.2.22",
        "mobile 10.1177/0096340224",
        "call back 10-12 or 14-16 Uhr",
        "phone 10:00-11:30",
        "callback=jQuery1102045_1720000000000",
        "Handy: ISBN 978-3-16-148410-0",
        "Fax: ISSN 0163-4216",
        '"phone": null, "zip": "12345-6789"',
        "call me when you have processed 30 000 000 records",
        "telescope 123 456 789",
        "call us Mon-Fri 08.00-17.00",
        "cell A1 100 200 300",
        "cell 12 345 678 901 of the sheet",
        "portable hard disk 500 000 000 000 bytes",
        "phone no longer works since 2024 05 06 12",
        "T 12345\nP 44-59\nT: 2024-05-05 12:00:00\nP: 0-306-40615-2",
        "| T 0123456789012 |",
        "+1 2024-05-06",
        "+1.234.567",
        "+100 200 300 400",
        "GET / [20/Nov/2026:10:00:00 +0100] 200 1",
        "order 404-555-0199 is on hold",
    ],
)
def test_other_numbers_stay(text):
    """Near a word for a telephone, or written much like the number of one."""
    assert redact(text, RULES).text == text
