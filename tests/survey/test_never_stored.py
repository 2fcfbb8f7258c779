"""What a mapping, a dialect or a dictionary may change, and that none of them brings contact data back."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from pipeline.errors import UsageError
from pipeline.model import DemandSettings, Export, QuestionKind, QuestionMapping, SurveyMapping
from pipeline.survey import inspection, mapping_text, read_export, wishes, without_contact

KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)
WRITTEN = ("jane.roe@example.org", "kim@example.net", "555-010-0199", "(212) 555-0147", "12 Main Street", "192.0.2.7")
HIDDEN = ("jane (at) example.org", "2125550147", "desk, ext. 4521")
PLAIN = ("Excel", "Excel", "maps", "maps", "zines", "zines", "storytelling", "storytelling", "Word", "Word") * 3


def everything(export: Export) -> str:
    """All that is kept of an export, and all that is shown of it and written out, to whoever asks for one answer."""
    kept, _ = without_contact(export)
    shown = (json.dumps(inspection(one, "x.csv", 1)) + mapping_text(one, "x.csv", 1) for one in (export, kept))
    return repr(kept) + "".join(shown)


def mapped(data: bytes, question_id: str, kind: QuestionKind | None, dialect: Any = None) -> Export:
    told = {question_id: QuestionMapping(kind=kind)} if kind else {}
    return read_export(data, "needs.csv", None, SurveyMapping(dialect=dialect, questions=told))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("head", ["What would you like to learn?", "Q7", "Rate your interest"])
@pytest.mark.parametrize("written", [WRITTEN[:3], WRITTEN[3:], HIDDEN], ids=["plain", "others", "hidden"])
def test_no_kind_keeps_contact_data_among_other_answers(
    kind: QuestionKind, head: str, written: tuple[str, ...], forge: Any
) -> None:
    """Too few addresses to take the whole column for contact data: each goes on its own."""
    rows = [["Branch", head], *(["Main", cell] for cell in (*PLAIN, *written, *written))]
    if kind in ("rating", "date"):
        with pytest.raises(UsageError, match=f"tells `q2` .* to be a {kind}, but") as caught:
            mapped(forge.to_csv(rows), "q2", kind)
        assert not any(words in str(caught.value) for words in written)
        return
    export = mapped(forge.to_csv(rows), "q2", kind)
    if kind == "contact":
        assert export.not_stored == (head,)
    else:
        assert any("Excel" in (answer.option or answer.text or "") for answer in export.answers)
    assert not any(words in everything(export) for words in written)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dialect", [None, "table", "kobo", "surveymonkey"])
@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("Q7", WRITTEN[:2]),
        ("Q7", WRITTEN[2:4]),
        ("Q7", ("12 Main Street", "4 Oak Ave", "900 N 5th St")),
        ("Q7", ("Maria Lopez", "Susan B. Roe", "Doe, James", "Linda Poe")),
        ("Your name (optional)", ("Xu", "Ngozi", "Ama Owusu")),
        ("Badge number", ("4711", "B-12", "none yet")),
    ],
)
def test_no_mapping_brings_a_column_of_contact_data_back(
    kind: QuestionKind, dialect: Any, head: str, cells: tuple[str, ...], forge: Any
) -> None:
    stamps = [f"2026/03/02 9:{n:02}:11 AM EST" for n in range(12)]
    rows = [["Timestamp", "What do you want to learn?", head]]
    rows += [[stamp, f"topic {n}", cells[n % len(cells)]] for n, stamp in enumerate(stamps)]
    data = forge.to_csv(rows)
    with pytest.raises(UsageError, match="names the question `q3`"):
        mapped(data, "q3", kind, dialect)
    export = mapped(data, "q2", None, dialect)
    assert set(export.not_stored) == {"Timestamp", head}
    assert not any(words in everything(export) for words in (*cells, *stamps))


def test_another_dialect_keeps_out_what_the_shown_one_withholds(forge: Any, library_survey: Any) -> None:
    """Told to be a table, a Qualtrics export has the heading `Q1`: nothing there says that it asks for a name."""
    data = forge.shapes["qualtrics_joined"][1](library_survey).replace(
        library_survey.single.encode(), b"What is your full name?"
    )
    shown = read_export(data, "needs.csv")
    told = mapped(data, "q99", None, "table")
    assert "What is your full name?" in shown.not_stored
    assert not {"R_2YPOQ602ER1jkf1", "192.0.2.7", *library_survey.single_options} & {
        words for answer in told.answers for words in (answer.option, answer.text)
    }


def test_what_one_person_typed_among_codes_is_no_heading_of_the_form(forge: Any) -> None:
    cells = ["excel maps", "maps zines", "excel zines", "excel", "maps", "zines", "jane_roe_at_harbor"]
    export = forge.read([["staff_branch", "topics_to_learn"], *(["main", cell] for cell in cells)])
    (question,) = (one for one in export.questions if one.question_id == "q2")
    assert (export.dialect, question.kind, question.options_are_headings) == ("kobo", "multi_select", False)
    assert "excel" in question.options
    shown = json.dumps(inspection(export, "x.csv", 2)) + mapping_text(export, "x.csv", 2)
    assert "excel" in shown
    assert "jane" not in shown


def test_what_one_person_typed_there_is_a_persons_wish(forge: Any, reader: Any) -> None:
    cells = ["excel maps", "maps zines", "excel zines", "excel", "maps", "zines", "bookbinding"]
    export = forge.read([["staff_branch", "what_do_you_want_to_learn"], *(["main", cell] for cell in cells)])
    found = wishes(export, DemandSettings(), reader)[0]
    assert {wish.wording for wish in found} >= {"excel", "bookbinding"}
    assert {wish.origin for wish in found} == {"person"}


@pytest.mark.parametrize(
    "step", ["5 - ask Jane Roe", "Very useful for Jane Roe", "Jane Roe, n/a", "Neutral, says Jane Roe"]
)
def test_a_step_with_somebodys_words_is_not_shown(step: str, forge: Any) -> None:
    rows = [["Timestamp", "Rate your interest [A]", "Rate your interest [B]"]]
    rows += [["2026/03/02 9:00:11 AM EST", "5 - very useful", "1 - not useful"]] * 11
    rows += [["2026/03/02 9:00:11 AM EST", step, "3 - neutral"]]
    export = forge.read(rows)
    shown = json.dumps(inspection(export, "x.csv", 5)) + mapping_text(export, "x.csv", 5)
    assert "3 - neutral" in shown
    assert "Roe" not in shown


CODES = ["Variable / Field Name", "Form Name", "Field Type", "Field Label", "Choices", "Identifier?"]
DICTIONARY = [
    CODES,
    ["record_id", "f", "text", "Record", "", ""],
    ["called", "f", "text", "What should we call you?", "", "y"],
    ["boss", "f", "radio", "Reports to", "1, Xu | 2, Ngozi", "y"],
    ["wish", "f", "notes", "What do you want to learn?", "", ""],
    ["again", "f", "notes", "Comment", "", ""],
    ["last", "f", "text", "Comment", "", "y"],
]


def redcap(forge: Any, rows: list[list[str]]) -> Export:
    return read_export(forge.to_csv(rows), "needs.csv", (forge.to_csv(DICTIONARY), "dictionary.csv"))


@pytest.mark.parametrize(
    "heads",
    [
        ["record_id", "called", "boss", "wish", "f_complete"],
        ["Record ID", "What should we call you?", "Reports to", "What do you want to learn?", "Complete?"],
        ["Record", "WHAT SHOULD WE CALL YOU", "Reports to:", "<b>What do you want to learn?</b>"],
    ],
)
def test_fields_that_identify_a_person_are_withheld_by_name_and_by_label(heads: list[str], forge: Any) -> None:
    rows = [[str(n), "Bibi", "Xu", "zines", "Complete"][: len(heads)] for n in range(1, 8)]
    export = redcap(forge, [heads, *rows])
    assert (export.dialect, [one.wording for one in export.questions]) == ("redcap", ["What do you want to learn?"])
    assert {answer.text for answer in export.answers} == {"zines"}


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("Nickname", "1 column.s. of no field .*'Nickname'.*raw data"),
        ("Comment", "1 column.s. labelled like several.*'Comment'"),
    ],
)
def test_a_column_that_the_dictionary_does_not_tell_apart_is_an_error(head: str, words: str, forge: Any) -> None:
    with pytest.raises(UsageError, match=words):
        redcap(forge, [["Record ID", "What do you want to learn?", head], ["1", "zines", "Bibi"]])


def test_a_formula_is_no_choice(forge: Any) -> None:
    told = [CODES, ["record_id", "f", "text", "R", "", ""], ["total", "f", "calc", "Total", "if([a]=1, 2, 3)", ""]]
    rows = [["record_id", "total", "f_complete"], *([str(n), "2", "2"] for n in range(9))]
    export = read_export(forge.to_csv(rows), "needs.csv", (forge.to_csv(told), "dictionary.csv"))
    assert [(one.options, one.options_are_headings) for one in export.questions] == [(("2",), False)]


def qualtrics(forge: Any, *columns: tuple[str, str, str, list[str]]) -> Export:
    """Columns as id, wording, ImportId and cells, after the tool's own."""
    own = [("ResponseId", "Response ID", "_recordId", [f"R_{n:012}" for n in range(len(columns[0][3]))])]
    every = [*own, *columns]
    rows = [[code for code, *_ in every], [head for _, head, *_ in every]]
    rows += [[json.dumps({"ImportId": import_id}) for _, _, import_id, _ in every]]
    return forge.read([*rows, *zip(*(cells for *_, cells in every), strict=True)])


