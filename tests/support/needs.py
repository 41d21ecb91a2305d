"""What some tests need beside Python. Elsewhere they are skipped with a sentence; CCCDIAG_REQUIRE_ALL=1 turns that into a failure."""

from __future__ import annotations

import os
import shutil

import pytest


def missing(sentence):
    """Skip, or fail where nothing may be missing."""
    if os.environ.get("CCCDIAG_REQUIRE_ALL"):
        pytest.fail(sentence)
    pytest.skip(f"{sentence} (CCCDIAG_REQUIRE_ALL=1 makes this a failure)")


def chromium():
    """The path of a Chromium, or a skip that says how to get one."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
    return next(filter(None, map(shutil.which, names)), None) or missing(
        "no Chromium was found: apt install chromium, or any Chrome on the PATH"
    )
