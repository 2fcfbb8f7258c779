"""A heading that asks for a person beside a place, a job or a facilitator: no name reaches the home."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.flow.survey import Files, add_survey, inspect_survey
from pipeline.model import Job, Settings
from pipeline.store import Home, Surveys
from pipeline.survey import as_kept
from pipeline.survey.contact_heads import head_is_withheld
from pipeline.survey.roles import role

SETTINGS = Settings(timezone="UTC", night=Job(at="02:30"), contact="a@example.org")
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
GOALS = "What would you like to learn?"
ASKS_FOR_PEOPLE = (
    "What's your name and branch?", "Who are you and which branch?", "Your name, branch and job title", "Branch, name",
    "What library do you work at, and who is your supervisor?", "Supervisor at your branch", "Branch / supervisor",
    "Your branch (and supervisor)", "Who is your branch manager?", "Your branch manager", "Branch manager's name",
    "Which branch manager do you report to?", "Name of your branch manager", "Your branch (your name)",
    "At which branch and under which manager do you work?", "Tell us your name and which library you work at",
    "Could you tell us your name and branch?", "Your library's director", "Which library, and who do you report to?",
    "Who are you? Job title and name", "Job title and name", "Please name your branch manager",
    "Who on your team would be a good facilitator?", "Which colleague would you recommend as facilitator?",
    "Nominate a colleague for a learning circle", "Would you like to nominate a colleague?", "Nominations",
    "Names of colleagues at your branch who could lead", "Who would you recommend to facilitate?",
    "And your last name, {{field:abc}}?", "{{field:01F}}, and your e-mail?", "Please sign your name",
    "Su nombre y sucursal", "¿Quién es su supervisor?", "Nombre y biblioteca", "Person responsible at your branch",
    "Contact at your branch", "List the branch and the names of the people who'd join",
)  # fmt: skip
ASKS_FOR_A_PLACE = (
    "Branch name", "Name of your branch", "Library name", "Library/branch name", "Branch (name)", "Your library's name",
    "What is the name of the branch you work at?", "Name of the library system you work in", "Name your branch",
    "Please name your branch", "Branch or department name", "Which branch do you manage?", "Which branch?",
    "If you are a manager, which branch do you manage?", "What is your home library?", "Name of your home branch",
    "What is your library and department?", "Staff who work at which branch?", "Which library do you work at?",
    "Branch (if other, please name)", "Which library or branch do you work in most often?",
    "Nombre de la sucursal",
)  # fmt: skip
INNOCENT = (
    "Job title", "What is your job title?", "Job title / position name", "Name three topics", "Course title and name",
    "Does your branch manager support learning circles?", "What would your branch manager like you to learn?",
    "What training would you like your branch manager to offer?", "Who are your patrons?", "Who do you serve?",
    "How likely are you to recommend learning circles to a colleague?", "Training for supervisors",
    "Who uses your code?", "What people skills do you want to learn?", "Would you be willing to facilitate a circle?",
    "Supervisor training", "Which employee group are you in?", "Would you lead a circle?",
    "What would you recommend to a colleague?", "Which topics would help you as a supervisor?",
    "Times to meet in person at your branch, if your manager agrees", "Manager or supervisor?", "Name of your program",
    "I would be willing to lead a circle for people at my branch", "Are you a librarian, manager, or director?",
    "How supported do you feel by your branch manager?",
)  # fmt: skip
MANAGERS = ("Mbali Achterberg", "Farid Okonkwo", "Ines Kealoha")
PEOPLE = (
    "Thandiwe Okonkwo", "Ngozi van der Berg", "Xochitl Reyes-Ortiz", "Wren Hill", "Aoife O'Malley", "Hyun-woo Xu",
    "Tuan Nguyen", "Leilani Castellanos",
)  # fmt: skip


@pytest.mark.parametrize("head", ASKS_FOR_PEOPLE)
def test_a_heading_that_asks_for_a_person_is_withheld_and_no_branch(head: str) -> None:
    assert head_is_withheld(head)
    assert role(head, "free_text") != "branch"


@pytest.mark.parametrize("head", ASKS_FOR_A_PLACE)
def test_a_heading_that_asks_for_a_place_is_a_branch(head: str) -> None:
    assert not head_is_withheld(head)
    assert role(head, "free_text") == "branch"


@pytest.mark.parametrize("head", INNOCENT)
def test_a_heading_that_only_speaks_of_people_is_kept(head: str) -> None:
    assert not head_is_withheld(head)
    assert role(head, "free_text") != "branch"


def _bytes_of_home(tmp_path: Path, data: bytes, reader: Any) -> tuple[bytes, str]:
    """Every byte of a home that the survey was added to, and what is shown of the file."""
    file = tmp_path / "needs.csv"
    file.write_bytes(data)
    home = Home(tmp_path / "home")
    home.prepare()
    add_survey(home, Files(file), SETTINGS, NOON, reader)
    assert Surveys(home.surveys, home.salt()).all()
    kept = b"".join(path.read_bytes() for path in home.folder.rglob("*") if path.is_file())
    shown = json.dumps(inspect_survey(Files(file), 5, tmp_path / "needs.yaml"), ensure_ascii=False)
    return kept, shown + (tmp_path / "needs.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("head", ASKS_FOR_PEOPLE)
def test_no_byte_of_a_name_that_several_share_is_in_the_home(
    head: str, tmp_path: Path, forge: Any, reader: Any
) -> None:
    """The name of a manager is given by ten people, so nothing but the heading tells that it is somebody's."""
    names = [MANAGERS[n % 3] for n in range(30)]
    rows = [["Branch", GOALS, head], *(["Main", "bookbinding", name] for name in names)]
    kept, shown = _bytes_of_home(tmp_path, forge.to_csv(rows), reader)
    assert b"bookbinding" in kept
    for name in MANAGERS:
        for part in name.split():
            assert part.encode() not in kept
            assert part not in shown


