"""What larger laws pass over: exact borders, what stays behind when something fails, what a letter of another field says."""

from __future__ import annotations

import dataclasses
import functools
import gzip
import io
import sys
import tarfile
import types
import zipfile
from urllib.parse import urlsplit

import pytest
from triage_room import about, all_rules, cues, report, sweeper, vocabulary

from cccdiag import facts
from cccdiag.errors import InputError
from cccdiag.kb.find import knowledge
from cccdiag.triage import (
    archives,
    clauses,
    cluster,
    follow,
    har,
    parts,
    rank,
    reading,
    records,
    remote,
    sweep,
    tally,
    whynot,
    work,
)
from cccdiag.triage.court import Court
from cccdiag.triage.likeness import Likeness
from cccdiag.triage.sources import sources, text_source
from cccdiag.triage.words import Language

LINE = "2026-01-31 09:14:0{},123 [1] {} AtlasSystems.ILLiad.Client.Controls.CopyrightSearch - {}\n"


def zipped(*members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in members:
            archive.writestr(name, "text")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("members", "seen"),
    [
        (("manifest.json", "redact.json"), [("a.zip", "is an empty archive")]),
        (("manifest.json", "redact.json", "inputs/a.log", "said.json"), [("a.zip!inputs/a.log", None)]),
        (("manifest.json", "inputs/a.log"), [("a.zip!manifest.json", None), ("a.zip!inputs/a.log", None)]),
    ],
)
def test_of_a_bundle_the_inputs_are_read_alone(members, seen):
    """Both of its documents make a bundle, even of nothing."""
    assert [(source.name, source.note) for source in text_source("a.zip", zipped(*members))] == seen


@pytest.mark.parametrize("spoilt", [0, 20])
def test_a_member_that_cannot_be_opened_leaves_nothing_open(spoilt):
    """It is not where the list says, or the archive ends there."""
    data = zipped("a.log")
    opened = []

    def opener():
        opened.append(io.BytesIO(b"\0" * 40 if spoilt == 0 else data[:spoilt]))
        return opened[-1]

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        (member,) = archive.infolist()
    with pytest.raises(zipfile.BadZipFile, match="a file is not where the list says"):
        archives._zip_member(opener, member)
    assert [stream.closed for stream in opened] == [True]


def test_reading_can_begin_in_the_middle_of_what_lies_on_the_disk_alone(tmp_path):
    """The bytes as they lie are given for a file, and not for a member of an archive, however deep."""
    (tmp_path / "a.log").write_text("text")
    (tmp_path / "b.zip").write_bytes(zipped("c.log"))
    plain, member = sources([str(tmp_path)])
    with plain.raw() as raw:
        assert raw.read() == b"text"
    assert (member.name.endswith("b.zip!c.log"), member.raw) == (True, None)


DESCRIPTIONS = [
    ("a", "ares", [], ["The course reserve shows a grey screen."]),
    ("i", "illiad", [], ["The request form shows a grey screen."]),
    ("g", "gateway", [], ["The gateway shows a grey screen."]),
    ("h", "http", [], ["A page shows a grey screen."]),
    ("l", "lookalike", [], ["Another program shows a grey screen."]),
]


@pytest.fixture(scope="module")
def likeness():
    return Likeness(DESCRIPTIONS, Language(vocabulary()), cues(), about())


@pytest.mark.parametrize(
    ("products", "left"),
    [((), "aighl"), (("illiad",), "ighl"), (("ares",), "aghl"), (("ares", "illiad"), "aighl")],
)
def test_articles_of_a_product_that_is_not_named_are_left_out(products, left, likeness):
    """Where one is named; articles of no product always stay."""
    assert "".join(likeness.scores("We see a grey screen in CCC.", frozenset(products))) == left


