"""Run inside a network namespace: a name server that behaves as it is told, an emulated gateway, and a check of it.

Usage: in_namespace.py JSON, with the keys ``a`` and ``aaaa`` (addresses), ``code`` (a response code) or ``silent``; with ``marketplace``
the same host is looked at as a Marketplace. The gateway listens on 127.0.0.1 only. Prints the report as ``cccdiag.check/1``.
"""

from __future__ import annotations

import json
import socket
import struct
import sys
import threading

from cccdiag.checks import doctor, network
from cccdiag.checks.model import document
from cccdiag.checks.site import Site
from cccdiag.client.profile import Credentials, Profile
from cccdiag.client.profile_file import Timeouts
from cccdiag.emulator import Emulator
from cccdiag.kb.find import knowledge

NAME = "gateway.cccdiag.test"
_KINDS = {1: ("a", socket.AF_INET), 28: ("aaaa", socket.AF_INET6)}


def answer(question: bytes, told: dict) -> bytes:
    """A DNS answer to a question."""
    end = question.index(b"\0", 12) + 5
    kind = struct.unpack(">H", question[end - 4 : end - 2])[0]
    key, family = _KINDS.get(kind, ("", 0))
    found = [socket.inet_pton(family, one) for one in told.get(key, ())] if key else []
    head = question[:2] + struct.pack(">HHHHH", 0x8180 | told.get("code", 0), 1, len(found), 0, 0)
    records = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 5, len(one)) + one for one in found)
    return head + question[12:end] + records


def serve(listening: socket.socket, told: dict) -> None:
    while True:
        question, sender = listening.recvfrom(4096)
        if not told.get("silent"):
            listening.sendto(answer(question, told), sender)


def main(told: dict) -> None:
    network.PATIENCE = 2.0
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind(("127.0.0.53", 53))
    threading.Thread(target=serve, args=(listening, told), daemon=True).start()
    with Emulator() as gateway:
        port = gateway.endpoint.split(":")[2]
        given = Credentials(gateway.username, gateway.password, gateway.access_key, gateway.access_secret)
        profile = Profile(
            name="site",
            endpoint=f"http://{NAME}:{port}",
            credentials=given,
            product=gateway.product,
            expect_mode="DEMO",
            timeouts=Timeouts(connect=1, read=1, total=3),
        )
        if told.get("marketplace"):
            address = f"http://{NAME}:{port}/"
            profile = Profile(
                name="site", endpoint=address, marketplace=(address,), gateway=False, timeouts=profile.timeouts
            )
        site = Site(profile=profile, gateway=knowledge().gateway())
        print(json.dumps(document(doctor.examine(site, knowledge(), doctor.chosen(), 20))))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
