"""What reaches the disk of what people typed: no contact data, no words that may name somebody, nothing of no use."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.flow.survey import Files, add_survey
from pipeline.model import DemandSettings, Export, Job, QuestionMapping, Settings, SurveyMapping
from pipeline.store import Home, Surveys
from pipeline.survey import as_kept, inspection, mapping_text, read_export, wishes
from pipeline.survey.again import overlap
from pipeline.survey.names import names_somebody

PLAIN = ["Excel", "zines", "weeding", "bookbinding", "story time", "Canva"]
SETTINGS = Settings(timezone="UTC", night=Job(at="02:30"), contact="a@example.org")
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def typed(forge: Any, head: str, cells: list[str], **told: Any) -> Export:
    rows = [["Branch", head], *(["Main", cell] for cell in cells)]
    questions = {"q2": QuestionMapping(**told)} if told else {}
    return read_export(forge.to_csv(rows), "needs.csv", None, SurveyMapping(dialect=None, questions=questions))


def said(export: Export) -> list[str | None]:
    return [answer.text or answer.option for answer in export.answers if answer.question_id == "q2"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("grant writing - call me 555-010-0199", "grant writing"),
        ("Excel; ask Susan Kowalczyk", "Excel"),
        ("Public speaking, write to kim@example.net", "Public speaking"),
        ("Ask Susan Kowalczyk, she knows what we need", None),
        ("I want what Linda does", None),
        ("Kowalczyk, Susan: pottery", None),
        ("call me, 555-010-0199", None),
        ("clase de la Sra. Ngata", None),
    ],
)
def test_of_a_wish_the_part_that_names_nobody_is_kept(text: str, part: str | None, forge: Any, reader: Any) -> None:
    export = typed(forge, "What would you like to learn?", [*PLAIN, text])
    kept = as_kept(export, reader, 5)
    assert said(kept.export) == [*PLAIN, part]
    assert (kept.n_withheld, kept.n_parted) == ((1, 0) if part is None else (0, 1))
    assert len(kept.export.answers) == len(export.answers)
    wanted = {wish.wording for wish in wishes(kept.export, DemandSettings(), reader)[0]}
    assert wanted == {*PLAIN, part} - {None}


@pytest.mark.parametrize(
    "text", ["MS Excel", "Virtual reality", "what we miss most: storytelling", "Dr. No", "I'm new"]
)
def test_what_only_looks_like_a_name(text: str, reader: Any) -> None:
    assert names_somebody(text, reader.lexicon) == (text == "Dr. No")


def test_what_few_people_said_alike_is_looked_at_and_what_many_said_is_told(forge: Any, reader: Any) -> None:
    cells = ["Ask Linda Kowalczyk"] * 3 + ["Harriet Tubman club"] * 5 + ["Excel"] * 4
    kept = as_kept(typed(forge, "Which topic?", cells), reader, 5)
    assert said(kept.export) == [None] * 3 + ["Harriet Tubman club"] * 5 + ["Excel"] * 4
    assert kept.export.questions[1].options == ("Harriet Tubman club", "Excel")
    assert kept.n_withheld == 3


def test_a_branch_may_be_named_after_somebody(forge: Any, reader: Any) -> None:
    rows = [
        ["Which branch do you work at?", "What would you like to learn?"],
        *zip(["Susan Kowalczyk Library"] * 2 + ["Main"] * 4, PLAIN, strict=True),
    ]
    kept = as_kept(forge.read(rows), reader, 5)
    assert {answer.option or answer.text for answer in kept.export.answers} >= {"Susan Kowalczyk Library", "Main"}
    assert kept.n_withheld == 0


SPOKEN = ["our manager never lets us go", "thank you", "Tuesdays are bad", "too far away", "I left Eastside", "none"]


def test_free_text_of_no_use_is_not_kept_unless_the_mapping_says_so(forge: Any, reader: Any) -> None:
    head = "Anything else we should know?"
    export = typed(forge, head, SPOKEN)
    kept = as_kept(export, reader, 5)
    assert said(kept.export) == [None] * 6
    assert (kept.export.not_stored, kept.n_withheld) == ((head,), 0)
    assert inspection(export, "x.csv", 5)["not_stored"] == [head]
    assert "role: none  # what was typed is not kept" in mapping_text(export, "x.csv", 5)
    asked_for = as_kept(typed(forge, head, [*SPOKEN, "ask Susan"], is_stored=True), reader, 5)
    assert said(asked_for.export) == [*SPOKEN, None]
    assert asked_for.export.not_stored == ()
    with_role = as_kept(typed(forge, head, SPOKEN, role="goal"), reader, 5)
    assert said(with_role.export) == SPOKEN


def test_comments_that_several_share_are_typed_all_the_same(forge: Any, reader: Any) -> None:
    export = typed(forge, "Any comments?", ["Bibi is great", "no parking"] * 6)
    kept = as_kept(export, reader, 5)
    assert said(kept.export) == [None] * 12
    assert "Bibi" not in repr(kept.export)


def test_what_was_typed_beside_options_of_no_use_is_not_kept(forge: Any, reader: Any) -> None:
    export = typed(forge, "Which snack do you like?", ["cake"] * 6 + ["fruit"] * 6 + ["what Bibi brings"])
    kept = as_kept(export, reader, 5)
    assert said(kept.export) == ["cake"] * 6 + ["fruit"] * 6 + [None]
    assert kept.export.not_stored == ("Which snack do you like? (what was typed beside the options)",)


def test_an_older_export_that_kept_comments_is_the_same_survey(forge: Any, reader: Any) -> None:
    rows = [["Branch", "What would you like to learn?", "Anything else we should know?"]]
    rows += [["Main", wish, spoken] for wish, spoken in zip(PLAIN, SPOKEN, strict=True)]
    old = forge.read(rows)
    new = as_kept(forge.read([*rows, ["North", "pottery", "hello"]]), reader, 5).export
    common = overlap(old, new)
    assert (common.verdict, common.n_added, common.n_gone) == ("same", 1, 0)


def test_no_byte_of_a_name_or_a_comment_reaches_the_disk(forge: Any, reader: Any, tmp_path: Path) -> None:
    rows = [["Branch", "What would you like to learn?", "Anything else we should know?"]]
    rows += [["Main", wish, "My supervisor Susan Kowalczyk never lets us go"] for wish in PLAIN]
    rows += [["Main", "Excel - ask Linda Ngata", "zzqx"]]
    file = tmp_path / "needs.csv"
    file.write_bytes(forge.to_csv(rows))
    home = Home(tmp_path / "home")
    home.prepare()
    added = add_survey(home, Files(file), SETTINGS, NOON, reader)
    assert (added.kept.n_withheld, added.kept.n_parted) == (0, 1)
    assert added.as_json()["answers_withheld_in_part"] == 1
    assert "a part of 1 more" in added.sentence
    (survey,) = Surveys(home.surveys, home.salt()).all()
    assert "Excel" in repr(survey)
    kept = b"".join(path.read_bytes() for path in home.folder.rglob("*") if path.is_file())
    for words in (b"Kowalczyk", b"supervisor", b"Ngata", b"zzqx"):
        assert words not in kept


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (
            ["zines", "zines", "555-010-0199"],
            "3 of 3 rows kept, 1 goal; not stored: 1 column, 1 typed answer that holds contact data",
        ),
        (
            ["zines", "maps"] * 4 + ["555-010-0199", "555-010-0198"],
            "10 of 10 rows kept, 2 goals; not stored: 1 column, 2 typed answers that hold contact data",
        ),
        (["zines"], "1 of 1 row kept, 1 goal; not stored: 1 column, 0 typed answers that hold contact data"),
    ],
)
def test_numbers_and_their_nouns_agree(cells: list[str], told: str, forge: Any, reader: Any, tmp_path: Path) -> None:
    file, home = tmp_path / "needs.csv", Home(tmp_path / "home")
    rows = [["Timestamp", "What would you like to learn?"]]
    file.write_bytes(forge.to_csv([*rows, *(["2026/03/02 9:00:11 AM EST", cell] for cell in cells)]))
    home.prepare()
    assert told in add_survey(home, Files(file), SETTINGS, NOON, reader).sentence


@pytest.mark.parametrize(
    "text", ["ask susan", "ask Susan", "ask Ngozi", "Dr. Ngata", "Ngozi Okonkwo", "Priya R. knows", "Virginia history"]
)
def test_what_the_page_on_privacy_says_is_noticed(text: str, reader: Any) -> None:
    assert names_somebody(text, reader.lexicon)


@pytest.mark.parametrize(
    "text", ["as Ngozi does it", "ngozi okonkwo", "ask Hill", "Grant", "my supervisor at Eastside"]
)
def test_what_it_says_is_not_noticed(text: str, reader: Any) -> None:
    assert not names_somebody(text, reader.lexicon)
