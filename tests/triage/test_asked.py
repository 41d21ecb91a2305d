"""A heading over what is asked makes no exercise of a report; an exercise, a list of answers and a wish are no reports."""

from __future__ import annotations

import pytest
from triage_room import ids

STEPS = "{}: our own course pack application, production\n1. createOrderDetail ok\n2. commitOrderDetail given up after 15 s\n3. repeated -> CCC_212\n\n{}"


@pytest.mark.parametrize(
    "asked",
    [
        "Question: can we take that as a success?",
        "Question : que faut-il faire ?",
        "Frage: Dürfen wir das als Erfolg werten?",
        "Pregunta: ¿se puede seguir?",
        "Task: find out whether we owe twice",
        "Aufgabe: Klären, ob doppelt berechnet wird",
    ],
)
def test_what_is_asked_below_a_report_leaves_it_a_report(asked):
    """In four languages, below the steps that led to a code."""
    assert ids(STEPS.format("Environment", asked)) == ["CCC_212"]


@pytest.mark.parametrize(
    "talk",
    [
        "Question 1: What does CCC_212 mean?\nQuestion 2: And CCC_203?",
        "Question: what does CCC_212 mean?\na) the order was committed\nb) the account is on hold",
        "Q: What is CCC_203?\nA: The account is on hold.\n\nQ: What is CCC_212?\nA: It was committed already.",
        "Frage: Was bedeutet CCC_212?\nAntwort: Die Bestellung wurde schon bestätigt.",
        "Aufgabe 3) Was bedeutet CCC_212, was tut man dann?",
        "Task: explain CCC_212 in the guide for the evening shift.",
        "Aufgabe: Erklären Sie, was CCC_203 und CCC_212 unterscheidet.",
        "As a developer I want the job to treat CCC_212 as success.",
        "Als Entwicklerin möchte ich, dass CCC_212 als Erfolg gilt.",
        "En tant que développeur, je veux que CCC_212 compte comme un succès.",
    ],
)
def test_what_is_set_answered_or_wished_is_talk(talk):
    """Exercises, questions with their answers, and what a program is to do one day."""
    assert ids(talk) == []
