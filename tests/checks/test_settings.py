"""Settings are found in whatever a person exports or copies: by what stands in a column, then by its heading."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cccdiag.checks.settings import Names, read, read_details
from cccdiag.errors import InputError
from cccdiag.kb.find import knowledge
from cccdiag.secrets import Secret

NAMES = Names.of(knowledge())
# Invented, with what a person pastes along.
USER, PASSWORD = "ill@library.example", "Invented-Pass-9 "
ROWS = [("CCCUsername", USER), ("CCCPassword", PASSWORD), ("CCCAutoSearch", "Yes"), ("BillingZip", "02138")]


def entries(data, name="settings.csv"):
    export = read(name, data if isinstance(data, bytes) else data.encode(), NAMES)
    return [(one.key, one.text) for one in export.entries]


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return book


def packed(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def table(mark, head=("Name", "Value")):
    return "\r\n".join(mark.join(row) for row in (head, *ROWS)) + "\r\n"


@pytest.mark.parametrize(
    "data",
    [
        table(","),
        table(";"),
        table("\t"),
        table("|"),
        table(",", ("Schlüssel", "Inhalt")),
        table(","). replace("Name,Value\r\n", ""),
        "sep=;\r\n" + table(";"),
        "\ufeff" + table(","),
        table(",").encode("utf-16"),
        table(";", ("Schlüssel", "Inhalt")).encode("cp1252"),
        "".join(f"{key}: {value}\n" for key, value in ROWS),
        "".join(f"{key} = {value}\r\n" for key, value in ROWS),
        "".join(f"Borrowing\tCopyright\t{key}\t{value}\tsome words\n" for key, value in ROWS).replace("Borrowing\tCopyright\t", ""),
        "".join(f"{key}\t{value}\n" for key, value in ROWS),
        "Key,Description,Default,Value\n" + "".join(f"{key},what it is,No,{value}\n" for key, value in ROWS),
        "".join(f"{key}\tString\t{value}\tsome words\n" for key, value in ROWS),
        "".join(f"{key}\tILL\t{value}\n" for key, value in ROWS),
        "Value;Key\n" + "".join(f"{value};{key}\n" for key, value in ROWS),
        ",".join(key for key, _ in ROWS) + "\n" + ",".join(value for _, value in ROWS) + "\n",
        json.dumps(dict(ROWS)),
        json.dumps([{"Name": key, "Value": value} for key, value in ROWS]),
        json.dumps({"customization": {"rows": [{"Key": key, "Value": value} for key, value in ROWS]}}),
        json.dumps([list(row) for row in ROWS]),
        packed(workbook(Customization=[("Key", "Value"), *ROWS])),
        packed(workbook(Readme=[("Exported for the help desk",)], Table=[(), ("", "Name", "Value"), *(("", *row) for row in ROWS)])),
    ],
    ids=range(25),
)  # fmt: skip
def test_the_same_settings_are_found_in_every_shape(data):
    """Separators, encodings, headings in any language or none, columns in any order; blanks are kept."""
    assert entries(data) == ROWS


def test_yaml_is_read_too():
    """As people write down what they see."""
    text = f"CCCUsername: {USER}\nCCCAutoSearch: yes\nLocalInfo:\n  BillingZip: '02138'\n"
    assert entries(text, "settings.yaml") == [("CCCUsername", USER), ("CCCAutoSearch", "Yes"), ("BillingZip", "02138")]


def test_a_grid_that_was_copied_as_text_is_read_by_its_gaps():
    """Two blanks and more part columns."""
    text = "Key              Value             Description\nCCCAutoSearch    No                search by itself\n"
    assert entries(text) == [("CCCAutoSearch", "No")]


def test_a_row_for_each_site_is_read_across():
    """The LocalInfo table: a key in each column, a site in each row."""
    text = "NVTGC,General Country,BillingCity\nILL,USA,Boston\nLAW,USA,Cambridge\n"
    export = read("local.csv", text.encode(), NAMES)
    assert [(one.key, one.text, one.site, one.place) for one in export.entries] == [
        ("General Country", "USA", "ILL", "row 2"),
        ("BillingCity", "Boston", "ILL", "row 2"),
        ("General Country", "USA", "LAW", "row 3"),
        ("BillingCity", "Cambridge", "LAW", "row 3"),
    ]
    assert export.sites == ("ILL", "LAW")


def test_merged_cells_hold_their_value_everywhere():
    """One site beside all of its keys, and several sheets of one workbook; Excel's number lost its zero and says so later."""
    book = workbook(
        Customization=[("Site", "Key", "Value"), ("MAIN", "CCCUsername", USER), (None, "CCCAutoSearch", True)],
        LocalInfo=[("NVTGC", "BillingZip"), ("MAIN", 2138)],
        Marketplace=[("City", "ZIP code"), ("Boston", "02138")],
    )
    book["Customization"].merge_cells("A2:A3")
    export = read("settings.xlsx", packed(book), NAMES)
    assert [(one.key, one.text, one.site, one.place) for one in export.entries] == [
        ("CCCUsername", USER, "MAIN", "Customization, row 2"),
        ("CCCAutoSearch", "Yes", "MAIN", "Customization, row 3"),
        ("BillingZip", "2138", "MAIN", "LocalInfo, row 2"),
    ]
    assert export.details == {"BillingCity": "Boston", "BillingZip": "02138"}


