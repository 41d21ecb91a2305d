"""What reading takes is made once, and no two threads share a scanner."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from cccdiag.kb.find import knowledge
from cccdiag.kb.index import Knowledge
from cccdiag.triage import prepared


def test_one_thread_reads_with_the_same_and_another_with_its_own():
    """Made once in each thread; what the threads only ask is shared."""
    mine = prepared.ready(knowledge())
    with ThreadPoolExecutor(1) as other:
        theirs, again = (other.submit(prepared.ready, knowledge()).result() for _ in range(2))
    assert prepared.ready(knowledge()) is mine
    assert theirs is again
    assert theirs.sweeper is not mine.sweeper
    assert theirs.rules == mine.rules


def test_not_all_facts_that_were_ever_read_with_are_kept(monkeypatch):
    """Two at most, the latest among them."""
    made = []
    monkeypatch.setattr(prepared, "_made", lambda facts: made.append(facts) or object())
    monkeypatch.setattr(prepared, "_mine", prepared._Mine())
    one, two, three = (object.__new__(Knowledge) for _ in range(3))
    kept = [prepared.ready(facts) for facts in (one, two, one, three, three)]
    assert made == [one, two, three]
    assert kept[0] is kept[2]
    assert kept[3] is kept[4]
    assert list(prepared._mine.ready) == [three]