def test_the_fields_of_a_form_are_looked_at_one_by_one(forge: Any) -> None:
    export = qualtrics(
        forge,
        ("Q2_1", "About you - Surname", "QID2_1_TEXT", ["Xu", "Ngozi"]),
        ("Q2_2", "About you - Favourite tool", "QID2_2_TEXT", ["Excel", "Word"]),
        ("Q3", "Which format?", "QID3", ["Online", "Other"]),
        ("Q3_5_TEXT", "Which format? - Other - Text", "QID3_5_TEXT", ["", "by post"]),
        ("Q4", "May we write? - Selected Choice", "QID4", ["Yes, my e-mail is", "No"]),
        ("Q4_1_TEXT", "May we write? - Yes, my e-mail is - Text", "QID4_1_TEXT", ["xu at example", ""]),
    )
    assert "About you - Surname" in export.not_stored
    assert not {"Xu", "Ngozi", "xu at example"} & {answer.text for answer in export.answers}
    kept = {(answer.option, answer.text) for answer in export.answers}
    assert {("Favourite tool", "Excel"), (None, "by post")} <= kept


def spread(forge: Any, cells: tuple[str, str]) -> bytes:
    rows = [["RespondentID", "Which skills? - Excel", "Which skills? - Maps", "What else do you want to learn?"]]
    made: bytes = forge.to_csv([*rows, *([str(n), *cells[:: 1 if n % 2 else -1], "zines"] for n in range(10))])
    return made


