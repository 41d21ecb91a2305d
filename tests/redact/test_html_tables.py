"""The cells below a heading in a page's table, and no others."""

from __future__ import annotations

import pytest

from cccdiag.redact.html_tables import below


def read(text):
    data = text.encode()
    begin = data.lower().find(b"password")
    found = below(data, begin, begin + len(b"password"))
    return None if found is None else [data[first:last].decode() for first, last, _ in found]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            ("<table><tr><th>User</th><th>Password</th></tr><tr><td>heron</td><td>marsh</td></tr>\n"
            "<tr><td>bittern</td><td><b>reed&amp;2</b></td></tr></table><table><tr><td>x</td><td>y</td></tr></table>"),
            ["marsh", "reed&amp;2"],
        ),
        ("<table><tr><td>User</td><td>Password</td></tr><tr><td>heron</td><td>marsh</td></tr></table>", ["marsh"]),
        ("<TABLE border=1>\n<TR><TH>Password<TH>User\n<TR><TD>marsh<TD>heron\n<TR><TD>reed<TD>bittern</TABLE>", ["marsh", "reed"]),
        (
            ("<table><thead><tr><th><span class='x'>Password:</span></th><th>User</th></tr></thead>"
            "<tbody><tr><td> marsh </td><td>heron</td></tr><tr><td>&nbsp;</td><td>bittern</td></tr></tbody></table>"),
            ["marsh"],
        ),
    ],
)  # fmt: skip
def test_a_heading_has_the_cells_of_its_column(text, values):
    """Row by row to the end of the table, without the tags around a value."""
    assert read(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "<table><tr><td>Password</td><td>marsh</td></tr><tr><td>User</td><td>heron</td></tr></table>",
        "<table><tr><th>Password</th><td>marsh</td></tr></table>",
        "<table><tr><td>1</td><td>2</td></tr><tr><td>User</td><td>Password</td></tr><tr><td>a</td><td>b</td></tr></table>",
        "<tr><th>User</th><th>Password of the gateway</th></tr><tr><td>a</td><td>b</td></tr>",
        "<p>Password</p><p>marsh</p>",
    ],
)
def test_a_label_beside_its_value_heads_no_column(text):
    """Nor does a word in a row further down, or one with more behind it."""
    assert read(text) is None
