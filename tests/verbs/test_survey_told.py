"""What the survey verbs tell and keep: what is withheld, which command comes next, and nobody's contact data."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any, get_args

import pytest

from pipeline.model import QuestionKind
from pipeline.verbs.house import PROJECT

HEAD = "Timestamp,Email Address,What would you like to learn this year?,How should this go on?\n"
ADDRESSES = ("kim@example.net", "555-010-0199", "12 Oak Avenue", "ask (at) example.org")
ROWS = [f"2026/11/02 9:{n:02}:00 AM EST,p{n}@example.org,Basket weaving,as before\n" for n in range(28)]
ROWS += [f"2026/11/03 9:{n:02}:00 AM EST,,Lettering,{words}\n" for n, words in enumerate(ADDRESSES)]


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    path = tmp_path / "staff needs.csv"
    path.write_text(HEAD + "".join(ROWS), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", get_args(QuestionKind))
def test_no_mapping_keeps_or_shows_contact_data(kind: str, survey: Path, tmp_path: Path, verb: Any) -> None:
    """One by one, since a fifth of a column makes it a column of contact data, and these are fewer."""
    mapping, home = tmp_path / "told.yaml", tmp_path / "home"
    home.mkdir()
    settings = (PROJECT / "schedule.yaml").read_text(encoding="utf-8").replace("min_group: 5", "min_group: 2")
    (home / "schedule.yaml").write_text(settings, encoding="utf-8")
    mapping.write_text(f"questions: {{q4: {{kind: {kind}, role: goal}}}}", encoding="utf-8")
    written = tmp_path / "written.yaml"
    shown = verb(
        "survey", "inspect", survey, "--mapping", mapping, "--home", home, "--json", "--write-mapping", written
    )
    added = verb("survey", "add", survey, "--mapping", mapping, "--home", home, "--json")
    if kind in ("rating", "date"):
        assert (shown.status, added.status) == (2, 2)
        assert not any(words in shown.text + shown.err + added.text + added.err for words in ADDRESSES)
        return
    assert (shown.status, added.status) == (0, 0)
    assert added.json["answers_withheld"] == (0 if kind == "contact" else len(ADDRESSES))
    kept = (home / "surveys.sqlite").read_bytes()
    assert b"Lettering" in kept
    assert (b"as before" in kept) == (kind != "contact")
    everywhere = shown.text + shown.err + added.text + added.err + written.read_text(encoding="utf-8")
    for words in (*ADDRESSES, "p1@example.org", "9:01:00"):
        assert words.encode() not in kept
        assert words not in everywhere


def test_what_is_withheld_is_counted_and_not_shown_as_none(tmp_path: Path, verb: Any) -> None:
    """Two of five options are rare, which is said so; a home's own smallest group counts."""
    path = tmp_path / "needs.csv"
    cells = ["Excel;Maps", "Maps", "Excel;Zines"] * 3 + ["Zines", "Pottery;Lettering", "Lettering"] * 2
    rows = "".join(f"2026/11/02 9:00:{n:02} AM EST,{cell}\n" for n, cell in enumerate(cells))
    path.write_text("Timestamp,Which skills do you want to learn?\n" + rows)
    shown = verb("survey", "inspect", path).text
    assert "2 withheld" in shown
    assert all(option in shown for option in ("Excel", "Maps", "Zines"))
    assert "Pottery" not in shown
    home = tmp_path / "home"
    home.mkdir()
    settings = (PROJECT / "schedule.yaml").read_text(encoding="utf-8")
    assert "min_group: 5" in settings
    (home / "schedule.yaml").write_text(settings.replace("min_group: 5", "min_group: 7"), encoding="utf-8")
    said = verb("survey", "inspect", path, "--home", home)
    assert "5 withheld" in said.text
    assert "Excel" not in verb("survey", "inspect", path, "--home", home, "--json").text
    (home / "schedule.yaml").rename(tmp_path / "own.yaml")
    found = verb("survey", "inspect", path, "--config", tmp_path / "own.yaml", "--json").json
    assert (found["questions"][0]["options"], found["questions"][0]["options_not_told"]) == ([], 5)


def test_a_multi_select_with_few_answers_is_not_shown_as_prose(tmp_path: Path, verb: Any) -> None:
    path = tmp_path / "needs.csv"
    head = "Timestamp,Which skills do you want to learn?,Which days suit you?\n"
    path.write_text(head + '2026/11/02 9:00:00 AM EST,Excel;Maps,"Mon, Tue"\n2026/11/02 9:10:00 AM EST,Zines,Wed\n')
    questions = verb("survey", "inspect", path, "--json").json["questions"]
    assert [question["kind"] for question in questions] == ["multi_select", "free_text"]
    assert "Few people answered q3: options cannot be told" in verb("survey", "inspect", path).text


