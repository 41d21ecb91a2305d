"""``cccdiag redact``: inputs of all kinds come out without secrets, as what they were."""

from __future__ import annotations

import base64
import contextlib
import email
import email.policy
import gzip
import io
import json
import re
import zipfile
from pathlib import Path

import jsonschema
import pytest
import yaml

import cccdiag
from cccdiag.cli import main
from cccdiag.kb.find import knowledge
from cccdiag.triage.diagnose import triage
from cccdiag.triage.sources import text_source

SCHEMA = json.loads((Path(cccdiag.__file__).parent / "schemas" / "redact.json").read_text(encoding="utf-8"))
CORPUS = Path(__file__).parents[1] / "corpus"
TOKEN = re.compile("‹[a-z]+:[0-9a-f]{4,16}›")
SECRET = "Gl4ss!Heron77"
LOG = f"2026-01-31 09:14:07,123 [1] ERROR X - CCC error: CCC_204 order 4711\nCCCPassword={SECRET} \nagain {SECRET}\n"
CLEAN = TOKEN.sub("*", LOG.replace(SECRET, "*"))


@pytest.fixture(autouse=True)
def _nobody_home(monkeypatch, tmp_path):
    """No profile and no environment of the user's."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("USERNAME", "PASSWORD", "ACCESS_KEY", "ACCESS_SECRET", "PROFILE", "MAP_PASSPHRASE"):
        monkeypatch.delenv(f"CCCDIAG_{name}", raising=False)


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "client.log"
    path.write_text(LOG, encoding="utf-8")
    return path


def starless(text):
    return TOKEN.sub("*", text)


def test_one_text_goes_to_stdout_and_the_report_to_stderr(log, capsys):
    """Line by line as it was; the report names rule, file and line."""
    assert main(["redact", str(log)]) == 0
    out, err = capsys.readouterr()
    assert starless(out) == CLEAN
    assert len(set(TOKEN.findall(out))) == 1
    assert err == (
        "2 places replaced in 1 text.\n  password-setting       1  password\n  known-value            1  password\n"
        f"{log}: known-value on line 3\n{log}: password-setting on line 2\n"
    )


def test_standard_input_is_an_input(log, capsys, monkeypatch):
    """``-``, in the middle of a pipe."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LOG.encode())))
    assert main(["redact", "-"]) == 0
    assert starless(capsys.readouterr().out) == CLEAN


def test_check_writes_nothing_and_says_by_its_exit_code(log, tmp_path, capsys):
    """1 when something would be replaced, 0 when not."""
    assert main(["redact", "--check", "--output", str(tmp_path / "never"), str(log)]) == 1
    assert SECRET not in capsys.readouterr().out
    assert not (tmp_path / "never").exists()
    clean = tmp_path / "clean.log"
    clean.write_text("CCC error: CCC_204\n", encoding="utf-8")
    assert main(["redact", "--check", str(clean)]) == 0
    assert capsys.readouterr().out == "0 places replaced in 1 text.\n"


def test_the_report_as_json_keeps_its_schema(log, capsys):
    """By rule, file and line."""
    assert main(["redact", "--check", "--format", "json", str(log)]) == 1
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, SCHEMA)
    assert document == {
        "schema": "cccdiag.redact/1",
        "replaced": 2,
        "texts": [{"name": str(log), "encoding": "utf-8"}],
        "places": [
            {"text": str(log), "rule": "known-value", "kind": "password", "count": 1, "lines": [3]},
            {"text": str(log), "rule": "password-setting", "kind": "password", "count": 1, "lines": [2]},
        ],
        "left_out": [],
    }