@pytest.mark.parametrize(
    "text",
    [
        "Field\tLocalInfo\tMarketplace\nBillingCity\tBoston\tboston\nBillingZip\t02138\t02139\n",
        "BillingCity: Boston\nBillingZip: 02138\nMarketplace city: boston\nMarketplace zip: 02139\n",
        "LocalInfo:\nBillingCity: Boston\nBillingZip: 02138\n\nMarketplace billing details:\nCity: boston\nPostal code: 02139\n",
        json.dumps({"LocalInfo": {"BillingCity": "Boston", "BillingZip": "02138"}, "Marketplace": {"city": "boston", "zip": "02139"}}),
    ],
)  # fmt: skip
def test_billing_details_of_marketplace_may_stand_in_the_same_file(text):
    """Beside, under a heading, or with the word before each name; and they are never taken for settings."""
    export = read("both.txt", text.encode(), NAMES)
    assert [(one.key, one.text) for one in export.entries] == [("BillingCity", "Boston"), ("BillingZip", "02138")]
    assert export.details == {"BillingCity": "boston", "BillingZip": "02139"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("b.yaml", b"country: USA\ncity: Boston\n"),
        ("b.json", b'{"billing": {"Country": "USA", "City": "Boston"}}'),
        ("b.csv", b"Country,City\nUSA,Boston\n"),
        ("b.csv", b"Detail;Value\nCountry;USA\nTown;Boston\n"),
        ("b.txt", b"Country: USA\nCity: Boston\n"),
        ("b.json", b'[{"Country": "USA", "City": "Boston"}]'),
    ],
)
def test_billing_details_in_a_file_of_their_own(name, data):
    """By Marketplace's own names of them."""
    assert read_details(name, data, NAMES) == {"General Country": "USA", "BillingCity": "Boston"}


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.csv", b"", "a.csv is empty"),
        ("a.csv", b" \r\n ", "a.csv is empty"),
        (
            "a.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1" * 20,
            "a.xls is a workbook of the old kind (.xls) or with a password; save it as .xlsx without one, or as CSV",
        ),
        ("a.xlsx", b"PK\x03\x04 and then nothing", "a.xlsx is a workbook that cannot be read; save it anew, or as CSV"),
        ("a.pdf", b"%PDF-1.7 \x00\x01", "a.pdf is a PDF; give a table as CSV, TSV, XLSX or JSON, or pasted text"),
        ("a.json", b'{"CCCPassword": "Invented-1', "a.json begins like JSON and is none (line 1, column 17)"),
        (
            "a.csv",
            b"Surname;First name\nDoe;Jane\n",
            "a.csv holds no setting that is known: looked for CCCUsername, CCCPassword, CCCAutoSearch, CCCLocation, BillingAddress1 and the other keys of `cccdiag explain`; found a table (semicolon, utf-8) of 2 rows, the first of which reads: Surname, First name",
        ),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence(name, data, sentence):
    """What was looked for and what was found."""
    with pytest.raises(InputError) as told:
        read(name, data, NAMES)
    assert str(told.value) == sentence