@pytest.mark.parametrize("cells", [("1", "0"), ("Yes", "No"), ("x", "false")])
def test_a_column_an_option_told_to_be_a_multi_select_counts_what_is_ticked(cells: tuple[str, str], forge: Any) -> None:
    export = mapped(spread(forge, cells), "q2", "multi_select")
    said = [(answer.option, answer.state) for answer in export.answers if answer.question_id == "q2"]
    assert said.count(("Excel", "chosen")) == said.count(("Excel", "not_chosen")) == 5


def test_an_option_worded_no_is_chosen_where_cells_repeat_their_option(forge: Any) -> None:
    rows = [["RespondentID", "Which tools? - No", "Which tools? - Maps"], *([str(n), "No", "Maps"] for n in range(6))]
    export = mapped(forge.to_csv(rows), "q2", "multi_select")
    assert {(answer.option, answer.state) for answer in export.answers} == {("No", "chosen"), ("Maps", "chosen")}


def test_a_dialect_whose_heading_rows_are_not_there_is_refused(forge: Any) -> None:
    """Else the first answers would be taken for headings, which are shown."""
    data = forge.to_csv([["Topic", "Branch"], *([[f"zines {n}", "Main"] for n in range(6)])])
    with pytest.raises(UsageError, match=r"needs\.csv: told to be of qualtrics, but the 2 heading rows"):
        mapped(data, "q1", None, "qualtrics")


@pytest.mark.parametrize("kind", ["choice", "rating", "ranking", "free_text", "date"])
def test_ticked_boxes_cannot_be_told_to_be_anything_else(kind: QuestionKind, forge: Any) -> None:
    heads = ["record_id", "skills___1", "skills___2", "f_complete"]
    data = forge.to_csv([heads, *([str(n), "1", "0", "2"] for n in range(6))])
    with pytest.raises(UsageError, match=f"tells `q2` .skills. to be {kind}, but .*can be multi_select: take out"):
        mapped(data, "q2", kind)


def test_a_column_an_option_cannot_be_told_to_be_one_choice(forge: Any) -> None:
    with pytest.raises(UsageError, match="can be multi_select or rating or ranking or free_text"):
        mapped(spread(forge, ("1", "0")), "q2", "choice")


