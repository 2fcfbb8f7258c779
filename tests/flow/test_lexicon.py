"""The library lexicon: what the committed files hold, and what a person is told whose row is wrong."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.flow.lexicon import COLUMNS, FOLDER, load_lexicon
from pipeline.model import SUBJECT_KINDS, LexiconTerm
from pipeline.survey import AnswerReader, Lexicon
from pipeline.survey.cleaned import MAX_TERM
from pipeline.survey.tokens import plain_words

MIN_CONCEPTS = 400
HEAD = ",".join(COLUMNS)


@pytest.fixture(scope="module")
def lexicon(root: Path) -> Lexicon:
    return load_lexicon(root / FOLDER)


def write(folder: Path, *rows: str, name: str = "en.csv", head: str = HEAD) -> Path:
    (folder / name).write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return folder


def test_it_holds_enough_in_both_languages(lexicon: Lexicon) -> None:
    concepts = {
        language: {term.concept for term in lexicon.terms if term.language == language and term.kind in SUBJECT_KINDS}
        for language in lexicon.languages
    }
    assert tuple(concepts) == ("en", "es")
    assert len(concepts["en"]) >= MIN_CONCEPTS
    assert len(concepts["es"]) >= 350
    assert concepts["es"] <= concepts["en"]  # one thing has one name, whatever language it is worded in


@pytest.mark.parametrize(
    "source",
    [
        "WebJunction Competency Index",
        "ALA Core Competences heading",
        "LLAMA leadership competency",
        "CHIS competency",
        "DigComp 3.0",
        "everyday tool",
        "desk language",
        "youth language",
        "outreach language",
        "technical services language",
        "management language",
    ],
)
def test_every_field_of_the_work_is_covered(source: str, lexicon: Lexicon) -> None:
    named = {term.concept for term in lexicon.terms if term.source == source and term.kind in ("skill", "name")}
    assert len(named) >= 8


def test_every_concept_has_one_preferred_term(lexicon: Lexicon) -> None:
    preferred = Counter(
        term.concept
        for term in lexicon.terms
        if term.language == "en" and term.kind in ("skill", "name") and term.term == term.concept
    )
    named = {term.concept for term in lexicon.terms if term.kind in SUBJECT_KINDS}
    assert named == set(preferred)
    assert set(preferred.values()) == {1}


def test_polite_words_and_levels_are_short_enough_to_be_found(lexicon: Lexicon) -> None:
    kinds = ("level", "opening", "closing")
    assert max(len(plain_words(term.term)) for term in lexicon.terms if term.kind in kinds) <= MAX_TERM


@pytest.mark.shared
def test_it_holds_no_answer_of_the_judged_goals(lexicon: Lexicon, shared: Path) -> None:
    """What is measured there would be remembered, not understood; answers of up to two words are terms of their own."""
    with (shared / "matching" / "library_goals_dev" / "goals.csv").open(encoding="utf-8", newline="") as file:
        answers = {plain_words(row["text"]) for row in csv.DictReader(file)}
    assert len(answers) == 60
    terms = {plain_words(term.term) for term in lexicon.terms}
    assert {answer for answer in answers & terms if len(answer) > 2} == set()


def test_a_third_language_is_one_file(tmp_path: Path) -> None:
    write(tmp_path, "grant writing,grant writing,skill,,desk language", "say,the,function,,words")
    rows = ("grant writing,rédaction de subventions,skill,,bureau", "et,et,joiner,,mots", "dire,je,function,,mots")
    write(tmp_path, *rows, "rien,rien,non_answer,,réponse", name="fr.csv")
    reader = AnswerReader(load_lexicon(tmp_path))
    assert reader.language("rédaction de subventions") == "fr"
    assert [said.phrase for said in reader.text("Excel et Canva")] == ["Excel", "Canva"]
    assert reader.why_dropped("Rien.") == "non_answer"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["zines,zines,skill,"], "row 2, all columns: found 4 of them, expected 5"),
        (["zines,zines,skil,,desk"], "row 2, column kind: found `skil`, expected one of skill,"),
        (["zines,,skill,,desk"], "row 2, column term: found ``"),
        (["zines, zines,skill,,desk"], "row 2, column term: found ` zines`"),
        (["zines,zines,skill,,"], "row 2, column source: found ``"),
        (["easy,easy,level,,desk"], "row 2, column concept: found `easy`, expected of a level one of beginner"),
        (
            ["zines,zines,skill,,desk", "crafts,Zines,synonym,,desk"],
            "column term: found `Zines` under `crafts` and under `zines`, expected it once",
        ),
        (['zines,"zines,skill,,desk'], "cannot be read"),
    ],
)
def test_a_wrong_row_is_named(rows: list[str], said: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_lexicon(write(tmp_path, *rows))
    assert said in str(caught.value)
    assert "en.csv" in str(caught.value)


def test_a_term_of_two_concepts_is_marked(tmp_path: Path) -> None:
    rows = ("zines,zines,skill,,desk", "crafts,crafts,skill,,desk", "crafts,zines,synonym,also of zines,desk")
    assert load_lexicon(write(tmp_path, *rows)).concept("zines") == "zines"


@pytest.mark.parametrize(("head", "found"), [("term,concept", "term,concept"), ("", "nothing")])
def test_wrong_headings_are_named(head: str, found: str, tmp_path: Path) -> None:
    (tmp_path / "en.csv").write_text(head, encoding="utf-8")
    with pytest.raises(SettingsError, match=rf"en\.csv, row 1: found the headings {found}, expected {HEAD}"):
        load_lexicon(tmp_path)


def test_a_folder_without_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no lexicon was found, a file a language such as"):
        load_lexicon(tmp_path)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("speak well in public", "stress and burnout"),
        ("how do I get promoted", "marketing"),
        ("explain it to the public", "marketing"),
        ("fitting in", "fitness"),
        ("being polite", "politics"),
        ("digital natives", "digitization"),
        ("table manners", "outreach tables"),
        ("ages of trees", "older adults"),
    ],
)
def test_a_word_of_the_same_stem_names_no_concept(lexicon: Lexicon, text: str, concept: str) -> None:
    assert concept not in lexicon.concepts(text)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("wellness", "stress and burnout"),
        ("promotions", "marketing"),
        ("displays", "displays"),
        ("a display", "displays"),
        ("planning program", "program planning"),
        ("budgets", "budgeting"),
        ("catalogs", "cataloging"),
    ],
)
def test_a_word_in_another_number_names_its_concept(lexicon: Lexicon, text: str, concept: str) -> None:
    assert concept in lexicon.concepts(text)


def test_terms_that_people_taught_go_before_those_of_the_files(lexicon: Lexicon) -> None:
    taught = LexiconTerm(
        language="en", concept="fundraising", term="circulation", kind="narrower", note="", source="people",
        decision="Ada on 2026-11-26, decision 3",
    )  # fmt: skip
    known = lexicon.with_taught([taught])
    (span,) = known.spans("our circulation")
    assert (span.concept, span.term.decision) == ("fundraising", "Ada on 2026-11-26, decision 3")
    assert lexicon.concepts("our circulation") == {"circulation"}
    assert known.label("fundraising", "en") == lexicon.label("fundraising", "en")
    assert lexicon.with_taught([]) is lexicon


def test_nothing_is_repaired_towards_a_taught_term(lexicon: Lexicon) -> None:
    taught = LexiconTerm(
        language="en", concept="grant writing", term="zorbalist", kind="synonym", note="", source="people",
        decision="Ada on 2026-11-26, decision 3",
    )  # fmt: skip
    known = lexicon.with_taught([taught])
    assert known.resolved("zorbalisk") == "zorbalisk"
    assert known.concepts("zorbalists") == {"grant writing"}
