"""A folder of YAML becomes knowledge whose every reference has been followed, or a list of complaints with places."""

from __future__ import annotations

import pytest

from cccdiag.kb.load import load
from cccdiag.kb.model import Step

ARTICLE = "articles/network/net-slow.yaml"


def change(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def complaints(folder):
    loaded = load(folder)
    return [str(problem) for problem in (*loaded.problems, *loaded.dangling)]


def test_a_sound_folder_is_read_whole(folder):
    """Articles, steps, sources, settings and guides are values; every other file is a plain document."""
    loaded = load(folder)
    assert (loaded.problems, loaded.dangling) == ([], [])
    assert list(loaded.entries) == ["net-slow"]
    assert loaded.entries["net-slow"].path == "knowledge/articles/network/net-slow.yaml"
    assert loaded.all("step")["measure-the-line"] == Step(
        "Measure how long an answer takes.", "network", "A number is known."
    )
    assert [list(loaded.all(kind)) for kind in ("source", "setting", "guide")] == [
        ["a-book"],
        ["LineLength"],
        ["slow-lines"],
    ]
    assert (list(loaded.documents), loaded.documents["worlds/default"]) == (
        ["gateway", "worlds/default"],
        {"works": []},
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (ARTICLE, "title: The", "titel: The", [
            "knowledge/articles/network/net-slow.yaml:2:1: the key 'title' is missing",
            "knowledge/articles/network/net-slow.yaml:3:1: unknown key 'titel' (did you mean 'title'?)",
        ]),
        (ARTICLE, "steps: [measure-the-line, {", "steps: [mesure-the-line, {", [
            "knowledge/articles/network/net-slow.yaml:12:13: there is no step 'mesure-the-line' (did you mean 'measure-the-line'?)"]),
        (ARTICLE, "confirm: network.tcp", "confirm: network.tpc", [
            "knowledge/articles/network/net-slow.yaml:13:14: 'network.tpc' is not a known word (did you mean 'network.tcp'?)"]),
        (ARTICLE, "document: a-book", "document: a-brook", [
            "knowledge/articles/network/net-slow.yaml:46:16: there is no source 'a-brook' (did you mean 'a-book'?)"]),
        (ARTICLE, "{system: network}", "{system: gateway, operations: [commitOrder]}", [
            "knowledge/articles/network/net-slow.yaml:4:45: there is no operation 'commitOrder' (did you mean 'commitOrderDetail'?)"]),
        (ARTICLE, "    confidence: inferred", "    operations: [cancelAll]", [
            "knowledge/articles/network/net-slow.yaml:19:18: there is no operation 'cancelAll'"]),
        (ARTICLE, 'since: "0.1"', 'since: "0.1"\nsee: [net-slow, net-fast]\nguide: slow-line\nsettings: [LineLenght]\nreplaced_by: net-x', [
            "knowledge/articles/network/net-slow.yaml:48:17: there is no article 'net-fast' (did you mean 'net-slow'?)",
            "knowledge/articles/network/net-slow.yaml:49:8: there is no guide 'slow-line' (did you mean 'slow-lines'?)",
            "knowledge/articles/network/net-slow.yaml:50:12: there is no setting 'LineLenght' (did you mean 'LineLength'?)",
            "knowledge/articles/network/net-slow.yaml:51:14: there is no article 'net-x' (did you mean 'net-slow'?)",
        ]),
        (ARTICLE, "id: net-slow", "id: [net-slow]", ["knowledge/articles/network/net-slow.yaml:2:5: must be a text, is a list"]),
        ("guides.yaml", "measure-the-line", "measure", [
            "knowledge/guides.yaml:3:11: there is no step 'measure' (did you mean 'measure-the-line'?)"]),
        ("settings.yaml", "document: a-book", "document: b", ["knowledge/settings.yaml:7:24: there is no source 'b'"]),
        ("settings.yaml", "see: [net-slow]", "see: [net-show]", [
            "knowledge/settings.yaml:6:9: there is no article 'net-show' (did you mean 'net-slow'?)"]),
        ("sources.yaml", "title", "tittle", [
            "knowledge/sources.yaml:2:3: unknown key 'tittle' (did you mean 'title'?)",
            "knowledge/sources.yaml:2:3: the key 'title' is missing",
        ]),
        ("steps/network.yaml", "text: Measure", "actor: network\n  text: Measure", [
            "knowledge/steps/network.yaml:4:3: the key 'actor' stands here twice"]),
    ],
)  # fmt: skip
def test_each_kind_of_fault_is_told_with_file_line_and_column(folder, name, old, new, said):
    """Unknown key, wrong type, unknown word, dangling reference: one complaint each, in the order of the files."""
    change(folder, name, old, new)
    assert complaints(folder) == said


def test_the_gateway_is_read_by_its_own_room(folder):
    """Its faults are told like all others, and hide no fault elsewhere."""
    path = folder / "gateway.yaml"
    text = path.read_text(encoding="utf-8").replace("mutating: true", "mutating: maybe", 1)
    path.write_text(text, encoding="utf-8")
    line = text[: text.index("mutating: maybe")].count("\n") + 1
    assert complaints(folder) == [f"knowledge/gateway.yaml:{line}:15: must be true or false, is str 'maybe'"]