PEOPLE = ["Excel", "maps", "zines", "pottery"]


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("Q7", ["PO Box 12", "Calle Mayor 12", "Hauptstraße 4a", "Springfield, IL 62704"]),
        ("Q7", ["40.7128, -74.0060", "40.71 -74.00 0 0", "40.71° N, 74.00° W", "40°26'46\"N 79°58'56\"W"]),
        ("Q7", ["SW1A 1AA", "M1 1AE", "B33 8TH", "CR2 6XH"]),
        ("Q7", ["E10234", "E10277", "E10311", "E10498"]),
        ("Q7", ["20144123", "20144987", "20145001", "20145119"]),
        ("Employee #", ["7", "8", "9", "x"]),
        ("What is your staff number?", ["7", "8", "9", "x"]),
        ("Your name and email", ["Xu", "", "", ""]),
        ("Nombre y apellidos", ["Xu", "", "", ""]),
        ("Who is your supervisor?", ["Xu", "Ngozi", "", ""]),
        ("How should we contact you?", ["via Ngozi", "", "", ""]),
        ("City/Town", ["Elsewhere", "Nowhere", "", ""]),
        ("GPS location", ["here", "there", "", ""]),
    ],
)
def test_more_columns_that_name_a_person_or_a_place(head: str, cells: list[str], forge: Any) -> None:
    export = forge.read([["What do you want to learn?", head], *zip(PEOPLE, cells, strict=True)])
    assert export.not_stored == (head,)


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("Which branch do you work at?", ["Harold Washington", "Harold Washington", "Martin Luther King", "Main"] * 3),
        ("Where do you work?", ["Benjamin Franklin Library", "Martin Luther King Library", "Main Library"] * 4),
        ("How many patrons do you help in a year?", ["12000", "900", "35000", "150"] * 3),
        ("Which version do you use?", ["3.11", "3.12", "2.7", "3.11 or 3.12"] * 3),
        ("How long should a session be?", ["20 minute drive at most", "an hour", "2 x 45 min", "two hours"] * 3),
        ("Which Excel do you use?", ["Excel 2016 2019 2021", "Excel 365", "Excel 2010", "none"] * 3),
        ("Manager training", ["useful", "not for me", "yes please", "later"] * 3),
        ("Dewey numbers you shelve", ["641.59, 642.10", "811", "900-999", "all"] * 3),
    ],
)
def test_what_only_looks_like_contact_data_stays(head: str, cells: list[str], forge: Any) -> None:
    topics = [f"topic {n}" for n in range(len(cells))]
    export = without_contact(forge.read([["What do you want to learn?", head], *zip(topics, cells, strict=True)]))[0]
    assert export.not_stored == ()
    assert sum(answer.question_id == "q2" and answer.state == "chosen" for answer in export.answers) >= len(cells)


def test_a_form_of_contact_fields_goes_as_a_whole(forge: Any) -> None:
    """SurveyMonkey's contact block: the employer among name and address goes with them."""
    fields = ["Name", "Company", "Address", "City/Town", "ZIP/Postal Code", "Email Address", "Phone Number"]
    rows = [
        ["Respondent ID", "Tell us about you", *[""] * 6, "What do you want to learn?"],
        ["", *fields, "Open-Ended Response"],
        *([str(n), "Xu", "Harbor Inc.", "here", "there", "6x", "xu at x", "12", "zines"] for n in range(8)),
    ]
    export = forge.read(rows)
    assert [question.wording for question in export.questions] == ["What do you want to learn?"]
    assert export.not_stored == ("Respondent ID", *(f"Tell us about you - {field}" for field in fields))


def test_topics_worded_like_contact_data_stay_where_they_are_rated_or_ticked(forge: Any) -> None:
    rows = [["Timestamp", *(f"Rate your interest in these [{topic}]" for topic in ("Email", "Phone", "City"))]]
    rows += [["2026/03/02 9:00:11 AM EST", "Very interested", "Not interested", "Somewhat interested"]] * 8
    assert forge.read(rows).not_stored == ("Timestamp",)
    rows = [["#", "Email", "Zoom", "Submit Date (UTC)", "Network ID"]]
    rows += [[f"{n:032x}", "Email", "Zoom" if n % 2 else "", "2026-03-02 09:00:11", f"{n:010x}"] for n in range(8)]
    assert "Email" not in forge.read(rows).not_stored
