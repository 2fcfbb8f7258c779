"""The pages that are read: what stands on them, and that they follow every new night."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from pipeline.model import Decision
from pipeline.store import Catalogue, Decisions

from .catalogues import put_before, swap_in
from .conftest import Reader, Serve, Visit

HOSTILE = '"><script>alert(1)</script>\u202e{{7*7}}'


def _titles(page: str) -> list[str]:
    return re.findall(r"<h3><a [^>]*data-focus>([^<]*)</a>", page)


def _published(home: Path) -> list[tuple[str, int]]:
    with duckdb.connect(str(home / "catalogue.duckdb"), read_only=True) as connection:
        return connection.execute(
            "SELECT title, n_respondents FROM out.topic WHERE NOT is_suppressed ORDER BY priority DESC, title, topic_id"
        ).fetchall()


def test_the_list_has_every_topic_that_may_be_shown_best_first(reader: Reader, demo_once: Path) -> None:
    page = reader.text("/")
    topics = _published(demo_once)
    assert len(topics) > 5
    assert _titles(page) == [title for title, _ in topics]
    assert [int(n) for n in re.findall(r"<span>(\d+) people", page)] == [n for _, n in topics]


def test_suppressed_topics_are_counted_and_nowhere_named(reader: Reader, demo_once: Path) -> None:
    with duckdb.connect(str(demo_once / "catalogue.duckdb"), read_only=True) as connection:
        hidden = [row[0] for row in connection.execute("SELECT topic_id FROM out.topic WHERE is_suppressed").fetchall()]
    page = reader.text("/topics?status=all")
    assert f"{len(hidden)} more topics are wished for by too few people" in page
    assert [topic_id for topic_id in hidden if topic_id in page] == []
    assert {reader.get(f"/topics/{topic_id}").status_code for topic_id in hidden} == {404}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=SPANÍSH", ["Spanish for library work"]),
        ("q=nothing+like+it", []),
        ("branch=Riverside&q=speaking", ["Public speaking and presentations"]),
        ("provider=IBM", ["Artificial intelligence basics"]),
        ("status=rejected", []),
        ("language=es&q=excel", ["Excel and other spreadsheets"]),
    ],
)
def test_filters_are_the_address(reader: Reader, query: str, titles: list[str]) -> None:
    assert _titles(reader.text(f"/topics?{query}")) == titles


def test_an_address_with_nonsense_is_the_whole_list(reader: Reader) -> None:
    whole = _titles(reader.text("/topics"))
    for query in ("page=-1", "page=999999", "page=x", "status=x", "new=", "branch=&q="):
        assert _titles(reader.text(f"/topics?{query}")) == whole, query


def test_a_form_sent_with_empty_fields_gets_the_short_address(reader: Reader) -> None:
    answer = reader.get("/topics?q=spanish&branch=&language=&provider=")
    assert answer.url.query == b"q=spanish"


def test_the_parts_of_every_match_sum_to_its_score(topic: str, reader: Reader) -> None:
    page = reader.text(f"/topics/{topic}")
    tables = re.findall(r'<table class="parts">.*?</table>', page, re.S)
    assert len(tables) > 2
    for table in tables:
        *parts, total = [
            round(100 * float(n)) for n in re.findall(r'class="points[^>]*>.*?(-?\d+\.\d\d)</td>', table, re.S)
        ]
        assert sum(parts) == total


def test_the_words_that_earned_a_match_are_marked(topic: str, reader: Reader) -> None:
    marked = set(re.findall("<mark>([^<]+)</mark>", reader.text(f"/topics/{topic}")))
    assert {"Artificial intelligence", "ethics"} <= marked


def test_a_course_that_stands_below_worse_ones_says_why(topic: str, rosa: Reader, home: Path) -> None:
    """The best match of a topic is known not to fit a circle: it stands last, and its place is not left to guess."""
    assert "In the order of points, after three things" in rosa.text(f"/topics/{topic}")
    with Catalogue(home / "catalogue.duckdb") as catalogue:
        query = "SELECT course_id, rank FROM out.topic_course WHERE topic_id = ? ORDER BY rank"
        rows = catalogue.query(query, [topic]).rows
    (first, _), last = rows[0], len(rows)
    of_topic = f"WHERE topic_id = '{topic}'"
    swap_in(
        home,
        "UPDATE core.course SET is_free = true WHERE course_id IN "
        f"(SELECT course_id FROM core.topic_course {of_topic})",
        f"UPDATE core.topic_course SET rank = rank + 100 {of_topic}",
        f"UPDATE core.topic_course SET rank = rank - 101 {of_topic} AND course_id <> '{first}'",
        f"UPDATE core.topic_course SET rank = {last}, fit = 'no', score = 9 {of_topic} AND course_id = '{first}'",
    )
    page = rosa.text(f"/topics/{topic}")
    assert page.count("moved down:") == page.count("moved down: it does not fit a circle") == 1
    ranks = ", ".join(map(str, range(1, last)))
    assert f"It matches better than courses {ranks} and stands below them: it does not fit a circle." in page
    assert "bajado: no sirve para un círculo" in rosa.text(f"/topics/{topic}?lang=es")


@pytest.mark.parametrize(
    ("certainty", "measured", "chip", "told"),
    [
        (0.94, "true", "Sure match · 94", "of such cases a person accepts the first course"),
        (0.94, "NULL", "Sure match · 94", "of such cases a person accepts the first course"),
        (0.94, "false", "Close match · chance not known", "how often a person accepts the first course in such cases"),
        (0.40, "false", "Unsure match · chance not known", "word list does not know this wish"),
        (0, "NULL", "No course matches", "No course matches."),
    ],
)
def test_a_chance_that_nobody_measured_is_not_told(
    certainty: float, measured: str, chip: str, told: str, topic: str, rosa: Reader, home: Path
) -> None:
    swap_in(
        home,
        f"UPDATE core.topic SET certainty = {certainty}, is_certainty_measured = {measured} WHERE topic_id = '{topic}'",
    )
    listed = rosa.text("/topics?status=all")
    card = listed[listed.index(f'data-topic="{topic}"') :].partition("</li>")[0]
    page = rosa.text(f"/topics/{topic}")
    assert chip in card
    assert told in page.replace("&#39;", "'")
    if measured == "false":
        assert "94" not in re.sub(r"<[^>]*>", "", f"<{card}")  # the id in its first tag may hold it
        assert "Sure match" not in card + page


def test_links_lead_out_in_plain_view(topic: str, reader: Reader) -> None:
    page = reader.text(f"/topics/{topic}")
    links = re.findall(r'<a href="(https?://[^"]+)" rel="([^"]+)">[^<]*</a> <span class="host">([^<]+)</span>', page)
    assert len(links) == page.count('href="http')
    assert links
    for address, rel, host in links:
        assert host in address
        assert {"noopener", "noreferrer", "nofollow"} <= set(rel.split())


def test_the_proposal_has_every_section(topic: str, reader: Reader) -> None:
    page = reader.text(f"/topics/{topic}/proposal")
    headings = re.findall(r'<h2 id="part-[^>]*>([^<]*)</h2>', page)
    assert headings[:3] == ["Demand", "Courses side by side", "Circle fit"]
    assert headings[-1] == "Next steps"


def test_health_says_that_all_is_well(reader: Reader) -> None:
    page = reader.text("/health")
    assert "Yes: the last night was 7 hours ago." in page or "Yes: the last night was 8 hours ago." in page
    assert page.count("as expected") >= 7


def test_health_tells_what_was_held_and_why(rosa: Reader, home: Path) -> None:
    swap_in(home, "UPDATE core.run SET outcome = 'held', reason = 'only 3 of 20 courses came' WHERE source = 'edx'")
    page = rosa.text("/health")
    assert "1 source could not be read; its courses are shown as they were before." in page
    assert re.search(r"edX</th>\s*<td[^>]*><span[^>]*>held back</span> only 3 of 20 courses came", page)


def test_a_new_night_is_seen_by_the_next_request(topic: str, rosa: Reader, home: Path) -> None:
    assert "Artificial intelligence basics" in rosa.text("/topics")
    swap_in(home, f"UPDATE core.topic SET title = 'Robots' WHERE topic_id = '{topic}'")
    assert "Robots" in _titles(rosa.text("/topics"))
    assert "<h1" in rosa.text(f"/topics/{topic}")
    assert "Robots" in rosa.text(f"/topics/{topic}")
    swap_in(home, f"UPDATE core.topic SET title = 'More robots' WHERE topic_id = '{topic}'")
    assert "More robots" in _titles(rosa.text("/topics"))


def test_a_page_is_made_of_one_night(topic: str, rosa: Reader, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A night that is published in the middle of a page is seen by the next one."""
    real = Decisions.all

    def published_meanwhile(self: Decisions) -> list[Decision]:
        swap_in(home, "UPDATE core.course SET title = 'Tonight'", "UPDATE core.topic SET title = 'Tonight'")
        return real(self)

    monkeypatch.setattr(Decisions, "all", published_meanwhile)
    for path in ("", "/proposal", "/teach", "/regroup"):
        swap_in(home, "UPDATE core.course SET title = 'Yesterday'", "UPDATE core.topic SET title = 'Yesterday'")
        page = rosa.text(f"/topics/{topic}{path}")
        assert "Yesterday" in page, path
        assert "Tonight" not in page, path
    assert "Tonight" in rosa.text("/topics")


