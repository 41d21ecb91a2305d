"""The line that says how far a reading is: late, seldom, never longer than the screen, gone at the end."""

from __future__ import annotations

import io

from cccdiag.cli.progress import Progress
from cccdiag.triage.sources import Source


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def told(sizes, pieces, name="client.log", step=0.2):
    """What a screen is sent while sources of these sizes are read in such pieces."""
    stream, clock = io.StringIO(), Clock()
    progress = Progress(stream, clock)
    for source, bytes_read in zip(
        progress.through(Source(name, size, "utf-8", None, None) for size in sizes), pieces, strict=True
    ):
        assert source.name == name
        for count in bytes_read:
            clock.now += step
            progress.read(count)
    progress.end()
    return stream.getvalue()


def test_a_short_reading_says_nothing():
    """Half a second is no waiting."""
    assert told([100], [[50, 50]]) == ""


def test_share_amount_and_speed_are_told_and_taken_away():
    """The share is that of the input that is read, amount and speed are those of all; at the end the line is blank."""
    shown = told([4096, 4096], [[2048, 2048], [1024, 3072]]).split("\r")
    assert shown[1].rstrip() == f"[{'#' * 5}{' ' * 15}]  25 %  5.0 KiB, 8.3 KiB/s  client.log"
    assert shown[2].rstrip() == "[####################] 100 %  8.0 KiB, 10.0 KiB/s  client.log"
    assert (shown[3].strip(), shown[4:]) == ("", [""])


def test_what_is_packed_has_no_share():
    """More was read than the file is long: only amount and speed."""
    assert told([100], [[1000, 1000, 1000]]).split("\r")[1].strip() == "2.9 KiB, 4.9 KiB/s  client.log"


def test_a_name_can_neither_move_the_cursor_nor_fill_the_screen(monkeypatch):
    """Control characters become blanks, and the line ends before the screen does."""
    monkeypatch.setenv("COLUMNS", "40")
    line = told([0], [[5, 5, 5]], name="\x1b[2J\n" + "x" * 200).split("\r")[1]
    assert len(line) == 39
    assert line.isprintable()


def test_a_closed_screen_is_no_reason_to_stop():
    """The answer is what counts."""
    stream, clock = io.StringIO(), Clock()
    progress = Progress(stream, clock)
    stream.close()
    clock.now = 1.0
    progress.read(1)
    progress.end()
