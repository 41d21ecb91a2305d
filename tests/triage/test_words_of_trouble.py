"""A letter is a report when something is amiss in it; the same words in a bill, a vacancy or a plan are none."""

from __future__ import annotations

import pytest

from cccdiag.kb.find import knowledge
from cccdiag.triage.diagnose import triage
from cccdiag.triage.sources import text_source
from cccdiag.triage.spelling import Spelling
from tests.support.triage_room import vocabulary

PAIRS = (
    (
        "Hello Accounts, the April invoice from CCC: 37 lines, all order numbers match the ILLiad report. Good to pay.",
        "The April invoice from CCC doesn't show our ILLiad transaction numbers, we cannot match the lines.",
        "illiad-invoice-numbers",
    ),
    (
        "Notes de version 9.2.4\n\nCorrigé : après une pause, « Unable to authenticate with CCC » restait affiché dans ILLiad.\nAjouté : impression par lot.",
        "Après une pause, ILLiad affiche « Unable to authenticate with CCC ».",
        "illiad-ccc-authentication",
    ),
    (
        "Am Dienstag, den 14. Juli, werden zwischen 18 und 20 Uhr die Proxys getauscht. CCC ist dann nicht erreichbar (503).",
        "Seit am Dienstag die Proxys getauscht wurden, antwortet CCC mit 503 Service Unavailable.",
        "http-503",
    ),
    (
        "OFFRE D'EMPLOI : vous passez les commandes chez CCC depuis ILLiad et réglez les problèmes (commandes refusées).",
        "Les commandes chez CCC depuis ILLiad sont refusées : « An Error Occurred Submitting an Order to the CCC ».",
        "illiad-order-submission",
    ),
    (
        "El resto de servicios (Rapid, CCC, Get It Now) funciona con normalidad. WorldShare da 502 Bad Gateway.",
        "CCC da 502 Bad Gateway en ILLiad. El resto de servicios funciona con normalidad.",
        "http-502",
    ),
)  # fmt: skip


def found(text):
    return [diagnosis.id for diagnosis in triage(text_source("letter", text.encode()), knowledge()).diagnoses]


@pytest.mark.parametrize(("quiet", "report", "article"), PAIRS, ids=[article for _, _, article in PAIRS])
def test_the_same_words_are_a_report_only_where_something_is_amiss(quiet, report, article):
    """Four languages, five natures of text: the one says nothing, its twin names the article first."""
    assert found(quiet) == []
    assert found(report)[:1] == [article]


MEANT = {
    "Err0r retr1eving  pr1ce inforrnation": "Error retrieving  price information",
    "UnabIe to retr|eve est1mate": "Unable to retrieve estimate",
    "the second CCC\n_211 and CCC-\n204": "the second CCC_211 and CCC_204",
    'the gateway of CCC says "ccc 103"': 'the gateway of CCC says "CCC_103"',
    "could not be resol-\r\n   ved": "could not be resolved",
    "secure ess ess ell slash tee ell ess channel": "secure SSL/TLS channel",
    "it was closed colon no trust comma no price full stop": "it was closed: no trust, no price.",
    "room CCC 203 is locked": "room CCC 203 is locked",
    "ask 10 of them, 1l or 0K": "ask 10 of them, 1l or 0K",
}


@pytest.mark.parametrize("written", MEANT, ids=range(len(MEANT)))
def test_what_a_machine_or_a_listener_wrote_is_read_as_it_was_meant(written):
    """Letters, digits, broken words, torn codes and spoken marks; what may be a room or a number stays."""
    spelling = Spelling(vocabulary().printed)
    assert spelling.meant(written.encode()).decode() == MEANT[written]