def test_details_that_are_none_are_told_in_a_sentence():
    """As for settings."""
    with pytest.raises(InputError) as told:
        read_details("b.csv", b"Order,Fee\n1,2\n", NAMES)
    assert str(told.value) == (
        "b.csv holds no billing detail: looked for country, address, city, state and ZIP code; "
        "found a table (comma, utf-8) of 2 rows, the first of which reads: Order, Fee"
    )


def test_what_is_too_large_is_refused_before_it_is_read():
    """Nobody exports sixteen megabytes of settings."""
    with pytest.raises(InputError, match="larger than any table of settings"):
        read("a.csv", b"CCCUsername,x\n" * 2_000_000, NAMES)


def test_a_login_is_a_secret_from_the_first():
    """It is in no representation of what was read, and whoever prints knows it."""
    export = read("s.csv", table(",").encode(), NAMES)
    held = {one.key: one.value for one in export.entries}
    assert isinstance(held["CCCUsername"], Secret)
    assert isinstance(held["CCCPassword"], Secret)
    assert USER not in repr(export)
    assert PASSWORD.strip() not in repr(export)


def test_headings_that_are_shown_hold_no_login():
    """A file without headings has a login in its first row."""
    export = read("s.csv", f"CCCUsername,{USER}\nCCCPassword,{PASSWORD}\n".encode(), NAMES)
    assert export.headings == ("CCCUsername",)
    with pytest.raises(InputError) as told:
        read("s.txt", b"Login password: Wallpaper\nfoo: bar\n", NAMES)
    assert "Wallpaper" not in str(told.value)


WORKBOOK = packed(workbook(Table=[("Key", "Value"), *ROWS]))


@given(st.lists(st.tuples(st.integers(0, len(WORKBOOK) - 1), st.integers(0, 255)), max_size=12))
@settings(max_examples=100)
def test_a_damaged_workbook_is_read_or_refused_in_a_sentence(damage):
    """Whatever byte the network changed."""
    data = bytearray(WORKBOOK)
    for place, byte in damage:
        data[place] = byte
    told = "FILE was read"
    try:
        read("FILE", bytes(data), NAMES)
    except InputError as error:
        told = str(error)
    assert told.startswith("FILE ")


@given(st.binary(max_size=300))
@settings(max_examples=200)
def test_any_bytes_are_read_or_refused_in_a_sentence(data):
    """Never a traceback; one line that names the file."""
    told = "FILE was read"
    try:
        read("FILE", data, NAMES)
    except InputError as error:
        told = str(error)
    assert told.startswith("FILE ")
    assert "\n" not in told


@given(
    st.text(st.characters(codec="utf-8", exclude_characters='\x00\r\n"', exclude_categories=("Cs",)), min_size=1, max_size=30).filter(str.strip),
    st.sampled_from([",", ";", "\t"]),
)  # fmt: skip
@example("CCCLOCATION", ",")
@settings(max_examples=200)
def test_a_value_is_read_as_it_stands(value, mark):
    """Blanks, quotes and foreign letters; nothing is stripped and nothing is mended."""
    text = f'Key{mark}Value\nCCCUsername{mark}"{value}"\nCCCAutoSearch{mark}Yes\n'
    assert ("CCCUsername", value) in entries(text)
