"""Names of people that no list has: a column is told by the shape of its answers, an answer by what marks a name."""

from __future__ import annotations

import random
from typing import Any

import pytest

from pipeline.errors import UsageError
from pipeline.flow.lexicon import FOLDER, load_lexicon
from pipeline.model import QuestionMapping, SurveyMapping
from pipeline.survey import as_kept, read_export
from pipeline.survey.contact import column_is_withheld, has_contact
from pipeline.survey.name_columns import FAMILY_FIRST, GIVEN_FIRST, reads_as_name
from pipeline.survey.names import names_somebody

PEOPLE = tuple(
    """
    Priya R. Ramanujanam|O'Malley, Siobhan|Ngozi Adichie-Okafor|Xiu Ying Zhang|Aaliyah Washington|Bao Nguyen
    Tjitske van der Berg|Dmitri Volkov|Hye-jin Park|Olumide Adeyemi|Kowalczyk, Przemysław|Mbali Dlamini
    Soledad Cruz Ibarra|Íñigo Etxeberria|María del Carmen Núñez|DeShawn Booker|Latoya Hairston|Trevor McAllister
    Gwendolyn Hatch|Hyacinth Pell|Zainab Al-Farsi|Mehmet Yılmaz|Anaïs Lefèvre|Björn Ødegård|Saoirse Ní Bhriain
    Tobias Wren|Bettina Krause|Marguerite Dupont|J. Robert Thistlewood|Mary-Kate Pell|Yusuf Demir|Tamsin Blackwood
    Lakshmi Iyer|Eamon Doyle|Rhys Llewellyn|Noor Haddad|Keanu Kealoha|Juniper Hale|Darnell Pettway|Odalys Fuentes
    Quincy Boateng|Svetlana Petrova|Hamza Qureshi|Thandiwe Ncube|Faye Lockhart|Garrett Boone|Mildred Cobb|Opal Tidwell
    Winifred Mott|Nigel Ashworth|Beatriz Lozano|Ximena Duarte|Fumiko Tanaka|Rashid Karim|PRIYA RAMANUJANAM
    Mrs. Okafor Bello|Okafor, Chidi B.|Chidi Okafor Jr.
    """.strip()
    .replace("\n    ", "|")
    .split("|")
)
WISHES = tuple(
    """
    Grant Writing|Adobe Photoshop|Microsoft Excel|Public Speaking|Project Management|Time Management|Book Repair
    Conflict Resolution|Customer Service|Digital Literacy|Early Literacy|Readers' Advisory|Story Time Planning
    Social Media|Graphic Design|Data Analysis|Google Analytics|Web Design|American Sign Language|Local History
    Black History Programs|Mental Health First Aid|Interlibrary Loan|Collection Development|Youth Services
    Technical Services|Final Cut Pro|Cricut Maker|Laser Cutting|Video Editing|Robotics Club|Teen Programs
    Trauma-Informed Care|Strategic Planning|Budget Basics|Escritura Creativa|Redes Sociales|Primeros Auxilios
    Club de Lectura|Inglés Básico|Alfabetización Digital|Hojas de Cálculo|Hora del Cuento|Gestión de Proyectos
    """.strip()
    .replace("\n    ", "|")
    .split("|")
)
WHO = "Who could lead a circle?"  # asks for people: withheld whatever was answered
HEADS = ("Q7", "Response", "Facilitator for your group", "Other", "Anything to add?")


def test_names_read_as_names_and_wishes_do_not() -> None:
    assert [name for name in PEOPLE if not reads_as_name(name)] == []
    assert [wish for wish in WISHES if reads_as_name(wish)] == []


@pytest.mark.parametrize("head", [WHO, *HEADS])
@pytest.mark.parametrize("seed", range(4))
def test_a_column_of_names_is_withheld_whatever_its_heading(head: str, seed: int, forge: Any) -> None:
    people = random.Random(seed).sample(PEOPLE, 12)
    cells = [*people, "", "n/a", "me", ""]
    rows = [["What do you want to learn?", head], *([f"topic {n}", cell] for n, cell in enumerate(cells))]
    export = forge.read(rows)
    assert export.not_stored == (head,)
    assert not any(name in repr(export) for name in people)


