"""Texts by people who did not know the tool, each with what has to go and what has to stay; the little that is not found yet is told by name.

``texts/labels.jsonl``: a line for each file with its ``secrets`` and what to ``keep`` (as written there; ``decoded``: in the parts of
a mail), ``unchanged`` where nothing may be touched, and ``missed``, ``lost`` and ``touched``: what comes out otherwise today. All values are invented.
"""

from __future__ import annotations

import email
import email.policy
import io
import json
from pathlib import Path

import pytest

from cccdiag.cases import cleaning, opening
from cccdiag.kb.find import knowledge

TEXTS = Path(__file__).parent / "texts"
LABELS = [json.loads(line) for line in (TEXTS / "labels.jsonl").read_text("utf-8").splitlines()]


def redacted(path: Path) -> bytes:
    """What ``cccdiag redact`` makes of a file."""
    case, data, out = opening.opened(knowledge(), {}), path.read_bytes(), io.BytesIO()
    cleaning.teach(case, path.name, io.BytesIO(data))
    done = cleaning.clean(case, path.name, io.BytesIO(data), out)
    assert done.left_out == []
    return out.getvalue()


def shown(data: bytes, label: dict) -> str:
    """The text of a file; of a mail with all its parts decoded too."""
    texts = [data.decode(label.get("encoding", "utf-8"), "replace")]
    if label.get("decoded"):
        for part in email.message_from_bytes(data, policy=email.policy.default).walk():
            texts += map(str, part.values())
            if not part.is_multipart():
                content = part.get_payload(decode=True)
                texts.append(content.decode(part.get_content_charset("utf-8"), "replace"))
    return "\n".join(texts)


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label["file"])
def test_what_has_to_go_goes_and_what_has_to_stay_stays(label):
    """Exactly what is told as missed or lost comes out otherwise: what is found from now on is taken off that list."""
    path = TEXTS / label["file"]
    after = redacted(path)
    text = shown(after, label)
    assert [secret for secret in label["secrets"] if secret in text] == label.get("missed", [])
    assert [kept for kept in label["keep"] if kept not in text] == label.get("lost", [])
    if label.get("unchanged"):
        assert (after != path.read_bytes()) is label.get("touched", False)


def test_all_but_two_in_a_hundred_secrets_are_found_and_hardly_anything_else_is_lost():
    """What is told as missed cannot grow unseen."""
    secrets, missed, keep, lost = (
        sum(len(label.get(key, ())) for label in LABELS) for key in ("secrets", "missed", "keep", "lost")
    )
    assert missed <= 0.02 * secrets
    assert lost <= 0.001 * keep