def test_what_changed_since_the_night_before_is_told(topic: str, rosa: Reader, home: Path) -> None:
    put_before(
        home,
        f"DELETE FROM core.topic_course WHERE topic_id = '{topic}' AND rank = 2",
        "UPDATE core.topic SET is_suppressed = true, n_respondents = NULL WHERE title = 'Grant writing'",
        "INSERT INTO core.topic_course (topic_id, course_id, rank, score, is_free, fit) "
        "SELECT topic_id, 'edx:gone', 9, 1.0, true, 'yes' FROM core.topic "
        "WHERE title = 'Customer service'",
    )
    swap_in(home)  # the page compares once a version
    page = rosa.text("/topics?new=1")
    assert _titles(page) == ["Artificial intelligence basics", "Grant writing", "Customer service"]
    assert "New course: Artificial Intelligence for Robotics" in page
    assert "New on the list" in page
    assert "No longer offered: edx:gone" in page


def test_a_damaged_build_of_the_night_before_hides_nothing_else(rosa: Reader, home: Path) -> None:
    (home / "builds" / "20261123T073000-abc.duckdb").write_bytes(b"no catalogue")
    page = rosa.text("/topics")
    assert len(_titles(page)) > 5
    assert "Changed since last night" not in page


def test_text_of_courses_is_text(topic: str, rosa: Reader, home: Path) -> None:
    quoted = HOSTILE.replace("'", "''")
    swap_in(
        home,
        f"UPDATE core.course SET title = '{quoted}', provider = '{quoted}', description = '{quoted}', "
        "url = 'javascript:alert(1)'",
        f"UPDATE core.topic SET title = '{quoted}'",
        f"UPDATE core.goal SET wording = '{quoted}'",
        f"UPDATE core.run SET outcome = 'failed', reason = '{quoted}'",
    )
    for path in ("/topics", f"/topics/{topic}", f"/topics/{topic}/proposal", "/health"):
        page = rosa.text(path)
        assert "alert(1)" in page, path
        assert "<script>alert" not in page, path
        assert 'href="javascript' not in page, path
        assert "{{7*7}}" in page, path