@pytest.mark.parametrize("around", ["{}", "Main ({})", "{}, Eastside", "I'm {} from Main", "Northgate - {}"])
@pytest.mark.parametrize("head", ["Which branch do you work at?", "Would you be willing to facilitate a circle?"])
def test_no_byte_of_a_name_under_an_innocent_heading_is_in_the_home(
    head: str, around: str, tmp_path: Path, forge: Any, reader: Any
) -> None:
    """Most cells are what was asked for, so the names go one by one."""
    cells = [*["Main", "Yes"] * 12, *(around.format(name) for name in PEOPLE)]
    rows = [[head, GOALS], *([cell, "bookbinding"] for cell in cells)]
    kept, shown = _bytes_of_home(tmp_path, forge.to_csv(rows), reader)
    assert b"bookbinding" in kept
    for name in PEOPLE:
        assert name.encode() not in kept
        assert name not in shown


PLACES = (
    "Martin Luther King Library", "Cesar Chavez Branch", "Oak Park", "Maple Grove", "West Des Moines", "San Jose",
    "Saint Paul", "Twin Oaks", "Northgate", "Carver Memorial", "Main", "East Side", "Woodland Hills", "Mill Creek",
    "Bookmobile / Outreach", "Technical Services", "biblioteca Rosa Parks", "Elm Grove", "Mt. Vernon", "Park Slope",
    "St. Anthony", "Main (2nd floor)", "Oak Park, Children's",
)  # fmt: skip


def test_branches_that_few_work_at_are_kept(forge: Any, reader: Any) -> None:
    rows = [["Which branch do you work at?", GOALS], *([place, "Excel"] for place in PLACES)]
    kept = as_kept(forge.read(rows), reader, 5)
    assert [answer.option or answer.text for answer in kept.export.answers if answer.question_id == "q1"] == [*PLACES]
    assert kept.n_withheld == 0


def test_a_branch_that_is_called_like_a_person_is_kept_where_enough_people_give_it(forge: Any, reader: Any) -> None:
    head = "Which branch do you work at?"
    for n, expected in ((4, {"Main"}), (5, {"Main", "Cesar Chavez"})):
        cells = [*["Main"] * 8, *["Cesar Chavez"] * n]
        kept = as_kept(forge.read([[head, GOALS], *([cell, "Excel"] for cell in cells)]), reader, 5)
        said = {answer.option or answer.text for answer in kept.export.answers if answer.question_id == "q1"}
        assert said - {None} == expected
        assert kept.export.questions[0].role == "branch"


def test_answers_on_leading_that_name_nobody_are_kept(forge: Any, reader: Any) -> None:
    said = [
        "Yes",
        "No",
        "Maybe Later",
        "Not Sure",
        "Yes Please",
        "If Needed",
        "Grant Writing",
        "Book Clubs",
        "Adobe Photoshop",
    ]
    rows = [["Would you be willing to facilitate a circle?", GOALS], *([cell, "Excel"] for cell in said)]
    kept = as_kept(forge.read(rows), reader, 5)
    assert [answer.option or answer.text for answer in kept.export.answers if answer.question_id == "q1"] == said