def test_a_folder_keeps_its_shape_and_what_one_file_teaches_the_others_lose(tmp_path, capsys):
    """The password stands bare in a file that comes before the one with its label; user names in file names go."""
    folder = tmp_path / "logs"
    (folder / "inner").mkdir(parents=True)
    (folder / "a.txt").write_text(f"bare {SECRET}\n", encoding="utf-8")
    (folder / "inner" / "night.heron@x.example.txt").write_text(LOG, encoding="utf-8")
    (folder / "picture.bin").write_bytes(b"\x89PNG\r\n" + bytes(range(256)))
    assert main(["redact", str(folder), "--output", str(tmp_path / "out")]) == 3
    assert f"{folder / 'picture.bin'} was left out: it is a picture, not a text." in capsys.readouterr().out
    written = sorted(path for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert [re.sub("mail-[0-9a-f]{4}", "mail-*", str(path.relative_to(tmp_path / "out"))) for path in written] == [
        "logs/a.txt",
        "logs/inner/mail-*",
    ]
    assert starless(written[0].read_text(encoding="utf-8")) == "bare *\n"
    assert starless(written[1].read_text(encoding="utf-8")) == CLEAN


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_a_text_keeps_its_encoding(encoding, tmp_path):
    """And every byte that is no secret."""
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    path = tmp_path / "client.log"
    path.write_bytes(mark + f"Bibliothèque\r\n{LOG}".encode(encoding))
    assert main(["redact", str(path), "--output", str(tmp_path / "out")]) == 0
    data = (tmp_path / "out" / "client.log").read_bytes()
    assert data.startswith(mark)
    assert starless(data.removeprefix(mark).decode(encoding)) == f"Bibliothèque\r\n{CLEAN}"
    path.write_bytes(mark + "Bibliothèque\r\n".encode(encoding) + (b"\x81\x9d" if encoding == "cp1252" else b""))
    assert main(["redact", str(path), "--output", str(tmp_path / "again")]) == 0
    assert (tmp_path / "again" / "client.log").read_bytes() == path.read_bytes()


def test_an_xml_of_another_declared_encoding_stays_readable(tmp_path):
    """A token is written with character references there."""
    from lxml import etree

    path = tmp_path / "reply.xml"
    path.write_bytes(b'<?xml version="1.0" encoding="us-ascii"?><a><password>Amber-Otter-4417x</password></a>')
    assert main(["redact", str(path), "--output", str(tmp_path / "out")]) == 0
    assert starless(etree.fromstring((tmp_path / "out" / "reply.xml").read_bytes()).findtext("password")) == "*"


def test_archives_come_out_as_archives(tmp_path):
    """Zip in zip, gz in zip; members that are no text or locked are left out, and that is said by the exit code."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep.log", LOG)
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("logs/inner.zip", inner.getvalue())
        archive.writestr("logs/client.log.gz", gzip.compress(LOG.encode()))
        archive.writestr("logs/client.log", LOG)
    assert main(["redact", str(path), "--output", str(tmp_path / "out")]) == 0
    with zipfile.ZipFile(tmp_path / "out" / "bundle.zip") as archive:
        assert starless(archive.read("logs/client.log").decode()) == CLEAN
        assert starless(gzip.decompress(archive.read("logs/client.log.gz")).decode()) == CLEAN
        with zipfile.ZipFile(io.BytesIO(archive.read("logs/inner.zip"))) as deep:
            assert starless(deep.read("deep.log").decode()) == CLEAN


PICTURE = base64.b64encode(b"\x89PNG" + bytes(range(64))).decode()
MAIL = f"""\
From: Night Heron <night.heron@library.example>
To: =?utf-8?b?{base64.b64encode("Führer, Ann <ann@vendor.example>".encode()).decode()}?=
Subject: our password
Message-ID: <4711@library.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="border-1"

--border-1
Content-Type: text/plain; charset=us-ascii
Content-Transfer-Encoding: 7bit

Password: {SECRET}
--border-1
Content-Type: text/html; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

<p>Biblioth=E8que <b>Password:</b> Gl4ss!He=
ron77</p>
--border-1
Content-Type: text/plain; name="client.log"
Content-Disposition: attachment; filename="client.log"
Content-Transfer-Encoding: base64

{base64.encodebytes(LOG.encode()).decode()}--border-1
Content-Type: message/rfc822

From: a@b.example
Subject: inner
Content-Type: text/plain
Content-Transfer-Encoding: base64

{base64.b64encode(f"it is {SECRET} still".encode()).decode()}
--border-1
Content-Type: application/octet-stream; name="x.png"
Content-Transfer-Encoding: base64

{PICTURE}
--border-1--
"""


def test_a_mail_stays_a_mail(tmp_path, capsys):
    """Every part is cleaned in its own encoding, forwarded mails too; a picture is left out; other lines stay."""
    path = tmp_path / "ticket.eml"
    path.write_text(MAIL, encoding="utf-8")
    assert main(["redact", str(path), "--output", str(tmp_path / "out")]) == 3
    data = (tmp_path / "out" / "ticket.eml").read_bytes()
    message = email.message_from_bytes(data, policy=email.policy.default)
    plain, page, attached, forwarded, picture = message.iter_parts()
    assert starless(plain.get_content()) == "Password: *"
    assert starless(page.get_content()) == "<p>Bibliothèque <b>Password:</b> *</p>"
    assert starless(attached.get_content()) == CLEAN
    assert starless(forwarded.get_content().get_content()).strip() == "it is * still"
    assert b"left out" in picture.get_content()
    assert "Subject: our password" in data.decode()
    shown = data.decode() + capsys.readouterr().out
    assert SECRET not in shown
    assert "night.heron" not in shown


def test_a_key_file_makes_tokens_agree_and_without_it_they_do_not(log, tmp_path, capsys):
    """The key is made once, for its owner's eyes only."""
    key = tmp_path / "case.key"
    outs = []
    for arguments in (["--case-key", str(key)], ["--case-key", str(key)], []):
        assert main(["redact", str(log), *arguments]) == 0
        outs.append(capsys.readouterr().out)
    assert outs[0] == outs[1] != outs[2]
    assert key.stat().st_mode & 0o077 == 0


def test_the_way_back_is_locked_and_never_made_unasked(log, tmp_path, capsys, monkeypatch):
    """The map holds no value in clear; the right passphrase gives the value of a token, another one a sentence."""
    monkeypatch.setenv("CCCDIAG_MAP_PASSPHRASE", "not a real passphrase")
    where = tmp_path / "map.json"
    assert main(["redact", str(log), "--reverse-map", str(where)]) == 0
    token = TOKEN.search(capsys.readouterr().out)[0]
    assert SECRET not in where.read_text(encoding="utf-8")
    assert main(["redact", "--look-up", token, "--reverse-map", str(where)]) == 0
    assert capsys.readouterr().out == f"{SECRET}\n"
    monkeypatch.setenv("CCCDIAG_MAP_PASSPHRASE", "another passphrase")
    assert main(["redact", "--look-up", token, "--reverse-map", str(where)]) == 3
    assert capsys.readouterr().err == f"cccdiag: {where} does not open with this passphrase, or was changed\n"
    monkeypatch.delenv("CCCDIAG_MAP_PASSPHRASE")
    assert main(["redact", str(log), "--reverse-map", str(tmp_path / "b")]) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["client.log", "map.json"]


def test_secrets_of_environment_and_profile_go_everywhere(tmp_path, capsys, monkeypatch):
    """Without any label, in base64 too."""
    monkeypatch.setenv("CCCDIAG_PASSWORD", "Env!Secret-4417")
    (tmp_path / "secret.txt").write_text("File!Secret-9921", encoding="utf-8")
    (tmp_path / "p.yaml").write_text(
        "endpoint: http://127.0.0.1:9/\naccess_secret: file:secret.txt\n", encoding="utf-8"
    )
    path = tmp_path / "x.txt"
    path.write_text(
        f"one Env!Secret-4417 two File!Secret-9921 {base64.b64encode(b'k:File!Secret-9921').decode()}\n",
        encoding="utf-8",
    )
    assert main(["redact", str(path), "--profile", str(tmp_path / "p.yaml")]) == 0
    out = capsys.readouterr().out
    assert "Secret" not in out
    assert base64.b64encode(b"le!Secret-99").decode() not in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "cccdiag: name a file, a folder, or - for standard input; see: cccdiag redact --help\n"),
        (["no-such-file"], "cccdiag: no-such-file cannot be read: there is no such file\n"),
        (["--look-up", "x"], "cccdiag: --look-up TOKEN goes with --reverse-map FILE only\n"),
    ],
)
def test_bad_input_is_one_sentence(arguments, sentence, capsys):
    """Exit 3."""
    assert main(["redact", *arguments]) == 3
    assert capsys.readouterr() == ("", sentence)