@pytest.mark.slow
def test_texts_without_end_are_cut(topic: str, rosa: Reader, home: Path) -> None:
    swap_in(
        home,
        "UPDATE core.course SET description = repeat('artificial intelligence ', 50000)",
        "UPDATE core.course SET title = repeat('word ', 50000), provider = repeat('word ', 50000)",
    )
    for path in ("/topics", f"/topics/{topic}", f"/topics/{topic}/proposal"):
        assert len(rosa.text(path)) < 200_000, path


def test_an_empty_home_says_what_to_run(topic: str, serve: Serve, tmp_path: Path, visit: Visit) -> None:
    with serve(tmp_path) as address:
        for path in ("/topics", "/health", f"/topics/{topic}"):
            answer = visit(address).get(path)
            assert answer.status_code == 503
            assert "<code>circlewise run</code>" in answer.text


def test_a_damaged_catalogue_is_told_in_words(rosa: Reader, home: Path) -> None:
    (home / "catalogue.duckdb").write_bytes(b"no catalogue")
    answer = rosa.get("/topics")
    assert answer.status_code == 503
    assert "begins from the newest good catalogue" in answer.text
    assert "Traceback" not in answer.text


def test_health_says_when_a_planned_night_did_not_come(rosa: Reader, home: Path) -> None:
    swap_in(home, "UPDATE core.night SET started_at = '2026-11-22 07:30', finished_at = '2026-11-22 07:31'")
    assert "No: the last night was 2 days ago." in rosa.text("/health")