def test_an_id_that_stands_twice_names_both_places(folder):
    """The first place keeps it."""
    (folder / "articles/network/copy.yaml").write_text((folder / ARTICLE).read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "steps/more.yaml").write_text("measure-the-line: {text: x}\n", encoding="utf-8")
    assert complaints(folder) == [
        "knowledge/articles/network/net-slow.yaml:2:5: the article 'net-slow' stands in knowledge/articles/network/copy.yaml:2:5 already",
        "knowledge/steps/network.yaml:1:1: the step 'measure-the-line' stands in knowledge/steps/more.yaml:1:1 already",
    ]


def test_complaints_about_several_files_come_together(folder):
    """One broken file does not hide another."""
    change(folder, ARTICLE, "severity: warning", "severity: mild")
    (folder / "sources.yaml").write_text("a-book: {title: [", encoding="utf-8")
    assert [text.split(": ")[0] for text in complaints(folder)] == [
        "knowledge/articles/network/net-slow.yaml:5:11",
        "knowledge/sources.yaml:2:1",
    ]


def test_a_folder_without_yaml_is_a_complaint(tmp_path):
    """A wrong folder is told, not taken for an empty knowledge base."""
    assert complaints(tmp_path) == [f"{tmp_path.name}:1:1: holds no YAML file"]


def mine(tmp_path, files):
    for name, text in files.items():
        path = tmp_path / "mine" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "mine"


def test_a_librarys_own_knowledge_is_laid_over_the_built_in_one(folder, tmp_path):
    """It adds under its own names, overrides with a reason and suppresses for a time; its rules join the built-in ones."""
    (folder / "context.yaml").write_text("ccc: {words: [ccc]}\nothers: [x]\n", encoding="utf-8")
    article = (folder / ARTICLE).read_text(encoding="utf-8")
    overlay = mine(tmp_path, {
        "articles/local/local-proxy.yaml": article.replace("id: net-slow", "id: local-proxy").replace("measure-the-line", "local-measure"),
        "articles/network/net-slow.yaml": article.replace("title: The line", "overrides: ours is a satellite\ntitle: Our line"),
        "steps/local.yaml": "local-measure: {text: Look at the dish.}\n",
        "suppress.yaml": 'net-slow: {reason: we know, until: "2027-01-31"}\n',
        "context.yaml": "ccc: {words: [ours], hosts: [a.example]}\n",
        "worlds/ours.yaml": "works: []\n",
    })  # fmt: skip
    loaded = load(folder, overlay)
    assert (loaded.problems, loaded.dangling) == ([], [])
    assert {id_: (entry.local, entry.article.title) for id_, entry in loaded.entries.items()} == {
        "local-proxy": (True, "The line is slow"),
        "net-slow": (True, "Our line is slow"),
    }
    assert loaded.documents["context"] == {"ccc": {"words": ["ccc", "ours"], "hosts": ["a.example"]}, "others": ["x"]}
    assert (list(loaded.documents), list(loaded.all("suppression"))) == (
        ["context", "gateway", "worlds/default", "worlds/ours"],
        ["net-slow"],
    )


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("articles/x/net-slow.yaml", "ARTICLE", "articles/x/net-slow.yaml:2:5: 'net-slow' is a built-in article; say why you override it (overrides: …) or call yours local-…"),
        ("articles/x/net-fast.yaml", "ARTICLE:id: net-fast", "articles/x/net-fast.yaml:2:5: the id of a library's own article begins with 'local-'"),
        ("articles/x/x.yaml", "ARTICLE:id: local-x\noverrides: because", "articles/x/x.yaml:2:5: there is no built-in article 'local-x' to override"),
        ("steps/x.yaml", "measure: {text: x}", "steps/x.yaml:1:1: the name of a library's own step begins with 'local-'"),
        ("gateway.yaml", "operations: []", "gateway.yaml:1:1: a library's own knowledge cannot change this file"),
        ("worlds/default.yaml", "works: []", "worlds/default.yaml:1:1: a library's own knowledge cannot change this file"),
        ("suppress.yaml", 'net-slow: {reason: x, until: "soon"}', "suppress.yaml:1:11: until must be a day such as 2027-01-31, is 'soon'"),
        ("suppress.yaml", "net-slow: {reason: x, until: 2027-01-31}", "suppress.yaml:1:30: must be a text, is date datetime.date(2027, 1, 31) (put it in quotes)"),
        ("suppress.yaml", 'net-slwo: {reason: x, until: "2027-01-31"}', "suppress.yaml:1:1: there is no article 'net-slwo' to suppress (did you mean 'net-slow'?)"),
    ],
)  # fmt: skip
def test_what_a_librarys_own_knowledge_may_not_do_is_told(folder, tmp_path, name, text, said):
    """Nothing built in changes by accident."""
    if text.startswith("ARTICLE"):
        text = (
            (folder / ARTICLE)
            .read_text(encoding="utf-8")
            .replace("id: net-slow", text.partition(":")[2] or "id: net-slow", 1)
        )
    overlay = mine(tmp_path, {name: text})
    loaded = load(folder, overlay)
    assert [str(problem) for problem in (*loaded.problems, *loaded.dangling)] == [f"{overlay.as_posix()}/{said}"]


def test_the_namespace_of_libraries_is_kept_free(folder):
    """A built-in article is never called local-…, and overrides nothing."""
    change(folder, ARTICLE, "id: net-slow", "id: local-slow\noverrides: x")
    (folder / "settings.yaml").unlink()
    assert complaints(folder) == [
        "knowledge/articles/network/net-slow.yaml:2:5: ids that begin with 'local-' are kept for a library's own knowledge"
    ]