@pytest.mark.parametrize(
    ("text", "fitting"),
    [
        ("CCC has a grey screen.", "aighl"),
        ("It has a grey screen.", "aigl"),
        ("OCLC has a grey screen.", "l"),
        ("OCLC is mentioned. It has a grey screen.", "l"),
        ("OCLC is mentioned. CCC has a grey screen.", "aighl"),
        ("OCLC and CCC have a grey screen.", "aighl"),
        ("The lending desk has a grey screen.", "l"),
        ("The lending desk of CCC has a grey screen.", "aighl"),
    ],
)
def test_sentences_about_others_are_no_sign(text, fitting, likeness):
    """Articles of the network want CCC named beside the trouble, look-alikes take whatever is there."""
    scores = likeness.scores(text, frozenset())
    assert "".join(id_ for id_, score in scores.items() if score > 0) == fitting


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The Council of Cultural Centres (CCC) writes: error CCC_203 on the door.", "other-ccc"),
        ("The Old Council of Cultural Centres (CCC) writes: error CCC_203 on the door.", "other-ccc"),
        ("The Cultural Centre (CCC) writes: error CCC_203 on the door.", None),
        ("The Council of Affairs (CCC) writes: error CCC_203 on the door.", None),
        ("The Council of Clearance Centres (CCC) writes: error CCC_203 on the door.", None),
        ("CCC (Council of Cultural Centres) writes: error CCC_203 on the door.", "other-ccc"),
        ("The Council of Cultural Centres (CCC) writes: error CCC_203, says ILLiad.", None),
        ("CCC students see it. The Council of Cultural Centres (CCC) says ILLiad has error CCC_203.", "other-ccc"),
        ("CCC students see it. The Council of Cultural Centres (CCC) says copyright has error CCC_203.", None),
        ("CCC students see it: error CCC_203 on the door.", "other-ccc"),
        ("CCC students see it: error CCC_203 in ILLiad.", None),
    ],
)
def test_another_body_is_known_by_its_initials_or_its_signs(text, reason):
    """Small words have no initial and Clearance is ours; a field of ours outweighs one of both, only rights outweigh both."""
    assert cues().reason(text.encode()) == reason


@pytest.fixture(scope="module")
def court():
    return Court([], about(), cues())


@pytest.mark.parametrize(
    ("text", "kinds", "hearsay"),
    [
        (b"<html><body>def test_a(): assert parse(CCC_203)</body></html>", {"answer"}, "code"),
        (b"<page><body>def test_a(): assert parse(CCC_203)</body></page>", {"answer"}, None),
        (b"<html>\nTraceback (most recent call last):\n  File \"a.py\", line 1\nassert parse('CCC_203') == 1\nValueError: x", {"answer", "log"}, None),
        (b"def test_hold():\n    assert parse(answer).codes == ['CCC_203']", {"ticket"}, "code"),
    ],
)  # fmt: skip
def test_a_page_may_only_talk_and_a_log_never_does(text, kinds, hearsay, court):
    """Letters are asked too; an answer is what it is."""
    record = court.unlogged("a.txt", text, 0)
    assert (record.kinds, record.hearsay) == (kinds, hearsay)


def test_what_was_followed_can_be_read_again_and_its_rest_is_told_at_the_end(tmp_path):
    """The last record waits for more lines until nothing more can come; then all of it lies open to who asks for lines."""
    path = tmp_path / "a.log"
    first, second = LINE.format(1, "INFO ", "opened"), LINE.format(2, "ERROR", "CCC_203 on hold")
    path.write_text(first + second)
    grown = follow._Grown(path, sweeper())
    assert grown.look() == []
    assert [(news.article, news.records, news.line) for news in grown.look(last=True)] == [("CCC_203", 1, 2)]
    assert not grown.gone()
    swept = grown.end()
    with swept.source.open() as again:
        assert again.read() == (first + second).encode()
    assert (swept.source.size, swept.source.encoding, swept.note, swept.lines) == (
        path.stat().st_size, "utf-8", None, {len(first): 2}
    )  # fmt: skip
    path.write_text("")
    assert grown.gone()
    emptied = grown.end()
    assert (emptied.source.open, emptied.note) == (None, "was started anew while it was read")
    grown._file.close()


