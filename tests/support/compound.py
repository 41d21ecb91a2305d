"""A compound file as Office writes it ([MS-CFB], version 3), small streams in the mini stream: enough to make real mails of Outlook."""

from __future__ import annotations

import struct

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


def compound(tree):
    """The file of a tree: a name leads to bytes (a stream) or to another tree (a storage)."""
    entries = [["Root Entry", 5, _NONE, 0, 0]]
    streams = []
    _enter(tree, entries, streams, 0)
    mini, minifat, sectors, fat = b"", [], [], []

    def chain(data):
        first = len(fat)
        count = -(-len(data) // _SECTOR)
        for number in range(count):
            sectors.append(data[number * _SECTOR : (number + 1) * _SECTOR].ljust(_SECTOR, b"\0"))
            fat.append(first + number + 1 if number + 1 < count else _END)
        return first if count else _END

    for place, data in streams:
        if len(data) >= _CUTOFF:
            entries[place][3:] = [chain(data), len(data)]
            continue
        first, count = len(minifat), -(-len(data) // _MINI)
        minifat += [first + number + 1 for number in range(count - 1)] + [_END] * (count > 0)
        entries[place][3:] = [first if count else _END, len(data)]
        mini += data.ljust(count * _MINI, b"\0")
    entries[0][3:] = [chain(mini), len(mini)]
    small = chain(struct.pack(f"<{len(minifat)}I", *minifat).ljust(-(-4 * len(minifat) // _SECTOR) * _SECTOR, b"\xff"))
    directory = b"".join(map(_entry, entries, _siblings(tree, entries)))
    folder = chain(directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0"))
    tables = 1
    while (len(fat) + tables) * 4 > tables * _SECTOR:
        tables += 1
    first_table = len(fat)
    fat += [_FAT] * tables
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(tables * _SECTOR, b"\xff")
    places = [first_table + number for number in range(tables)]
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, folder, 0, _CUTOFF, small,
        1 if minifat else 0, _END, 0, places[0],
    )  # fmt: skip
    head += struct.pack(f"<{len(places) - 1}I", *places[1:])
    return head.ljust(_SECTOR, b"\xff") + b"".join(sectors) + table


def _enter(tree, entries, streams, parent):
    for name in sorted(tree, key=lambda name: (len(name), name.upper())):
        entries.append([name, 1 if isinstance(tree[name], dict) else 2, parent, 0, 0])
        place = len(entries) - 1
        if isinstance(tree[name], dict):
            _enter(tree[name], entries, streams, place)
        else:
            streams.append((place, tree[name]))


def _siblings(_tree, entries):
    """Each entry's right sibling and first child: brothers in one chain, which readers take for a lean tree."""
    right, child = [_NONE] * len(entries), [_NONE] * len(entries)
    last = {}
    for place, (_, _, parent, _, _) in enumerate(entries):
        if place == 0:
            continue
        if parent in last:
            right[last[parent]] = place
        else:
            child[parent] = place
        last[parent] = place
    return list(zip(right, child, strict=True))


def _entry(entry, links):
    name, kind, _, start, size = entry
    wide = name.encode("utf-16-le") + b"\0\0"
    right, child = links
    return struct.pack(
        "<64sHBBIII16xI16xIII", wide, len(wide), kind, 1, _NONE, right, child, 0, start if kind != 1 else 0, size, 0
    )


def wide(text):
    """A text as MAPI's properties of type 001F hold it."""
    return text.encode("utf-16-le")


def message(subject, body, *attached, html=None):
    """The tree of a mail; ``attached``: (file name, bytes), or (name, tree) for a mail within."""
    tree = {"__properties_version1.0": b"\0" * 32, "__substg1.0_0037001F": wide(subject)}
    if body is not None:
        tree["__substg1.0_1000001F"] = wide(body)
    if html is not None:
        tree["__substg1.0_10130102"] = html
    for number, (name, content) in enumerate(attached):
        inner = {"__properties_version1.0": b"\0" * 32, "__substg1.0_3707001F": wide(name)}
        inner["__substg1.0_3701000D" if isinstance(content, dict) else "__substg1.0_37010102"] = content
        tree[f"__attach_version1.0_#{number:08X}"] = inner
    return tree
