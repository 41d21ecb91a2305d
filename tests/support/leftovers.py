"""What a program leaves running when it has ended."""

from __future__ import annotations

import os
import time


def group_ends(group, patience=30):
    """Whether nobody of a process group is left, now or soon: on a busy machine, who was told to end takes a moment."""
    stop = time.monotonic() + patience
    while time.monotonic() < stop:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