def test_the_next_command_names_the_home_and_settings_that_were_used(demo: Path, survey: Path, verb: Any) -> None:
    own = demo / "own settings.yaml"
    own.write_text((PROJECT / "schedule.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    said = verb("survey", "add", survey, "--home", demo, "--config", own).text
    (command,) = re.findall("`(circlewise run.*?)`", said)
    asked = ["circlewise", "run", "--demo", "--home", str(demo), "--config", str(own)]
    assert [str(Path(word).resolve()) if "/" in word else word for word in shlex.split(command)] == asked
    mapping = survey.parent / "told.yaml"
    said = verb("survey", "inspect", survey, "--home", demo, "--write-mapping", mapping).text.replace("\n", " ")
    assert shlex.split(said.split("then: ")[1])[-2:] == ["--home", str(demo)]


def test_a_corrected_mapping_is_taken_in_after_the_file_was_added(survey: Path, tmp_path: Path, verb: Any) -> None:
    home, mapping = tmp_path / "home", tmp_path / "put right.yaml"
    assert verb("survey", "add", survey, "--home", home).status == 0
    (survey_id,) = (row["survey_id"] for row in verb("survey", "list", "--home", home, "--json").json)
    assert b"as before" in (home / "surveys.sqlite").read_bytes()
    mapping.write_text("questions: {q4: {is_stored: false}}", encoding="utf-8")
    said = verb("survey", "add", survey, "--mapping", mapping, "--home", home)
    assert f"survey {survey_id}, read anew as the mapping has it (changed: q4; what it leaves out is gone" in said.text
    assert "circlewise run" in said.text
    assert b"as before" not in b"".join(path.read_bytes() for path in home.glob("surveys.sqlite*"))
    again = verb("survey", "add", survey, "--mapping", mapping, "--home", home)
    assert "is read as this mapping has it" in again.text
    assert "nothing new" in verb("survey", "add", survey, "--home", home).text
    assert b"as before" not in (home / "surveys.sqlite").read_bytes()


def test_where_a_mapping_cannot_be_applied_the_two_commands_are_told(tmp_path: Path, verb: Any) -> None:
    path, home, mapping = tmp_path / "needs now.csv", tmp_path / "home", tmp_path / "told.yaml"
    rows = [f"2026/11/02 9:00:{n:02} AM EST,Weaving,{'Kilns' if n < 3 else ''}\n" for n in range(12)]
    path.write_text("Timestamp,What would you like to learn?,What else would you like to learn?\n" + "".join(rows))
    mapping.write_text("questions: {q3: {is_stored: false}}", encoding="utf-8")
    first = verb("survey", "add", path, "--home", home, "--json").json
    said = verb("survey", "add", path, "--mapping", mapping, "--home", home)
    assert (
        "the mapping was NOT applied: it changes how `q3` is counted, which fewer than 5 people answered" in said.text
    )
    commands = [shlex.split(line)[1:] for line in said.text.splitlines() if line.startswith("  circlewise ")]
    assert [command[:2] for command in commands] == [["purge-survey", first["survey_id"]], ["survey", "add"]]
    assert [verb(*command).status for command in commands] == [0, 0]
    assert b"Kilns" not in (home / "surveys.sqlite").read_bytes()


def test_inspect_names_the_next_step(survey: Path, verb: Any) -> None:
    lines = verb("survey", "inspect", survey).text.splitlines()
    add, correct = (shlex.split(line.split("circlewise ", 1)[1]) for line in lines if "circlewise survey" in line)
    assert add == ["survey", "add", str(survey)]
    assert correct == ["survey", "inspect", str(survey), "--write-mapping", str(survey.with_suffix(".yaml"))]
    assert any("used for" in line for line in lines)


def test_a_file_of_headings_alone_is_said_to_hold_no_answers(tmp_path: Path, verb: Any) -> None:
    path, home = tmp_path / "heads.csv", tmp_path / "home"
    path.write_text("Timestamp,Which skills do you want to learn?\n2026/11/02 9:00:00 AM EST,\n", encoding="utf-8")
    assert "There are no answers in it (1 row under the headings)" in verb("survey", "inspect", path).text
    said = verb("survey", "add", path, "--home", home)
    assert (said.status, "there are no answers in it" in said.err) == (2, True)


@pytest.mark.parametrize("columns", [80, 120])
def test_ids_stand_in_one_piece_and_their_beginning_is_enough_to_purge(
    columns: int, tmp_path: Path, verb: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, ids = tmp_path / "home", []
    for n, name in enumerate(("staff learning needs of the county libraries.csv", "staff learning wishes.csv")):
        path = tmp_path / name
        wish = ("Weaving", "Lettering")[n]
        path.write_text("Timestamp,What would you like to learn?\n" + f"2026/11/0{n + 1} 9:00:00 AM EST,{wish}\n" * 6)
        ids.append(verb("survey", "add", path, "--home", home, "--json").json["survey_id"])
    monkeypatch.setenv("COLUMNS", str(columns))
    text = verb("survey", "list", "--home", home).text
    assert all(survey_id in text for survey_id in ids)
    several = verb("purge-survey", "staff-learning", "--home", home)
    assert (several.status, "begins several surveys" in several.err) == (2, True)
    assert verb("purge-survey", "staff-learning-w", "--home", home).status == 0
    assert [row["survey_id"] for row in verb("survey", "list", "--home", home, "--json").json] == ids[:1]
    assert "there is no catalogue, though nights have run" not in verb("doctor", "--home", home).text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hello", "the file is 'hello', expected keys such as dialect, questions"),
        ("", "the file is nothing, expected keys such as dialect, questions"),
        ("questions:\n  q1:\n\tkind: choice\n", "line 3, column 1: a tab was found: use spaces, not tabs"),
        (
            "questions:\n  q1:\n    kind: choice\n   role: none\n",
            "line 4, column 4: not indented like the lines around",
        ),
    ],
)
def test_a_spoilt_mapping_is_told_in_words(text: str, words: str, survey: Path, tmp_path: Path, verb: Any) -> None:
    mapping = tmp_path / "told.yaml"
    mapping.write_text(text, encoding="utf-8")
    said = verb("survey", "inspect", survey, "--mapping", mapping)
    assert said.status in (1, 2)
    assert words in said.err
