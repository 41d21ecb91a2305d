"""``cccdiag explain`` answers codes, numbers, wordings, operations, fields, contradictions and settings, and says when it cannot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from cccdiag.cli import main
from cccdiag.kb.find import forget, knowledge
from cccdiag.report.article import HEADINGS

SCHEMAS = Path(__file__).resolve().parents[2] / "cccdiag/schemas"
ARTICLES = knowledge().article_ids()


@pytest.fixture
def explain(capsys):
    def run(*words):
        code = main(["explain", *words])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def document(out):
    read = json.loads(out)
    name = read["schema"].removeprefix("cccdiag.").removesuffix("/1")
    jsonschema.validate(read, json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8")))
    return read


@pytest.mark.parametrize("spelling", ["CCC_204", "ccc_204", "204", "CCC-204", "ccc204", "ccc 204"])
def test_a_code_is_found_however_it_is_spelled(explain, spelling):
    """A number over the telephone is enough."""
    code, out, err = explain(*spelling.split())
    assert (code, out.split(":")[0], err) == (0, "CCC_204", "")


@pytest.mark.parametrize("id_", ARTICLES)
def test_every_article_has_the_fixed_headings_in_their_order(explain, id_):
    """A reader finds the same thing at the same place on every page."""
    _, out, _ = explain(id_)
    assert tuple(line for line in out.splitlines() if line in HEADINGS) == HEADINGS
    assert max(map(len, out.splitlines())) <= 100 or "http" in out


@pytest.mark.parametrize("id_", ARTICLES)
def test_every_article_as_json_fits_its_schema_with_steps_in_full(explain, id_):
    """A program needs no second look-up."""
    article = document(explain(id_, "--format", "json")[1])
    assert article["id"] == id_
    steps = [step for cause in article["causes"] for step in cause["steps"]]
    assert all(step["text"] and step["actor"] for step in steps)
    assert all(source["title"] for source in article["sources"])


@pytest.mark.parametrize(
    ("name", "kind", "parts"),
    [
        ("commitOrderDetail", "operation", ["Fields, in the order of the wire", "orderDetailId: whole number, 1 to 999999999999999; required",
                                            "CCC_212:", "D70:"]),
        ("createOrderDetail", "operation", ["numPages: whole number, 1 to 99999, or -999999 (no value); required when"]),
        ("numPages", "field", ["createOrderDetail:", "modifyOrderDetail:", "[CCC_103]", "D22:"]),
        ("D22", "quirk", ["Counting pages", "And there:", "The emulator:", "switch:pages"]),
        ("GRANTED", "right", ["It is decided."]),
        ("pending", "right", ["ask again with checkOrderDetailStatus"]),
        ("CCCLocation", "setting", ["Where it lives", "Ares:", "Pitfalls"]),
        ("CCCPassword", "setting", ["never put its value in a ticket"]),
    ],
)  # fmt: skip
def test_operations_fields_contradictions_rights_and_settings_are_explained(explain, name, kind, parts):
    """As text and as JSON of its own schema."""
    code, out, _ = explain(name)
    text = " ".join(out.split())
    assert (code, [part for part in parts if part not in text]) == (0, [])
    assert document(explain(name, "--format", "json")[1])["schema"] == f"cccdiag.{kind}/1"


@pytest.mark.parametrize("kind", ["operation", "field", "right", "quirk", "setting", "guide"])
def test_everything_that_has_a_name_has_a_page_and_a_document(explain, kind):
    """All seven operations, all fields, all 82 contradictions, all settings."""
    for each, id_ in knowledge().names():
        if each == kind:
            code, out, _ = explain(id_)
            assert (code, out.split(":")[0]) == (0, id_)
            document(explain(id_, "--format", "json")[1])


def test_a_wording_that_one_signature_knows_is_explained_at_once(explain):
    """The words of a message box lead to its article, wrapped and quoted or not."""
    assert explain("CCC error: USER_MISCONFIGURED - User for given transaction is misconfigured")[1].startswith(
        "illiad-user-misconfigured:"
    )
    assert explain("<error_code>CCC_999</error_code>")[1].startswith("gateway-unknown-code:")


def test_a_wording_that_several_articles_know_is_a_ranked_list(explain):
    """Nothing is chosen for the reader; the next command is shown."""
    code, out, err = explain("unable", "to", "authenticate", "with", "CCC")
    assert (code, err) == (0, "")
    assert "stands word for word in the signatures of" in out
    assert "illiad-ccc-authentication" in out
    assert out.splitlines()[-1].startswith("Read one: cccdiag explain ")
    listed = document(explain("unable to authenticate with CCC", "--format", "json")[1])
    assert {hit["why"] for hit in listed["hits"]} == {"wording"}


def test_words_of_people_find_articles_by_resemblance(explain):
    """No exact text is needed."""
    code, out, _ = explain("left the client open over lunch and now it wants a login")
    assert (code, "illiad-ccc-idle-session" in out.split("\n\n")[1]) == (0, True)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("CCC_24", "CCC_204"), ("comitOrderDetail", "commitOrderDetail"), ("CCCLocaton", "CCCLocation")],
)
def test_a_typing_mistake_is_answered_with_what_was_meant(explain, typed, meant):
    """Exit 3, because nothing was explained."""
    code, out, err = explain(typed)
    assert (code, out) == (3, "")
    assert err.startswith(f"cccdiag explain: nothing is known about {typed!r}. Did you mean: {meant}")
    code, out, _ = explain(typed, "--format", "json")
    assert (code, document(out)["did_you_mean"][0], document(out)["hits"]) == (3, meant, [])


@pytest.mark.parametrize("words", ["xyzzy qwertz", "   ", "\0", "%s %n", "ÿ" * 3000])
def test_words_that_mean_nothing_are_one_sentence_and_exit_3(explain, words):
    """With the next step."""
    code, out, err = explain(words)
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert "nothing is known about" in err


def test_output_goes_to_a_file_as_utf8(explain, tmp_path):
    """PowerShell's own redirection would write UTF-16."""
    path = tmp_path / "page.txt"
    assert explain("204", "--output", str(path)) == (0, "", "")
    assert path.read_text(encoding="utf-8") == explain("204")[1]


