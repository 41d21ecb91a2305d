"""Expressions that are compiled when they are first used: in every other way those of ``re``."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import cccdiag
from cccdiag import expressions
from cccdiag.expressions import expression


def test_an_expression_does_what_re_does():
    """Its methods, attributes and flags, of letters as of bytes."""
    word = expression(r"(?P<word>[a-z]+)", re.IGNORECASE)
    assert (word.search("1 Ab")["word"], word.findall("a B"), word.sub("-", "a1")) == ("Ab", ["a", "B"], "-1")
    assert (word.pattern, word.groups, dict(word.groupindex)) == (r"(?P<word>[a-z]+)", 1, {"word": 1})
    assert word.flags == re.compile(r"(?P<word>[a-z]+)", re.IGNORECASE).flags
    assert [found.span() for found in expression(rb"\d").finditer(b"a1b2")] == [(1, 2), (3, 4)]


def test_an_expression_is_compiled_when_it_is_first_used():
    """A wrong one is told then, and not when it is written down."""
    wrong = expression("(")
    with pytest.raises(re.error):
        wrong.search("x")
    assert "'('" in repr(wrong)
    with pytest.raises(AttributeError):
        expression("x").surch("x")


def test_every_expression_of_the_package_is_one():
    """What is compiled late is right all the same."""
    found = 0
    for module in pkgutil.walk_packages(cccdiag.__path__, "cccdiag."):
        if not module.name.startswith(("cccdiag.triage.", "cccdiag.redact.", "cccdiag.labels")):
            continue
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, expressions.Expression):
                assert re.compile(*value.given).pattern == value.pattern
                found += 1
    assert found > 50
