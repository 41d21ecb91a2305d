"""``cccdiag kb`` checks, lists, finds, counts, tries, writes and publishes what is known."""

from __future__ import annotations

import html.parser
import json
import re
import subprocess
from pathlib import Path

import jsonschema
import pytest

from cccdiag.cli import main
from cccdiag.kb.find import forget, knowledge

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "cccdiag/schemas"
LOG = """\
2026-01-31 09:14:07,123 [1] INFO  AtlasSystems.ILLiad.Client.Startup - Client started
2026-01-31 09:14:09,001 [1] ERROR AtlasSystems.ILLiad.Client.Controls.CopyrightSearch - CCC refused the blue form of jane@library.example, attempt 3
   at AtlasSystems.ILLiad.Client.Form.Send()
2026-01-31 09:14:10,500 [1] INFO  AtlasSystems.ILLiad.Client.Startup - Client closed
"""


@pytest.fixture
def kb(capsys):
    def run(*words):
        code = main(["kb", *map(str, words)])
        out, err = capsys.readouterr()
        return code, out, err

    yield run
    forget()


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "client.log"
    path.write_text(LOG, encoding="utf-8")
    return path


def document(out):
    read = json.loads(out)
    name = read["schema"].removeprefix("cccdiag.").removesuffix("/1")
    jsonschema.validate(read, json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8")))
    return read


def test_the_knowledge_base_breaks_no_law(kb):
    """Zero findings, errors or warnings."""
    code, out, err = kb("lint")
    assert (code, out.splitlines()[-1].split(": ")[1], err) == (0, "no errors, no warnings", "")


def test_findings_are_printed_with_file_line_and_column_and_exit_1(kb, tmp_path):
    """As text and as JSON; only what was asked for."""
    own = tmp_path / "own"
    (own / "articles").mkdir(parents=True)
    text = (ROOT / "knowledge/articles/network/net-dns.yaml").read_text(encoding="utf-8")
    path = own / "articles/local-dns.yaml"
    path.write_text(
        text.replace("id: net-dns", "id: local-dns").replace("severity: error", "severity: bad"), encoding="utf-8"
    )
    code, out, _ = kb("lint", "--knowledge", own)
    first = out.splitlines()[0]
    assert (code, first) == (1, f"{path.as_posix()}:5:11: error KB001: 'bad' is not one of info, warning, error")
    code, out, _ = kb("lint", "--knowledge", own, "--format", "json")
    found = document(out)["findings"][0]
    assert (code, found["path"], found["line"], found["column"], found["law"]) == (1, path.as_posix(), 5, 11, "KB001")
    assert kb("lint", "--knowledge", own, ROOT / "knowledge/articles/http")[0] == 0
    assert kb("lint", "--knowledge", own, path)[0] == 1


def test_fix_mends_a_librarys_own_file(kb, tmp_path):
    """What needs no judgement; the rest is still told."""
    own = tmp_path / "own"
    (own / "steps").mkdir(parents=True)
    path = own / "steps/mine.yaml"
    path.write_text("local-one: {text: Do it., actor: ccc}   \r\n", encoding="utf-8", newline="")
    code, out, err = kb("lint", "--knowledge", own, "--fix")
    assert path.read_bytes() == b"local-one: {text: Do it., actor: ccc}\n"
    assert (code, err) == (1, f"mended {path.as_posix()}\n")
    assert [line.split(": ")[1] for line in out.splitlines()[:-1]] == ["warning KB055"]


def test_laws_are_listed(kb):
    """With number, severity and sentence."""
    code, out, _ = kb("lint", "--laws")
    assert (code, len(out.splitlines()) >= 35) == (0, True)
    assert all(re.fullmatch(r"KB\d{3}  (?:error|warning)  +\S.*", line) for line in out.splitlines())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lint", "--law", "KB999"], "there is no law KB999"),
        (["lint", "--knowledge", "/nowhere"], "/nowhere is no folder of knowledge"),
        (["lint", "/nowhere.yaml"], "/nowhere.yaml is not there"),
        (["list", "--operation", "buy"], "there is no operation 'buy'"),
        (["try", "(?=x)", str(ROOT / "README.md")], "the pattern uses (?="),
        (["try", "(", str(ROOT / "README.md")], "the pattern is no pattern"),
        (["try", "abcd", "/nowhere.log"], "/nowhere.log"),
        (["new", "No", "--from", str(ROOT / "README.md")], "'No' is no id"),
        (["new", "fax-slow", "--from", str(ROOT / "README.md")], "which family does fax-slow belong to?"),
        (["new", "net-dns", "--from", str(ROOT / "README.md")], "net-dns is there already"),
        (["new", "net-new", "--from", str(ROOT / "README.md") + ":99999"], "has no line 99999"),
        (["docs", str(ROOT)], "holds something else"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_3(kb, words, said):
    """No traceback, nothing printed."""
    code, out, err = kb(*words)
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert said in err


def test_the_list_is_filtered(kb):
    """Filters narrow it, together."""
    everything = document(kb("list", "--format", "json")[1])["articles"]
    assert [row["id"] for row in everything] == list(knowledge().article_ids())
    http = document(kb("list", "--family", "http", "--format", "json")[1])["articles"]
    assert {row["family"] for row in http} == {"http"}
    by_operation = {
        row["id"] for row in document(kb("list", "--operation", "cancelOrderDetail", "--format", "json")[1])["articles"]
    }
    assert {"CCC_211", "CCC_200"} <= by_operation
    assert not by_operation & {"CCC_212", "http-504"}
    assert "ares-ambiguous-location" in kb("list", "--setting", "ccclocation")[1]
    assert "CCC_200" in kb("list", "--check", "login.party", "--actor", "library")[1]
    assert kb("list", "--retired") == (0, "", "")


def test_search_ranks_by_resemblance(kb):
    """The best first; nothing is exit 3."""
    code, out, _ = kb("search", "trailing", "space", "password")
    assert (code, "authentication" in out.splitlines()[0]) == (0, True)
    assert (
        document(kb("search", "gateway timeout", "--format", "json", "--limit", "3")[1])["hits"][0]["id"] == "http-504"
    )
    assert kb("search", "xyzzyplugh") == (3, "", "cccdiag kb search: nothing resembles 'xyzzyplugh'\n")


def test_figures_add_up(kb):
    """The last row is the sum of the families, and everything is proven."""
    *families, total = document(kb("stats", "--format", "json")[1])["rows"]
    numbers = [key for key, value in total.items() if isinstance(value, int)]
    assert {key: sum(row[key] for row in families) for key in numbers} == {key: total[key] for key in numbers}
    assert (total["articles"], total["proven"]) == (len(knowledge().article_ids()), "100 %")
    assert len(kb("stats", "--articles")[1].splitlines()) == total["articles"] + 1


def test_patterns_are_what_ripgrep_takes(kb, log, tmp_path):
    """``rg --no-unicode -f`` accepts every one of them."""
    path = tmp_path / "patterns"
    assert kb("patterns", "--tickets", "--output", path)[0] == 0
    lines = path.read_text(encoding="ascii").splitlines()
    assert len(lines) == len(set(lines)) > 100
    for line in lines:
        re.compile(line.encode())
    with_rg = subprocess.run(
        ["rg", "--no-unicode", "-c", "-f", str(path), str(log)], capture_output=True, text=True, check=False
    )
    assert with_rg.returncode in (0, 1), with_rg.stderr


def test_try_shows_where_a_pattern_matches_and_where_a_condition_refuses(kb, log):
    """With the line, and without what is personal."""
    code, out, _ = kb("try", "(?i)refused the blue form", log)
    assert (code, out.splitlines()[0], out.splitlines()[-1]) == (
        1,
        f"{log}:2: signature 1 matches",
        "3 records: 1 match, 0 refused by a condition",
    )
    assert "jane@library.example" not in out
    code, out, _ = kb("try", "http-504", ROOT / "tests/corpus/cases/120-neg-other-host.log", "--format", "json")
    outcomes = document(out)["outcomes"]
    assert {row["outcome"] for row in outcomes} <= {"refused"}


def test_try_says_how_far_a_pattern_gets(kb, log):
    """“Why not?” is the question of every author."""
    code, out, _ = kb("try", "(?i)CCC refused the red form", log)
    assert code == 0
    assert (
        f"as far as '(?i)CCC refused the' it matches in {log}:2; then 'red form' is wanted and 'blue form of jane"
        in out
    )


def test_a_new_article_lints_clean_once_its_open_points_are_filled(kb, log, tmp_path):
    """Prefilled from a real record, examples redacted."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "suppress.yaml").write_text('net-dns: {reason: x, until: "2099-01-01"}\n', encoding="utf-8")
    code, out, err = kb("new", "local-blue-form", "--family", "illiad", "--from", f"{log}:3", "--knowledge", own)
    path = own / "articles/local/local-blue-form.yaml"
    assert (code, out, err) == (0, "", f"{path} is written; fill in what says TODO, then: cccdiag kb lint\n")
    text = path.read_text(encoding="utf-8")
    assert "jane" not in text
    assert "CCC refused the blue form of" in text
    found = document(kb("lint", path, "--knowledge", own, "--format", "json")[1])["findings"]
    assert {finding["law"] for finding in found} == {"KB028"}
    filled = text
    for number in range(text.count("TODO")):
        line = next(line for line in filled.splitlines() if "TODO" in line)
        words = f"{line.split('TODO')[0]}Something {number} that a person has thought of and written down for the others in plain words."
        closing = "]}" if line.endswith("]}") else "'" if line.endswith("'") else ""
        title = "title" in line
        filled = filled.replace(line, f"{line.split('TODO')[0]}Blue form refused" if title else f"{words}{closing}", 1)
    path.write_text(filled, encoding="utf-8")
    assert kb("lint", path, "--knowledge", own)[:2][1].splitlines()[-1].endswith("no errors, no warnings")
    assert kb("new", "local-blue-form", "--family", "illiad", "--from", log, "--knowledge", own)[0] == 3


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.targets, self.anchors, self.headings = [], set(), 0

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in ("a", "link") and "href" in given:
            self.targets.append(given["href"])
        if tag == "script" and "src" in given:
            self.targets.append(given["src"])
        self.headings += tag == "h1"
        if "id" in given:
            self.anchors.add(given["id"])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "pages"
    assert main(["kb", "docs", str(folder)]) == 0
    return folder


def test_the_site_has_a_page_for_everything_that_has_a_name(site):
    """Stable addresses: a page is called as its id; no two differ in case only."""
    pages = {path.name for path in site.glob("*.html")}
    names = [(kind, id_) for kind, id_ in knowledge().names() if kind != "right"]
    assert len(pages) == len(names) + 6
    assert {f"{id_}.html" for kind, id_ in names if kind in ("article", "operation", "quirk")} <= pages
    assert len({page.casefold() for page in pages}) == len(pages)


def test_no_link_of_the_site_is_broken(site):
    """Every page has one heading, and every link inside the site leads to a file that is there."""
    broken = []
    for path in site.glob("*.html"):
        links = Links()
        links.feed(path.read_text(encoding="utf-8"))
        assert links.headings == 1, path
        broken += [
            (path.name, target)
            for target in links.targets
            if "://" not in target and not (site / target.split("#")[0]).exists()
        ]
    assert broken == []


def test_every_article_page_has_the_fixed_headings_as_anchors(site):
    """A link to a section stays good."""
    wanted = {
        "what-it-means",
        "how-it-looks",
        "why-it-happens",
        "what-to-do-who",
        "how-to-confirm",
        "when-to-retry",
        "what-to-tell-the-library",
        "sources",
    }
    for id_ in knowledge().article_ids():
        links = Links()
        links.feed((site / f"{id_}.html").read_text(encoding="utf-8"))
        assert wanted <= links.anchors, id_


def test_the_site_is_written_again_over_itself(site):
    """Pages of articles that are gone go too; the same knowledge gives the same bytes."""
    before = {path.name: path.read_bytes() for path in site.iterdir()}
    (site / "gone.html").write_text("old", encoding="utf-8")
    assert main(["kb", "docs", str(site)]) == 0
    assert {path.name: path.read_bytes() for path in site.iterdir()} == before


def test_the_schema_for_editors_is_printed(kb):
    """The same as the file beside the articles."""
    assert kb("schema")[1] == (ROOT / "knowledge/article.schema.json").read_text(encoding="utf-8")
