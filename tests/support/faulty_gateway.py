"""A gateway on which everything goes wrong now and then, and an order to place there: for runs that account for every change."""

from __future__ import annotations

from cccdiag.emulator import Fault

HEADER = {"edInstitution": "Brookfield College", "courseName": "Rivers", "startOfTerm": "01/12/2027"}
DETAIL = {
    "cccWorkInst": 777,
    "publicationYear": "2019",
    "numCopiesStdnts": 10,
    "fromPage": "1",
    "toPage": "5",
    "author": "A",
}
FAULTS = (
    Fault(reset="before-read", percent=2),
    Fault(reset="before-answer", percent=2),
    Fault(reset="before-answer", processed=True, percent=2),
    Fault(status=500, percent=1),
    Fault(status=504, processed=True, percent=2),
    Fault(status=200, body="login-page", processed=True, percent=1),
    Fault(body="empty", status=200, processed=True, percent=1),
    Fault(body="soap-fault", status=500, percent=1),
    Fault(status=401, percent=1),
    Fault(code="CCC_001", percent=2),
    Fault(cut=150, percent=2),
    Fault(cut=0, percent=1),
    Fault(gzip=True, percent=3),
    Fault(chunked=True, percent=3),
    Fault(hang=True, processed=True, percent=0.1),
    Fault(bytes_per_second=300, percent=0.1),
    Fault(encoding="utf-16", percent=1),
)