def test_a_worker_keeps_what_it_reads_with_as_long_as_the_facts_are_the_same(tmp_path, monkeypatch):
    """Other facts make another reader."""
    monkeypatch.setattr(reading._mine, "sweeper", None)
    monkeypatch.setattr(reading._mine, "knowledge", None)
    mine = reading._own_sweeper(None)
    assert reading._own_sweeper(None) is mine
    own = tmp_path / "articles" / "network" / "local-dns.yaml"
    own.parent.mkdir(parents=True)
    example = facts.knowledge_dir() / "articles" / "network" / "net-dns.yaml"
    own.write_text(example.read_text("utf-8").replace("id: net-dns", "id: local-dns", 1), "utf-8")
    other = reading._own_sweeper(str(tmp_path))
    assert other is not mine
    assert reading._own_sweeper(str(tmp_path)) is other
    assert reading._mine.knowledge == str(tmp_path)


class Empty:
    """A scheduler that answers and has nobody to work; a real one takes ten seconds to start (tests/triage/test_parts.py)."""

    class Client:
        closed = 0

        def __init__(self, address, *, timeout, set_as_default):
            assert (timeout, set_as_default) == ("10s", False)

        def nthreads(self):
            return {}

        def close(self):
            Empty.Client.closed += 1


def test_a_cluster_without_workers_is_one_sentence(monkeypatch):
    """And the connection to it is closed."""
    monkeypatch.setitem(sys.modules, "dask", types.SimpleNamespace(distributed=Empty))
    with pytest.raises(InputError) as caught:
        cluster.cluster("tcp://a:1")
    assert (str(caught.value), Empty.Client.closed) == ("the Dask scheduler at tcp://a:1 has no workers", 1)


def tarred(*members):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, kind in members:
            entry = tarfile.TarInfo(name)
            entry.type, entry.size = kind, 4
            archive.addfile(entry, io.BytesIO(b"text"))
    return packed.getvalue()


def test_what_is_damaged_or_full_of_holes_in_a_tar_is_named():
    """What could be read before the damage was read."""
    plain = tarfile.REGTYPE
    holes = "is stored with holes, which cannot be read here"
    found = text_source("a.tar", tarred(("a.log", plain), ("b.log", tarfile.GNUTYPE_SPARSE), ("c.log", plain)))
    assert [(one.name, one.note) for one in found] == [
        ("a.tar!a.log", None), ("a.tar!b.log", holes), ("a.tar!c.log", None)
    ]  # fmt: skip
    cut = list(text_source("a.tar", tarred(("a.log", plain), ("b.log", plain))[:600]))
    assert [one.name for one in cut] == ["a.tar!a.log", "a.tar"]
    assert cut[1].note.startswith("is a damaged tar archive: ")


def test_a_call_with_bytes_that_are_no_text_is_read():
    """With a mark in their place."""
    (entry,) = har.entries(b'{"log": {"entries": [{"request": {"url": "http://a/\xff"}}]}}')
    assert entry.text == "GET http://a/\ufffd".encode()


def test_a_mail_says_so_and_what_is_attached_has_its_own_name():
    """The words of its writer are marked as such."""
    mail = (
        "From: a@example.org\nTo: b@example.org\nSubject: hold\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: text/plain\n\nPlease help.\n'
        '--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename="a.log"\n\nlogged\n--x--\n'
    )
    found = [(one.name, one.note, one.words) for one in text_source("m.eml", mail.encode())]
    assert found == [("m.eml", "mail", True), ("m.eml!a.log", None, False)]


