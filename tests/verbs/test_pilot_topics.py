"""The three topics of the pilot get a shortlist that a librarian would call right, on the demo and replayed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from pipeline.flow.match import explain_text
from pipeline.model import MatchSettings
from pipeline.store import Catalogue, Home
from pipeline.verbs.match import ready_for

SAID = {
    "grant writing": "grant",
    "writing a grant proposal": "grant",
    "leadership": "lead",
    "liderazgo": "lead liderazgo",
    "consumer health information": "health",
}
"""Goals, and what the titles that come first say in one form or another."""


def titles(verb: Any, home: Path, text: str, n: int) -> list[str]:
    (goal,) = verb("match", text, "-n", n, "--home", home, "--json").json["goals"]
    assert not goal["abstained"], goal["reason"]
    return [course["title"] for course in goal["courses"]]


@pytest.mark.parametrize(("text", "n"), [("grant writing", 2), ("writing a grant proposal", 2), ("leadership", 3)])
def test_the_demo_has_what_the_pilot_asked_for(demo_once: Path, verb: Any, text: str, n: int) -> None:
    found = titles(verb, demo_once, text, n)
    assert all(SAID[text] in title.lower() for title in found), found


def test_health_information_is_about_health_and_not_about_forms(demo_once: Path, verb: Any) -> None:
    found = titles(verb, demo_once, "consumer health information", 3)
    assert all("health" in title.lower() or "medical" in title.lower() for title in found), found


def test_a_spanish_goal_finds_english_courses_through_the_lexicon(demo_once: Path, verb: Any) -> None:
    found = titles(verb, demo_once, "liderazgo", 3)
    assert all("lead" in title.lower() for title in found), found


SHORTLIST = """
SELECT c.title, c.is_free FROM out.topic t JOIN out.topic_course s USING (topic_id) JOIN out.course c USING (course_id)
WHERE t.title = ? ORDER BY s.rank
"""


@pytest.mark.parametrize(
    ("topic", "said", "n"),
    [
        ("Grant writing", ("grant",), 2),
        ("Leadership and supervision", ("lead",), 5),
        ("Helping patrons find reliable health information", ("health", "medical"), 4),
    ],
)
def test_the_shortlist_of_a_night_is_what_the_pilot_asked_for(
    demo_once: Path, topic: str, said: tuple[str, ...], n: int
) -> None:
    with Catalogue(demo_once / "catalogue.duckdb") as catalogue:
        rows = catalogue.query(SHORTLIST, [topic]).rows
    assert len(rows) >= n
    assert all(any(word in title.lower() for word in said) for title, _ in rows[:n]), rows
    assert all(is_free is not False for _, is_free in rows)


@pytest.mark.parametrize(
    "text",
    ["weeding", "circulation", "stacks", "notary public certification", "Libby + Hoopla troubleshooting"],
)
def test_what_the_demo_lacks_is_not_made_up(demo_once: Path, verb: Any, text: str) -> None:
    (goal,) = verb("match", text, "--home", demo_once, "--json").json["goals"]
    assert goal["abstained"], [course["title"] for course in goal["courses"]]


def test_parts_sum_to_the_score_and_name_what_earned_them(demo_once: Path, verb: Any) -> None:
    (goal,) = verb("match", "grant writing", "--home", demo_once, "--json").json["goals"]
    for course in goal["courses"]:
        assert sum(part["points"] for part in course["parts"]) == course["score"]
        assert all(part["because"] for part in course["parts"])
    features = {part["feature"] for part in goal["courses"][0]["parts"]}
    assert {"words", "phrases", "meaning", "concept", "feedback"} <= features


def test_a_night_keeps_the_vectors_it_made(demo_once: Path) -> None:
    assert (demo_once / "vectors.npy").stat().st_size > 0


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.timeout(3000)
@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("grant writing", 1),  # there is one such course (seen 2026-11)
        ("writing a grant proposal", 1),
        ("leadership", 5),
        ("liderazgo", 4),
        ("consumer health information", 4),
    ],
)
def test_what_was_replayed_has_what_the_pilot_asked_for(replayed: Path, verb: Any, text: str, n: int) -> None:
    found = titles(verb, replayed, text, n)
    assert all(any(said in title.lower() for said in SAID[text].split()) for title in found), found


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("text", ["Libby + Hoopla troubleshooting", "weeding", "holds", "circulation"])
def test_what_was_replayed_does_not_stand_for_what_is_missing(replayed: Path, verb: Any, text: str) -> None:
    (goal,) = verb("match", text, "--home", replayed, "--json").json["goals"]
    assert goal["abstained"], [course["title"] for course in goal["courses"]]


@pytest.fixture(scope="module")
def replayed(replay: Callable[..., AbstractContextManager[str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after a night on the replayed catalogues of two large providers."""
    from pipeline.__main__ import main

    folder = tmp_path_factory.mktemp("replayed")
    config = folder / "schedule.yaml"
    config.write_text(
        "timezone: America/New_York\ncontact: tests@example.org\nnight: {at: '02:30'}\npoliteness: {delay_seconds: 0}\n"
    )
    arguments = ["run", "--home", str(folder / "home"), "--config", str(config), "--json"]
    for source in ("coursera", "futurelearn"):
        arguments += ["--source", source]
    with replay() as gateway:
        assert main([*arguments, "--gateway", gateway]) == 0
    home = Home(folder / "home")
    # Vectors of all courses are made once and kept: each look below would make the same ones anew.
    ready = ready_for(MatchSettings(), home.vectors)
    with Catalogue(home.catalogue) as catalogue:
        explain_text(catalogue, "leadership", MatchSettings(), 1, None, ready.means)
    assert ready.kept
    ready.kept.write()
    return home.folder
