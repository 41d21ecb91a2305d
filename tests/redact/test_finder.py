"""Texts are found wherever they stand, however many there are and whenever they were added."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cccdiag.cases import fast
from cccdiag.redact import finder
from cccdiag.redact.finder import Finder

TEXTS = st.lists(st.lists(st.binary(min_size=3, max_size=9), min_size=1, max_size=40), min_size=1, max_size=4)


@settings(max_examples=60)
@given(TEXTS, st.randoms(use_true_random=False), st.sampled_from([1, 7, 4096]))
def test_every_way_of_searching_finds_the_same(batches, chance, largest):
    """One by one, by first bytes, and by fast searches that grow with each batch."""
    texts = [text for batch in batches for text in batch]
    data = b"\xff\xfe".join(chance.choices(texts, k=300))
    searched, plain, calls = Finder(), Finder(), []

    def searching(expressions, **options):
        calls.append(len(expressions))
        return fast.search(expressions, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finder, "_LARGEST", largest)
        for batch in batches:
            for text in batch:
                searched.add(text)
                plain.add(text)
            hits = searched.places_in_much(data, searching)
            # A text inside itself (aaaa in aaaaa) is told once by the slow way: every place that it tells is told.
            assert set(plain.places(data)) <= set(hits)
            assert all(data[:end].endswith(texts[number]) for end, number in hits)
    assert max(calls) <= largest


def test_what_is_known_already_is_not_made_anew_for_one_text_more():
    """A hundred single additions cost little more than one search for all."""
    calls = []

    def searching(expressions, **options):
        calls.append(len(expressions))
        return fast.search(expressions, **options)

    one = Finder()
    for number in range(1000):
        one.add(b"text %05d" % number)
    for number in range(1000, 1100):
        one.add(b"text %05d" % number)
        assert one.places_in_much(b"text %05d" % number, searching) == [(10, number)]
    assert calls[0] == 1001
    assert sum(calls[1:]) < 1000


def places_of(texts, data):
    """Every place, text by text, by the simplest way there is."""
    found = []
    for number, text in enumerate(texts):
        start = data.find(text)
        while start >= 0:
            found.append((start + len(text), number))
            start = data.find(text, start + len(text))
    return sorted(found)


@pytest.mark.parametrize("many", [1, 63, 64, 65, 66, 300])
def test_many_texts_are_found_where_one_by_one_finds_them(many):
    """By their first bytes: texts shorter than those, as long, and longer; in little text, and in as much as makes it worth while."""
    texts = [(b"%03d abcdefgh" % number)[: 2 + number % 8] for number in range(many)]
    finder = Finder()
    for text in texts:
        finder.add(text)
    for size in (0, 1, 2 * many - 1, 2 * many, 2 * many + 1, 6000):
        data = b"".join(b"%03d abcdefgh;%02d" % (number % 400, number) for number in range(400))[:size]
        assert sorted(finder.places(data)) == places_of(texts, data)
