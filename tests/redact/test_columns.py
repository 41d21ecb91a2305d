"""The values of a column go, wherever its heading stands; other columns stay, byte for byte."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cccdiag.kb.find import knowledge
from cccdiag.redact import Case, Ruleset, load, redact
from cccdiag.redact.stream import Stream

RULES = Ruleset(tuple(rule for rule in load(knowledge().document("redaction")).rules if rule.rule.reads == "column"))
TOKEN = re.compile("‹[a-z]+:[0-9a-f]{4,16}›")


def clean(text):
    return TOKEN.sub("*", redact(text, RULES).text)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Site,Login,Password,When\nA,heron,marsh,1\nB,owl,,2\n", "Site,Login,Password,When\nA,*,*,1\nB,*,,2\n"),
        ('"Login";"Kennwort"\n"reiher";"moor;""see"""\n', '"Login";"Kennwort"\n"*";"*"\n'),
        ('Login,Password,Note\nheron,"two\nlines",x\nowl,reed,y\n', 'Login,Password,Note\n*,"*\n",x\n*,*,y\n'),
        ("> Login  Password   Group\n> heron  marsh one  ILL\n", "> Login  Password   Group\n> *  *  ILL\n"),
        ("Login Password   Group\n----- ---------- -----\nheron marsh one  ILL\nowl              ILL\n", "Login Password   Group\n----- ---------- -----\n* *  ILL\n*              ILL\n"),
        (" login | password\n-------+----------\n heron | marsh\n(1 row)\n", " login | password\n-------+----------\n * | *\n(1 row)\n"),
        ("| Login | Password |\n|---|---|\n| heron | `marsh` |\n", "| Login | Password |\n|---|---|\n| * | `*` |\n"),
        ("+----+-------+\n| id | login |\n+----+-------+\n|  1 | heron |\n+----+-------+\n", "+----+-------+\n| id | login |\n+----+-------+\n|  1 | * |\n+----+-------+\n"),
        ("Vendor\tLogin\tAccount no.\nCCC\theron\t4000877\n", "Vendor\tLogin\tAccount no.\nCCC\t*\t4000877\n"),
        ("ユーザー名\tパスワード\t電話番号\nheron\tmarsh\t0555-010-123\n", "ユーザー名\tパスワード\t電話番号\n*\t*\t*\n"),
        ('Key,Value,Group\nCCCUserName,heron,ILL\nCCCPassword,"marsh,""reed""",ILL\n', 'Key,Value,Group\nCCCUserName,*,ILL\nCCCPassword,"*",ILL\n'),
        ("Key          Group  Value\nCCCActive    ILL    Yes\nCCCPassword  ILL    marsh reed\n", "Key          Group  Value\nCCCActive    ILL    Yes\nCCCPassword  ILL    *\n"),
        ("CCCPassword\nValue:   marsh\nType: String\n", "CCCPassword\nValue:   *\nType: String\n"),
        ("Setting: CCCPassword\nValue: marsh\n", "Setting: CCCPassword\nValue: *\n"),
        ("#Fields: date cs-username sc-status\n2026-11-20 HILL\\heron 200\n2026-11-20 - 401\n", "#Fields: date cs-username sc-status\n2026-11-20 * 200\n2026-11-20 - 401\n"),
        ("Nr;Nachname;Telefon\n4;Reiher;+49 555 010-1\n", "Nr;Nachname;Telefon\n4;*;*\n"),
    ],
)  # fmt: skip
def test_values_below_a_heading_or_beside_a_name_go(text, cleaned):
    """Whatever parts the columns; empty cells, quotes, blanks and ends of lines stay."""
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "When you log in, password\nand login, both fail\n",
        "Form fields: Username, Password, SubmitButton\na, b, c\n",
        "I asked for the user name, the password, the phone\nand got no answer, no call, no mail\n",
        "Username\nPassword\nLogin\n",
        "Field     Type          Null\nUsername  varchar(50)   NO\nPassword  varchar(128)  YES\n",
        "Test,Result,Time\nLogin,passed,10\nPassword,failed,12\nLogout,passed,9\n",
        "Name,Password\nheron,NULL\nowl,***\n",
        "Key          Value  Group\nCCCActive    Yes    ILL\nCCCUserName         ILL\nCCCPassword         ILL\n",
        "Password expires,Group\n2026-11-20,ILL\n",
        "2026-01-01 10:00:00,123 login\n2026-01-01 10:00:01,124 password\n",
        "Der Benutzername, das Kennwort\nstimmen, die Nummer auch\n",
        "  --token TOKEN    the token to send\n  --user USER      who asks\n",
    ],
)
def test_what_is_no_table_of_values_stays(text):
    """Sentences, lists of fields and of their types, empty settings, what a test found."""
    assert clean(text) == text


CELLS = st.text(st.sampled_from('ab1 ,;"\n\té'), max_size=12).map(lambda text: text.strip().strip("\"'`"))


@settings(max_examples=60)
@given(
    rows=st.lists(st.tuples(CELLS, st.integers(0, 10**6), CELLS), min_size=1, max_size=12),
    parting=st.sampled_from(",;\t|"),
)
def test_a_column_of_comma_separated_values_goes_and_nothing_else(rows, parting):
    """Read again as such a table, each other cell is what it was, and empty cells are empty."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=parting, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["Note", "Number", "Password"])
    writer.writerows([(note.replace('"', "'"), number, f"{word}-Gl4ss" if word else "") for note, number, word in rows])
    done = TOKEN.sub("*", redact(written.getvalue(), RULES).text)
    (_, *read) = csv.reader(io.StringIO(done), delimiter=parting)
    assert [(row[0], row[1], row[2].strip()) for row in read] == [
        (note.replace('"', "'"), str(number), "*" if word else "") for note, number, word in rows
    ]


def table(parting, count):
    """A long table with quotes and lines in its cells, and a line behind it."""
    yield parting.join((b"Id", b"Login", b"Note", b"Password", b"When"))
    for number in range(count):
        note = b'"one%btwo\nof ""it"""' % parting if number % 7 == 0 and parting in b",;" else b"plain"
        word = b"marsh%d" % number if number % 5 else b""
        yield parting.join((b"%d" % number, b"heron%d" % number, note, word, b"2026-01-01 10:00"))
    yield b"\nThe end, of that.\n"


def aligned(count):
    """As sqlcmd writes it."""
    yield b"Login            Password             When\n---------------- -------------------- ----------"
    for number in range(count):
        yield b"%-16s %-20s 2026-01-01" % (b"heron%d" % number, b"marsh %d" % number)
    yield b"\n(all rows affected)\n"


LINE = b"2026-01-31 09:14:07,123 [1] INFO  Desk.Queue - nothing to see on this line 0815\n"


@pytest.mark.parametrize(
    "rows", [*(b"\n".join(table(sign, 1300)) for sign in (b",", b"\t", b";")), b"\n".join(aligned(1300))], ids="ctsa"
)
def test_rows_far_from_their_heading_are_known_however_the_text_is_cut(rows):
    """In windows of a few thousand bytes as in one: a table goes on from one to the next."""
    data = LINE * 450 + rows

    def cleaned(block, size):
        stream = Stream(Case(RULES, key=b"k"), block=block)
        return b"".join([*(stream.feed(data[at : at + size]) for at in range(0, len(data), size)), stream.finish()])

    whole = cleaned(1 << 22, 1 << 20)
    assert b"heron" not in whole
    assert b"marsh" not in whole
    assert whole.count(b"2026-01-01") == rows.count(b"2026-01-01")
    assert cleaned(5000, 7001) == whole
