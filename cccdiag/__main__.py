"""``python -m cccdiag`` is the ``cccdiag`` command."""

from cccdiag.cli import entry

if __name__ == "__main__":
    entry()
