"""Pictures that stand in other pages: well-formed, named for those who cannot see them, readable without colour, ids of their own."""

from __future__ import annotations

import dataclasses
import re

import pytest
from lxml import etree
from triage_example import FOUND, HOSTILE, findings

from cccdiag.checks.model import CheckResult, Report
from cccdiag.report import latency_svg, layers_svg, life_cycle_svg, timeline_svg, triage_html

SVG = "{http://www.w3.org/2000/svg}"


def result(layer, status="ok", seconds=0.01, **more):
    return CheckResult(
        f"{layer}.x", layer, f"About {layer}", status, "good", "It is <fine>.", {}, None, (), seconds, **more
    )


REPORT = Report("demo", "http://127.0.0.1/", "DEMO", (
    result("dns"), result("tcp", seconds=0.5), result("tcp", seconds=0.25), result("http", "warn", 4.0), result("tls", "skip", 9.0),
))  # fmt: skip
DRAWN = {
    "latency": latency_svg.draw(REPORT, "k"),
    "layers": layers_svg.draw(REPORT, None),
    "timeline": timeline_svg.draw(findings(FOUND), "k"),
    **{f"cycle {state}": life_cycle_svg.draw(state, ("header",), "k") for state in life_cycle_svg.STATES},
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_well_formed_and_has_a_name(name):
    """XML as a browser wants it; what names it is in it; its ids begin with the key that it was given."""
    root = etree.fromstring(DRAWN[name].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
    assert root.get("role") == "img"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert all(id_.startswith("k-") for id_ in ids)
    named = root.get("aria-label") or " ".join(
        root.find(f".//*[@id='{id_}']").text for id_ in root.get("aria-labelledby").split()
    )
    assert len(named) > 20
    assert not re.search(r"(?:href|src)=", DRAWN[name])


def test_latency_adds_up_a_layer_says_the_time_in_words_and_marks_what_is_slow():
    """Skipped checks took no time that means anything; a bar is never the only way to read it."""
    texts = re.findall(r"<text[^>]*>([^<]*)<", DRAWN["latency"])
    assert texts == ["dns", "10 ms", "tcp", "750 ms", "http", "4.0 s (slow)"]
    assert "the slowest is http with 4.0 s." in DRAWN["latency"]
    assert latency_svg.draw(dataclasses.replace(REPORT, results=())) == ""


@pytest.mark.parametrize("state", life_cycle_svg.STATES)
def test_the_life_of_an_order_marks_one_state_in_words(state):
    """Where it is and where it was stands in the picture as text, and in the line that a terminal shows."""
    drawn = life_cycle_svg.draw(state, ("header",), "k")
    assert drawn.count("● it is here") == 1
    assert ("✓ order header" in drawn) == (state != "header")
    assert life_cycle_svg.SENTENCES[state] in drawn
    told = life_cycle_svg.told(state, ("header",))
    assert told.count("[*]") == 1
    assert told.endswith(life_cycle_svg.SENTENCES[state])


@pytest.mark.parametrize("report", [FOUND, HOSTILE], ids=["found", "hostile"])
def test_a_triage_fits_into_another_page(report):
    """Without style, script, filter or any tag that a log has written."""
    part = triage_html.fragment(findings(report), "k")
    assert "<script" not in part
    assert "<style" not in part
    assert 'id="filter"' not in part
    assert "<b>on hold</b>" not in part
    assert [id_ for id_ in re.findall(r' id="([^"]*)"', part) if not id_.startswith("k-")] == []


def test_layers_link_to_their_rows_only_where_there_are_rows():
    """In a page of its own each box leads to its check; in a form there is nothing to lead to."""
    assert '<a href="#s1-dns.x">' in layers_svg.draw(REPORT, "s1-")
    assert "<a " not in DRAWN["layers"]