def test_nothing_is_written_over(log, tmp_path, capsys):
    """Neither the input nor an earlier result."""
    assert main(["redact", str(log), "--output", str(tmp_path)]) == 3
    assert capsys.readouterr().err == f"cccdiag: {log} is there already; name another folder\n"
    assert log.read_text(encoding="utf-8") == LOG


def verdict(name, data):
    """What a triage says, without the words of the evidence."""
    report = triage(list(text_source(name, data)), knowledge())
    return (
        [
            (one.id, one.certainty, one.records, one.first, one.last, one.explains, [cause.id for cause in one.causes],
             [(proof.line, proof.end_line, proof.time, proof.level) for proof in one.evidence])
            for one in report.diagnoses
        ],
        report.unrecognised.records,
        report.stats.ccc_records,
        [(one.format, one.records) for one in report.inputs if one.encoding],
    )  # fmt: skip


# A letter of four lines: the reader of tickets takes the words inside tokens for the sender's, and finds one article more.
READ_AS_WORDS = {"cases/077-net-sslchannel.txt"}
LABELLED = yaml.safe_load((CORPUS / "labels.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def redacted(tmp_path_factory):
    """The whole corpus, redacted in one go."""
    folder = tmp_path_factory.mktemp("redacted")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for case in LABELLED:
            assert main(["redact", str(CORPUS / case["file"]), "--output", str(folder)]) in (0, 3)
    return folder


@pytest.mark.parametrize("case", LABELLED, ids=lambda case: case["file"])
def test_a_triage_says_the_same_before_and_after(case, redacted):
    """Ids, certainty, counts, times, places and order of the causes; and no labelled secret is left."""
    before, after = CORPUS / case["file"], redacted / Path(case["file"]).name
    if not after.exists():
        assert verdict(before.name, before.read_bytes())[0] == []
        return
    was, now = verdict(before.name, before.read_bytes()), verdict(after.name, after.read_bytes())
    if case["file"] in READ_AS_WORDS:
        now = ([one for one in now[0] if one[0] in {id_ for id_, *_ in was[0]}], *now[1:])
        was, now = (([(*one[:5], one[6:]) for one in each[0]], *each[1:]) for each in (was, now))
    assert now == was
