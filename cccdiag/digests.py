"""The hash by which things are known again; hashlib would load all of OpenSSL, a fiftieth of the time that a short letter takes."""

from __future__ import annotations

try:
    # Where it is at home.
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

__all__ = ["blake2b"]
