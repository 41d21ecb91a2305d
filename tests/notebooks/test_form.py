"""How notebooks are stored and built: clean for diffs, no logic in them, a command beside every step, links that lead somewhere."""

from __future__ import annotations

import ast
import importlib
import json
import re
import shlex

import nbformat
import pytest
from normalise_notebooks import FOLDER, METADATA, main, normalised

from cccdiag.cli import COMMANDS, parsing
from cccdiag.kb.find import knowledge

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
NAMES = [
    "00_start_here", "01_health_check", "02_credentials_and_billing", "03_triage_a_ticket", "04_order_life_cycle", "05_demo_and_prod",
    "06_when_the_cloud_fails", "07_illiad_and_ares_settings", "08_write_an_article", "09_drills",
]  # fmt: skip
TAGS = {"needs", "form", "question", "trainer"}
ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
TWIN = re.compile(r"^\$ cccdiag (.*)$", re.MULTILINE)
ARTICLE = re.compile(r"`(CCC_\d{3}|(?:illiad|ares|http|net|gateway|marketplace|lookalike)-[a-z0-9-]+)`")
LOGIC = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.Try, ast.With, ast.Lambda, ast.ListComp,
         ast.DictComp, ast.SetComp, ast.GeneratorExp)  # fmt: skip
READS_ALOUD = {"input", "getpass", "reveal"}


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def source(cell):
    return "".join(cell["source"])


def pages():
    return [pytest.param(path, id=path.stem) for path in NOTEBOOKS]


def test_all_walkthroughs_are_there():
    """Ten, in the order in which one learns."""
    assert [path.stem for path in NOTEBOOKS] == NAMES


@pytest.mark.parametrize("path", pages())
def test_it_is_stored_clean(path):
    """No outputs, no counts, fixed metadata, nbformat's own layout: a diff shows what an author changed, and nothing else."""
    text = path.read_text(encoding="utf-8")
    assert text == normalised(text), "python tests/support/normalise_notebooks.py brings it into its stored form"
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert nbformat.writes(notebook) + "\n" == text
    assert json.loads(text)["metadata"] == METADATA


@pytest.mark.parametrize("path", pages())
def test_cells_have_names_that_say_what_they_are(path):
    """Ids are words, once each; title and needs come first, summary and trainer last."""
    ids = [cell["id"] for cell in cells(path)]
    assert [one for one in ids if not ID.fullmatch(one)] == []
    assert len(set(ids)) == len(ids)
    assert (ids[0], ids[1], ids[-2], ids[-1]) == ("title", "needs", "summary", "trainer")
    assert {tag for cell in cells(path) for tag in cell["metadata"].get("tags", ())} <= TAGS


@pytest.mark.parametrize("path", pages())
def test_there_is_no_logic_in_it(path):
    """A cell names, asks and shows; what it needs stands in the package, where it is tested. Nothing reads a secret aloud."""
    for cell in cells(path):
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse(source(cell))
        assert not [node for node in ast.walk(tree) if isinstance(node, LOGIC)], cell["id"]
        words = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        words |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not words & READS_ALOUD, cell["id"]
        assert len(tree.body) <= 5, cell["id"]


@pytest.mark.parametrize("path", pages())
def test_a_trainer_can_hold_it(path):
    """Goals, a form, checks of understanding, a summary, timing and an answer key."""
    told = {cell["id"]: source(cell) for cell in cells(path)}
    assert told["title"].startswith("# ")
    assert re.search(r"[Aa]bout \d\d minutes", told["title"])
    assert "After this notebook you can" in told["title"]
    assert told["needs"].rstrip().endswith(".needs()")
    assert told["summary"].startswith("## Summary")
    for part in ("<details><summary><b>For the trainer</b>", "| minutes |", "**Answers.**", "**To break it:**"):
        assert part in told["trainer"], part
    tags = [tag for cell in cells(path) for tag in cell["metadata"].get("tags", ())]
    assert tags.count("form") >= 1
    assert tags.count("question") >= 1
    minutes = sum(int(number) for number in re.findall(r"^\| (\d+) \|", told["trainer"], re.MULTILINE))
    said = int(re.search(r"[Aa]bout (\d\d) minutes", told["title"])[1])
    assert 20 <= said <= 40
    assert abs(minutes - said) <= 5, f"the table adds up to {minutes}"


@pytest.mark.parametrize("path", pages())
def test_every_command_beside_a_step_is_one(path):
    """The terminal's way is read by the real parsers; nobody is sent to a command or an option that is not there."""
    twins = [line for cell in cells(path) for line in TWIN.findall(source(cell))]
    assert len(twins) >= 3
    for line in twins:
        name, *words = shlex.split(line)
        assert name in COMMANDS, line
        assert parsing.parse(name, importlib.import_module(f"cccdiag.cli.{name}"), words), line


@pytest.mark.parametrize("path", pages())
def test_what_it_links_to_is_there(path):
    """Other notebooks by file name, articles by id; no address of the internet, for a lab may have none."""
    texts = [source(cell) for cell in cells(path)]
    linked = {target for text in texts for target in re.findall(r"\]\(([^)#]+)\)", text)}
    assert {target for target in linked if not (FOLDER / target).is_file()} == set()
    known = set(knowledge().article_ids())
    named = {one for text in texts for one in ARTICLE.findall(text)}
    named |= {one for text in texts for one in re.findall(r'\.run\("(CCC_\d{3})"\)', text)}
    assert named <= known


def test_the_form_is_made_and_looked_for(tmp_path, capsys):
    """The command rewrites a notebook that was run, keeps its words, and finds nothing to do the second time."""
    path = tmp_path / "run.ipynb"
    notebook = json.loads(NOTEBOOKS[0].read_text(encoding="utf-8"))
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code |= {"execution_count": 7, "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]}
    notebook["metadata"]["widgets"] = {"state": {}}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert main(["--check", str(path)]) == 1
    assert main([str(path)]) == 0
    assert main(["--check", str(path)]) == 0
    assert path.read_bytes() == NOTEBOOKS[0].read_bytes()
    assert (
        capsys.readouterr().out == "run.ipynb is not in its stored form\nrun.ipynb was brought into its stored form\n"
    )
