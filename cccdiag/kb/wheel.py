"""Puts the facts and their compiled index into the wheel while it is built. hatchling loads this file by its path, before anything is installed."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class IndexHook(BuildHookInterface[Any]):
    """Compiles ``knowledge/`` of the source tree or the unpacked sdist; neither git nor an installed cccdiag is asked."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add knowledge, notebooks and index to a standard wheel; an editable install reads them where they stand."""
        if version == "editable":
            return
        handle, name = tempfile.mkstemp(suffix=".sqlite")
        with os.fdopen(handle, "wb") as file:
            file.write(_index(self.root))
        self._index = Path(name)
        build_data["force_include"] |= {folder: f"cccdiag/{folder}" for folder in ("knowledge", "notebooks")}
        build_data["force_include"][name] = "cccdiag/knowledge.sqlite"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - hatchling's signature
        """Take the temporary file away once the wheel holds it."""
        if version != "editable":
            self._index.unlink(missing_ok=True)


def _index(root: str) -> bytes:
    sys.path.insert(0, root)
    try:
        from cccdiag.kb.find import build_index

        return build_index(str(Path(root) / "knowledge"), strict=True)
    finally:
        sys.path.remove(root)