def test_records_of_two_layouts_in_one_file_are_counted_together():
    """Those before the other layout, those in it, and those behind it."""
    client = "AtlasSystems.ILLiad.Client.Copyright"
    other = "".join(f"ERROR {client} - step {number} CCC_203 {'x' * 6000}\n" for number in range(12))
    text = LINE.format(1, "INFO ", "ready") * 40 + other + LINE.format(2, "INFO ", "ready") * 3
    found = report(text)
    assert (found.inputs[0].records, [one.records for one in found.diagnoses]) == (55, [12])


def test_small_parts_are_handed_out_together(monkeypatch):
    """Up to a size and a number; an archive that was unpacked here parts what comes before it from what comes behind."""
    monkeypatch.setattr(reading, "_MANY", 3)
    monkeypatch.setattr(reading, "_TOGETHER", 100)
    small = [source for number in range(4) for source in text_source(f"{number}", b"x" * 10)]
    (large,) = text_source("large", b"x" * 85)
    packed = list(text_source("a.tar.gz", gzip.compress(tarred(("p", tarfile.REGTYPE), ("q", tarfile.REGTYPE)))))
    rows = reading._bundles(map(parts.Part, [*small, large, small[0], *packed, *small[:2]]), 2)
    assert [[part.source.name for part in bundle] for bundle in rows] == [
        ["0", "1", "2"], ["3", "large"], ["0"], ["a.tar.gz!p", "a.tar.gz!q"], ["0", "1"]
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "place", "shown"),
    [
        ("sftp://host/logs", "/logs/a.log", "sftp://host/logs/a.log"),
        ("sftp://me:NotAReal-Word1@host:22/logs", "/logs/a.log", "sftp://host:22/logs/a.log"),
        ("s3://bucket/logs", "bucket/logs/a.log", "s3://bucket/logs/a.log"),
    ],
)
def test_a_file_that_was_found_elsewhere_has_its_whole_address(address, place, shown):
    """Without the login."""
    assert remote._beside(urlsplit(address), place) == shown


def test_where_nothing_is_read_nothing_speaks_against_an_article():
    """Nor for it."""
    found = whynot.why_not("CCC_203", [], knowledge())
    assert found == whynot.WhyNot("CCC_203", found.title, 0, (), None)


def test_a_signature_without_a_name_is_called_by_its_number():
    """Counted from 1, as in the article."""
    rules = [dataclasses.replace(rule, name=None) for rule in all_rules() if rule.article == "http-503"]
    bench = whynot._Bench(rules, about(), cues())
    inquiry = sweeper(rules)
    inquiry._court = bench
    elsewhere = "https://webservices.oclc.org/ill : The remote server returned an error: (503) Server Unavailable."
    for source in text_source("a.log", (LINE.format(1, "ERROR", "-") + LINE.format(2, "ERROR", elsewhere)).encode()):
        inquiry.sweep(source)
    assert {name for name, _ in bench.refused} <= {f"signature {rule.number + 1}" for rule in rules}
    assert {condition for _, condition in bench.refused} == {"about: ccc"}


@pytest.mark.parametrize(("threads", "how"), [(1, "fork"), (2, "spawn")])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows copies no process")
def test_workers_are_copies_of_a_process_without_threads(threads, how, monkeypatch):
    """Where there are threads, their locks would be copied too; how a worker takes Ctrl-C is settled when it begins."""
    monkeypatch.setattr("threading.active_count", lambda: threads)
    pool = work._pool(1)
    assert (pool._mp_context.get_start_method(), pool._initializer) == (how, work._end_at_once)
    pool.shutdown()


def test_a_condition_on_the_whole_input_is_told_with_what_the_input_says():
    """A proxy that lets calls through with a login is none that stands in the way."""
    line = "177271200{}.117 1 10.2.4.18 TCP_{} CONNECT marketplace.copyright.com:443 - HIER_NONE/- text/html\n"
    denied, passed = line.format(3, "DENIED/407 4020"), line.format(4, "TUNNEL/200 512")
    conditions = [
        {one.condition[:6] for one in found.refused if one.signature == "proxy-log"}
        for found in (
            whynot.why_not("http-407", list(text_source("a.log", text.encode())), knowledge())
            for text in (denied + passed, denied)
        )
    ]
    assert conditions == [{"none: "}, set()]