@pytest.mark.parametrize("head", ["What would you like to learn?", "Topics", *HEADS])
@pytest.mark.parametrize("size", [3, 5, 20, len(WISHES)])
def test_a_column_of_wishes_with_capitals_is_not(head: str, size: int) -> None:
    for seed in range(20):
        assert not column_is_withheld(head, random.Random(seed).sample(WISHES, size))


def test_a_question_on_goals_keeps_wishes_whatever_they_look_like() -> None:
    """Of a column that asks for goals nothing is withheld by its shape: single answers are looked at one by one."""
    assert not column_is_withheld("What would you like to learn?", ["Elliptic Curves", "Patent Law", "Apache Hadoop"])
    assert column_is_withheld("Q7", PEOPLE[:3])


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("Which branch do you work at?", ["Tidwell Cobb", "Opal Mott", "Faye Hatch"]),
        ("What is your job title?", ["Story Wizard", "Desk Ninja", "Book Whisperer"]),
        ("Q7", ["Opal Mott"] * 4 + ["Faye Hatch"] * 4 + ["Tidwell Cobb"] * 4),
    ],
    ids=["branch", "role", "a list of options"],
)
def test_what_is_no_column_of_people(head: str, cells: list[str]) -> None:
    assert not column_is_withheld(head, cells)


def test_what_is_typed_beside_the_options_of_a_question_on_goals_are_goals(forge: Any) -> None:
    topics = "Which topics would you like to learn?"
    rows = [
        ["Respondent ID", topics, "", ""],
        ["", "Excel", "Maps", "Other (please specify)"],
        *([str(n), "Excel", "Maps", wish] for n, wish in enumerate(["Apache Hadoop", "Patent Law", "Elliptic Curves"])),
    ]
    assert forge.read(rows).not_stored == ("Respondent ID",)


def test_few_terms_of_the_lexicon_read_as_names() -> None:
    """All of its terms with a capital at each word: those that are shaped like a name and have no word of a subject."""
    terms = [term.term if term.term.istitle() else term.term.title() for term in load_lexicon(FOLDER).terms]
    shaped = [term for term in terms if GIVEN_FIRST.match(term) or FAMILY_FIRST.match(term)]
    assert len(shaped) > 2_000
    assert sum(map(reads_as_name, shaped)) <= 0.01 * len(shaped)


@pytest.mark.parametrize(
    "text",
    [
        "ask Priya R. about it", "Mrs. Okafor showed me", "Mrs.Okafor showed me", "MRS OKAFOR SHOWED ME",
        "Prof. Okafor's class", "prof okafor", "Coach Okafor", "la Sra. Ngata", "what J. K. Okafor does", "J. Okafor",
        "ask Ngozi", "please tell Ngozi", "pregúntale a Ngozi", "storytimes as Priya Ramanujanam runs them",
        "12 Elm, Anytown", *PEOPLE[:3],
    ],
)  # fmt: skip
def test_a_name_in_an_answer_on_goals_is_withheld(text: str, forge: Any, reader: Any) -> None:
    rows = [["Branch", "What would you like to learn?"], *(["Main", wish] for wish in (*WISHES[:6], text))]
    kept = as_kept(forge.read(rows), reader, 5)
    said = [answer.text for answer in kept.export.answers if answer.question_id == "q2"]
    assert said == [*WISHES[:6], None]


@pytest.mark.parametrize(
    "text",
    [
        "professor of history", "prof. development", "Sr. Librarian duties", "Officer Training", "coach training",
        "Sister City programs", "MS Teams", "ms access", "Dr. appointments for seniors", "ask a librarian",
        "Ask a Manager", "tell stories", "Plan B. please", "U.S. Census", "B. Sc. courses", "365 Excel, Teams",
        "Canva, Figma", "Libby, Hoopla",
    ],
)  # fmt: skip
def test_what_only_looks_like_somebody(text: str, reader: Any) -> None:
    assert not names_somebody(text, reader.lexicon)
    assert not has_contact(text)


def test_no_mapping_brings_a_column_of_names_back(forge: Any) -> None:
    data = forge.to_csv([["What do you want to learn?", "Q7"], *([f"t {n}", name] for n, name in enumerate(PEOPLE))])
    with pytest.raises(UsageError, match="names the question `q2`"):
        read_export(data, "x.csv", None, SurveyMapping(questions={"q2": QuestionMapping(role="goal", is_stored=True)}))