def test_a_folder_that_is_not_there_is_told(explain):
    """One sentence, exit 3."""
    code, out, err = explain("204", "--knowledge", "/nowhere")
    assert (code, out) == (3, "")
    assert err == "cccdiag: /nowhere:1:1: is no folder of knowledge (CCCDIAG_KNOWLEDGE or --knowledge names it)\n"


def test_a_console_that_cannot_show_a_character_gets_an_escape():
    """A code page never kills the program."""
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "cccdiag", "explain", "204"], capture_output=True, env=environment, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\xb7" in done.stdout


HEAVY = {
    "yaml",
    "rich",
    "lxml",
    "requests",
    "argparse",
    "dataclasses",
    "typing",
    "pathlib",
    "platformdirs",
    "inspect",
    "tempfile",
}


def test_explaining_a_code_in_a_pipe_imports_nothing_heavy():
    """What a start costs is felt at every code; the measure stands in tests/benchmarks."""
    code = (
        "import sys; from cccdiag.cli import main; main(['explain', 'CCC_204']); print(*sys.modules, file=sys.stderr)"
    )
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    done = subprocess.run([sys.executable, "-X", "frozen_modules=on", "-I", "-c", f"import sys; sys.path.insert(0, {str(SCHEMAS.parents[1])!r}); {code}"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    assert HEAVY & set(done.stderr.split()) == set()


@pytest.fixture
def own(tmp_path):
    """A library's own knowledge: an article that overrides a built-in one, one of its own, a suppression."""
    folder = tmp_path / "own"
    (folder / "articles").mkdir(parents=True)
    text = (Path(__file__).resolve().parents[2] / "knowledge/articles/network/net-dns.yaml").read_text(encoding="utf-8")
    for id_, more in (("net-dns", "overrides: our resolver is our own\n"), ("local-resolver", "")):
        path = folder / f"articles/{id_}.yaml"
        path.write_text(text.replace("id: net-dns", f"id: {id_}") + more, encoding="utf-8")
    (folder / "suppress.yaml").write_text(
        'http-504: {reason: we know about the old proxy, until: "2099-12-31"}\nhttp-502: {reason: over, until: "2020-01-01"}\n',
        encoding="utf-8",
    )
    yield folder
    forget()


def test_a_librarys_own_knowledge_is_explained_and_shown_as_such(explain, own):
    """Overriding and suppressing are said on the page, with the reason."""
    assert explain("local-resolver", "--knowledge", str(own))[1].startswith("local-resolver: ")
    overridden = " ".join(explain("net-dns", "--knowledge", str(own))[1].split())
    assert "It stands in place of the built-in one because: our resolver is our own" in overridden
    silenced = " ".join(explain("http-504", "--knowledge", str(own))[1].split())
    assert "This library is not told of it up to 2099-12-31. The reason: we know about the old proxy" in silenced
    assert "is not told of it" not in explain("http-502", "--knowledge", str(own))[1]
    article = document(explain("http-504", "--knowledge", str(own), "--format", "json")[1])
    assert article["suppressed"] == {"reason": "we know about the old proxy", "until": "2099-12-31"}
    assert document(explain("http-504", "--format", "json")[1])["suppressed"] is None


def test_the_environment_names_a_librarys_own_knowledge(explain, own, monkeypatch):
    """CCCDIAG_KNOWLEDGE, as --knowledge."""
    monkeypatch.setenv("CCCDIAG_KNOWLEDGE", str(own))
    assert explain("local-resolver")[0] == 0


def test_a_retired_article_still_explains_itself(explain, own):
    """An old id leads to what replaces it."""
    path = own / "articles/local-resolver.yaml"
    path.write_text(path.read_text(encoding="utf-8") + 'retired: "0.1"\nreplaced_by: net-dns\n', encoding="utf-8")
    out = " ".join(explain("local-resolver", "--knowledge", str(own))[1].split())
    assert "This article is retired since 0.1; see net-dns." in out
