"""What the sentences mean in which people describe articles, kept in the platform's cache folder between runs.

To find it out takes a quarter of the time that a short letter takes, and it is the same for every letter. What it depends on is
in the name of the file; one that is damaged is as good as none.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cccdiag import __version__
from cccdiag.digests import blake2b
from cccdiag.kb import find
from cccdiag.triage import words

# So many are kept, the newest.
_KEPT = 8
_KIND = "described-"


def meanings(sentences: Sequence[str], vocabulary: words.TicketWords) -> Mapping[str, frozenset[str]]:
    """The meanings of each sentence, as :meth:`cccdiag.triage.words.Language.meanings` tells them."""
    path = Path(find.cache_folder()) / f"{_KIND}{_print(sentences, vocabulary)}.json"
    kept = _kept(path, len(sentences))
    if kept is None:
        language = words.Language(vocabulary)
        kept = [sorted(language.meanings(sentence)) for sentence in sentences]
        _keep(path, kept)
    return {sentence: frozenset(found) for sentence, found in zip(sentences, kept, strict=True)}


def _print(sentences: Sequence[str], vocabulary: words.TicketWords) -> str:
    """What decides the meanings: the sentences, the words, and the code that understands them."""
    code = ""
    with contextlib.suppress(OSError):
        state = Path(words.__file__).stat()
        code = f"{state.st_size} {state.st_mtime_ns}"
    known = repr((vocabulary.stop, dict(vocabulary.concepts), dict(vocabulary.patterns)))
    whole = "\0".join((__version__, sys.version, code, known, *sentences))
    return blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _kept(path: Path, count: int) -> list[list[str]] | None:
    try:
        found: Any = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, list) and len(found) == count and all(map(_is_words, found)) else None


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def _keep(path: Path, found: list[list[str]]) -> None:
    """Whole or not at all; where nothing can be kept, nothing is."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        find.put(str(path), json.dumps(found).encode())
        find.prune(str(path.parent), _KIND, _KEPT)