@pytest.mark.parametrize("how", ["zip", "tar"])
def test_an_empty_archive_says_so(how):
    """It holds nothing, and nothing of it counts."""
    data = zipped() if how == "zip" else tarred(("folder", tarfile.DIRTYPE))
    (part,) = archives.parts(how, "a", functools.partial(io.BytesIO, data), 99)
    assert part == archives.Part("a", 0, None, "is an empty archive")


@pytest.mark.parametrize(
    ("text", "around"),
    [
        (b"one, two three, four", b" two three"),
        (b"one two three, four", b"one two three"),
        (b"one, two three", b" two three"),
        (b"two", b"two"),
    ],
)
def test_a_clause_ends_at_commas_or_with_the_text(text, around):
    """On both sides."""
    at = text.index(b"two")
    assert clauses.around(text, at, at + 3) == around


def test_a_text_in_pieces_has_all_its_bytes_and_as_many_records_as_pieces(monkeypatch):
    """Each is judged at its own place."""
    monkeypatch.setattr(sweep, "LONGEST", 100)
    (source,) = text_source("a.txt", b"word " * 50)
    swept = sweeper().sweep(source)
    assert (swept.size, swept.records, [letter.offset for letter in swept.letters]) == (250, 3, [0, 100, 200])


def test_warnings_that_nobody_knows_are_counted_each():
    """Those of one shape together, however many."""
    text = "".join(LINE.format(second, "WARN ", f"CCC gateway sleeps {second} times") for second in range(7))
    found = report(text).unrecognised
    assert (found.records, [group.count for group in found.groups]) == (7, [7])


def test_a_crew_knows_its_size_and_its_facts():
    """Nobody is hired before there is work."""
    crew = work.processes(3, "own articles")
    assert (crew.size, crew.knowledge) == (3, "own articles")


@pytest.mark.parametrize(
    ("causes", "symptoms", "close"),
    [
        ((0, 10), (20,), True),
        ((0,), (10, 20), True),
        ((0, 10), (9000, 9010), False),
        ((0, 10), (10 + 8192,), True),
        ((0, 10), (11 + 8192,), False),
        ((), (1,), False),
    ],
)
def test_of_all_causes_and_symptoms_two_neighbours_decide(causes, symptoms, close):
    """Where records have no time, within eight kibibytes."""
    assert rank._close([(place, None) for place in causes], [(place, None) for place in symptoms]) is close


def test_a_quotation_begins_where_the_first_sign_of_one_stands():
    """A line that names whom it quotes, or a head of the mail that was answered."""
    named = b"> On Monday the desk wrote:\n> CCC_203\n"
    head = b"-----Original Message-----\nWe get CCC_203.\n"
    for text in (named, head, named + head, head + named):
        assert cues()._quotation(b"Words above.\n" + text) == len(b"Words above.\n")


@pytest.mark.parametrize("written", [b"&#xC9;tat", b"&#xc9;tat", b"&#201;tat"])
def test_a_letter_written_as_a_number_is_that_letter(written):
    """In tens or sixteens, small or capital."""
    assert "État".encode() in records.views(b"Ferm\xc3\xa9 par l'" + written)[-1]


def test_of_two_guesses_the_nearer_one_comes_first():
    """By what the letter reads like, to the tenth; then as severe ones do."""
    near, far, as_far = (
        rank.Finding(rank.Brief(id_, severity, alike=False, explains=()), "likely", tally.Sum(records=1), score, ())
        for id_, severity, score in (("n", "info", 3.04), ("f", "warning", 2.0), ("a", "error", 2.04))
    )
    assert [one.article.id for one, _ in rank.ordered((far, as_far, near), {})] == ["n", "a", "f"]
