"""What statements of SQL put into a column is read by the column's place in the list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cccdiag.redact.inserts import inserted


def read(text):
    data = text.encode()
    begin = data.lower().find(b"password")
    found = inserted(data, begin, begin + len(b"password"))
    return None if found is None else [data[first:last].decode() for first, last, _ in found]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("INSERT INTO users (id, login, password) VALUES (1, 'heron', 'marsh');", ["marsh"]),
        (
            "INSERT [dbo].[Users] ([Id], [Password], [Login]) VALUES (1, N'it''s', N'heron'),\n  (2, NULL, N'b')\nGO",
            ["it''s", "NULL"],
        ),
        (r"insert into t(password,b) values('C:\', 'x'),('it\'s', 'y')", ["C:\\", r"it\'s"]),
        ("INSERT INTO t (a, password) VALUES (concat('a', 'b'), 77)", ["77"]),
        ("INSERT INTO t (a, password) VALUES ('x', hashbytes('md5', 'b')), ('y', 'marsh')", ["marsh"]),
        ("INSERT INTO t (a, password) VALUES ('x', 'broken", []),
    ],
)
def test_each_row_gives_the_value_of_the_column(text, values):
    """Whatever quotes it is in; what a function makes is no value that stands there."""
    assert read(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE t (id int, password varchar(20))",
        "INSERT INTO t (id, password) SELECT id, word FROM old",
        "INSERT INTO log (msg) VALUES ('no password, (again)')",
        "the password (new, old) VALUES (1, 2)",
    ],
)
def test_a_name_in_no_list_of_columns_has_no_values(text):
    """A text that speaks of it, a type, a query."""
    assert read(text) is None


@given(rows=st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\\"), max_size=12), min_size=3, max_size=3), min_size=1, max_size=5), at=st.integers(0, 2))  # fmt: skip
def test_any_texts_are_told_apart(rows, at):
    """Quotes, commas, brackets and ends of lines inside them, in each row."""
    names = ["a", "b", "c"]
    names[at] = "password"
    doubled = [[text.replace("'", "''") for text in row] for row in rows]
    values = ", ".join(f"({', '.join(f'N{chr(39)}{text}{chr(39)}' for text in row)})" for row in doubled)
    assert read(f"INSERT INTO t ({', '.join(names)}) VALUES {values};") == [row[at] for row in doubled]
