"""Weighs the words of letters anew: what the labelled letters and the articles' own examples say becomes ``knowledge/wording.yaml``.

Run by hand after letters or articles were added, with scikit-learn beside the project (it is no dependency)::

    pip install scikit-learn
    python tests/corpus/learn.py              # weigh all and write the file
    python tests/corpus/learn.py --held-out   # only say how well letters are judged that were not learned from

Two logistic regressions over which words and pairs of words occur (:func:`cccdiag.triage.wording.terms`), weighted by how rare they
are: one tells letters that report trouble from those that do not, the other one what they are about. Secrets that the corpus holds
are invented; a word that occurs in fewer than three texts is not learned.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

CORPUS = Path(__file__).parent
sys.path.insert(0, str(CORPUS.parents[1]))

from cccdiag.kb.find import knowledge  # noqa: E402 - this script may stand in a checkout that is not installed
from cccdiag.triage import prepared, wording  # noqa: E402
from cccdiag.triage.sources import sources  # noqa: E402

TARGET = CORPUS.parents[1] / "knowledge" / "wording.yaml"
# Of each article so many words are kept, those that say most; and so little a word must say of whether there is trouble at all.
KEPT, LEAST = 200, 0.05
# What a program printed is no letter, but somebody may send nothing else.
PRINTED = 0.1
FOLDS = 5
HEAD = """\
# What words and pairs of words say of a letter: learned from {letters} labelled letters and the examples of the articles by
# tests/corpus/learn.py, and not to be edited by hand. Used by cccdiag/triage/wording.py.
# Each term, how rare it is, how much it speaks for silence (nothing is wrong), and how much for each article.
"""


class Letter(NamedTuple):
    """A text, whether it reports nothing (None: it does not say), what it is about, and how much it counts among reports."""

    text: str
    silent: bool | None
    articles: tuple[str, ...] = ()
    weight: float = 1.0


def of_corpus(folder: Path = CORPUS) -> list[Letter]:
    """The letters in the labelled inputs, as the triage reads them; of others than letters nothing is learned."""
    ready = prepared.ready(knowledge())
    found = []
    for case in yaml.load((folder / "labels.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
        silent = case["must_not_find"] == "*"
        for source in sources([str(folder / case["file"])]):
            for letter in ready.sweeper.sweep(source).letters:
                text = (letter.shown or letter.text).decode("utf-8", "replace")
                vague = not silent and not case["must_find"]
                found.append(Letter(text, silent, () if silent or vague else tuple(case["must_find"])))
    return found


def of_articles() -> Iterator[Letter]:
    """How people put it and what programs print, by article; what only sounds like it reports nothing."""
    for id_ in knowledge().article_ids():
        record = knowledge().record(id_)
        if record["retired"] is None:
            tickets = record["tickets"]
            yield from (Letter(text, None, (id_,)) for text in record["phrases"])
            yield from (Letter(text, False, (id_,)) for text in tickets["ranks"])
            yield from (Letter(text, True) for text in tickets["ignores"])
            if record["environment"]["system"] != "lookalike":
                printed = [text for signature in record["signatures"] for text in signature["matches"]]
                yield from (Letter(text, False, weight=PRINTED) for text in printed)


def learned(letters: list[Letter]) -> str:
    """The terms of the document ``wording``, a line each."""
    rarity = TfidfVectorizer(analyzer=lambda text: list(wording.terms(text)), binary=True, min_df=3)
    rarity.fit(letter.text for letter in letters if letter.weight == 1)
    judged = [letter for letter in letters if letter.silent is not None]
    silence = LogisticRegression(C=10, max_iter=3000, class_weight="balanced", solver="liblinear")
    silence.fit(
        rarity.transform(letter.text for letter in judged),
        [letter.silent for letter in judged],
        [letter.weight for letter in judged],
    )
    pairs = [(letter.text, id_) for letter in letters for id_ in letter.articles]
    about = LogisticRegression(C=30, max_iter=1000, class_weight="balanced")
    about.fit(rarity.transform(text for text, _ in pairs), [id_ for _, id_ in pairs])
    kept = [np.where(weights >= max(np.sort(weights)[-KEPT], LEAST), weights, 0) for weights in about.coef_]
    biases = [f"{id_} {bias:.2f}" for id_, bias in zip(about.classes_, about.intercept_, strict=True)]
    lines = [" ".join((wording.ALWAYS, "=", "1", f"{silence.intercept_[0]:.2f}", *biases))]
    for term, place in sorted(rarity.vocabulary_.items()):
        articles = [
            f"{id_} {weights[place]:.1f}" for id_, weights in zip(about.classes_, kept, strict=True) if weights[place]
        ]
        weight = silence.coef_[0][place]
        if articles or abs(weight) >= LEAST:
            lines.append(" ".join((term, "=", f"{rarity.idf_[place]:.2f}", f"{weight:.2f}", *articles)))
    return "\n".join(lines)


def by_term(lines: str) -> Callable[[Iterable[str]], dict[str, str]]:
    """The weights of the terms that are asked for."""
    known = dict(line.split(" = ", 1) for line in lines.split("\n"))
    return lambda asked: {term: known[term] for term in asked if term in known}


def held_out(letters: list[Letter], always: list[Letter]) -> None:
    """Every fifth letter is judged by what the others say, five times."""
    heard = []
    for fold in range(FOLDS):
        rest = [letter for number, letter in enumerate(letters) if number % FOLDS != fold]
        judge = wording.Wording(by_term(learned([*rest, *always])))
        heard += [(letter, judge.heard(letter.text.encode())) for letter in letters[fold::FOLDS]]
    silent = [letter.silent for letter, _ in heard]
    told = [(letter, each) for letter, each in heard if letter.articles]
    first = [max(each.shares, key=each.shares.get) in letter.articles for letter, each in told if each.shares]
    print(f"{len(letters)} letters, {sum(silent)} of them report nothing")
    print(f"area under the curve {roc_auc_score(silent, [each.silence for _, each in heard]):.3f}")
    print(f"quiet though they report something: {sum(each.quiet for letter, each in heard if not letter.silent)}")
    print(f"loud though they report nothing: {sum(each.loud for letter, each in heard if letter.silent)}")
    print(f"the article with the greatest share is right in {sum(first)} of {len(first)}")


def main() -> None:
    """Learn, and write or only measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--held-out", action="store_true", help="only say how well letters are judged that were not learned from"
    )
    letters, always = of_corpus(), list(of_articles())
    if parser.parse_args().held_out:
        held_out(letters, always)
        return
    lines = learned([*letters, *always])
    # One text, a line a term: six thousand nodes of YAML would be read slowly.
    terms = lines.replace("\n", "\n  ")
    TARGET.write_text(f"{HEAD.format(letters=len(letters))}terms: |\n  {terms}\n", encoding="utf-8", newline="\n")
    print(f"{lines.count(chr(10))} terms of {len(letters)} letters in {TARGET}")


if __name__ == "__main__":
    main()
