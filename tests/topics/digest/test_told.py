"""The digest as text, Markdown and JSON: grouped, cut, quiet, and of strangers' words nothing but words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from markdown_it import MarkdownIt

from pipeline.model import DigestLine
from pipeline.topics.digest import Digest, digest_of, groups_of, markdown_of, still_open, summary_of, text_of
from pipeline.topics.digest.text import title_of

SOURCES = {"edx": "edX", "coursera": "Coursera"}
NASTY = "# Grants\n\n- <img src=x onerror=alert(1)> [free](javascript:alert(1)) `rm` **now** \x1b[31mred\u202e"


def line(part: str, kind: str, made: Any, **changes: Any) -> DigestLine:
    values: dict[str, Any] = {
        "place": 1, "part": part, "kind": kind, "is_new": True, "found_at": made.tonight, "topic_id": None,
        "topic_title": None, "course_id": None, "course_title": None, "circle_id": None, "source": None, "before": None,
        "after": None, "sentence": "something happened", "weight": 1.0,
    }  # fmt: skip
    return DigestLine(**(values | changes))


def about_topic(part: str, made: Any, n: int, **changes: Any) -> DigestLine:
    return line(
        part, "gone_course", made, topic_id=f"t{n}", topic_title=f"Topic {n}", sentence=f"course {n} is gone", **changes
    )


def of_source(kind: str, made: Any, source: str, n: int) -> DigestLine:
    return line("catalogue", kind, made, source=source, course_id=f"{source}:{n}", sentence=f"course {n}")


@pytest.fixture
def told() -> Any:
    def make(*lines: DigestLine, since: date | None = date(2026, 11, 24), open_before: Any = ()) -> Digest:
        return Digest(
            night_id="n2", on=date(2026, 11, 25), since_on=since, lines=lines, still_open=tuple(open_before),
            source_titles=SOURCES,
        )  # fmt: skip

    return make


def test_a_quiet_night_and_the_first_one(made: Any, told: Any) -> None:
    assert (
        text_of(told()) == markdown_of(told()).removeprefix("# ") == "Nothing changed since the night of 2026-11-24.\n"
    )
    assert told().is_quiet
    assert "nothing to compare it with" in " ".join(text_of(told(since=None)).split())
    assert not told(since=None).is_quiet
    waiting = told(open_before=[about_topic("decision", made, 1, is_new=False)])
    assert "1 decision of an earlier night still waits; `circlewise digest --all`" in text_of(waiting, 5)
    assert "Still open from earlier nights (1)\n- Topic 1 (t1): course 1 is gone\n" in text_of(waiting)
    assert "still waits" not in text_of(waiting)


def test_groups_stand_in_the_order_of_decisions(made: Any, told: Any) -> None:
    digest = told(
        of_source("new_course", made, "edx", 1),
        about_topic("shortlist", made, 3),
        about_topic("better", made, 2),
        about_topic("decision", made, 1),
    )
    assert text_of(digest, 9).splitlines() == [
        "Since the night of 2026-11-24: what is new on 2026-11-25", "",
        "Decision needed (1)", "- Topic 1 (t1): course 1 is gone", "",
        "`circlewise proposal TOPIC` shows all about a topic; `circlewise decide TOPIC shortlist` (keep",
        "it as it is now), `later` or `reject` decides.", "",
        "Better match found (1)", "- Topic 2 (t2): course 2 is gone", "",
        "Topics and courses on shortlists (1)", "- Topic 3 (t3): course 3 is gone", "",
        "All courses, by source (1)", "- edX: 1 new",
    ]  # fmt: skip
    assert title_of(digest) == "Since the night of 2026-11-24: what is new on 2026-11-25"
    assert markdown_of(digest, 9).splitlines()[2:5] == [
        "## Decision needed (1)",
        "",
        "- **Topic 1 (t1)**: course 1 is gone",
    ]


def test_sources_are_summed_up_and_told_in_whole(made: Any, told: Any) -> None:
    digest = told(
        line("catalogue", "source_stopped", made, source="moodle", sentence="it was held"),
        *(of_source("new_course", made, "edx", n) for n in range(1200)),
        *(of_source("gone_course", made, "edx", n) for n in (1300, 1301)),
        of_source("price_changed", made, "coursera", 1),
    )
    (group,) = groups_of(digest, 5)
    assert [(item.about, item.said) for item in group.items] == [
        ("Coursera", "1 with another price"),
        ("edX", "1,200 new, 2 gone"),
        ("moodle", "it was held"),
    ]
    (whole,) = groups_of(digest)
    assert len(whole.items) == 3 + 1203
    assert digest.as_json()["sources"] == [
        {"source": "coursera", "title": "Coursera", "price_changed": 1},
        {"source": "edx", "title": "edX", "new_course": 1200, "gone_course": 2},
    ]


def test_long_groups_are_cut_and_counted(made: Any, told: Any) -> None:
    digest = told(*(about_topic("decision", made, n) for n in range(20)))
    text, marked = text_of(digest, 12), markdown_of(digest, 12)
    for written in (text, marked):
        assert "Decision needed (20)" in written
        assert "… and 8 more; `circlewise digest --all` tells all of it" in written
        assert written.count("is gone") == 12
    assert text_of(digest).count("is gone") == 20
    assert "more;" not in text_of(digest)
    assert len(digest.as_json()["lines"]) == 20


def test_words_of_strangers_stay_words(made: Any, told: Any) -> None:
    digest = told(
        line("decision", "gone_course", made, topic_id="t1", topic_title=NASTY, sentence=f"“{NASTY}” is gone"),
        line("catalogue", "source_stopped", made, source="edx", sentence=f"it was held ({NASTY})"),
    )
    text = text_of(digest)
    assert not set(text) & {"\x1b", "\u202e"}
    assert [row for row in text.splitlines() if row.startswith(("#", "- "))] == [
        row for row in text.splitlines() if row.startswith(("- # Grants", "- edX: it was held"))
    ]
    marked = markdown_of(digest)
    bullets = [row for row in marked.splitlines() if not row.startswith(("#", "`circlewise")) and row]
    assert len(bullets) == 2
    assert all(row.startswith(("- **# Grants", "- **edX**: ")) for row in bullets)
    tokens = [token for block in MarkdownIt().parse(marked) for token in (block, *(block.children or ()))]
    kinds = {token.type for token in tokens}
    assert not kinds & {"html_block", "html_inline", "image", "link_open", "fence", "code_block"}
    assert {token.content for token in tokens if token.type == "code_inline"} == {
        "circlewise proposal TOPIC", "circlewise decide TOPIC shortlist", "later", "reject"
    }  # fmt: skip
    said = {token.content for token in tokens if token.type == "text"}
    assert any("<img src=x onerror=alert(1)> [free](javascript:alert(1)) `rm` **now** [31mred" in each for each in said)


def test_a_long_sentence_is_wrapped_and_a_long_word_is_not_cut(made: Any, told: Any) -> None:
    word = "x" * 150
    text = text_of(told(line("shortlist", "gone_course", made, sentence=f"{'some words ' * 20}{word}")), width=60)
    assert word in text
    assert all(len(row) <= 60 or word in row for row in text.splitlines())


def test_what_is_decided_since_is_left_out(made: Any) -> None:
    lines = [
        about_topic("decision", made, 1),
        about_topic("shortlist", made, 1),
        about_topic("decision", made, 2, is_new=False),
        about_topic("decision", made, 3),
    ]
    hour = timedelta(hours=1)
    decisions = [
        made.decision("t1", "later", made.tonight + hour),
        made.decision("t2", "rename", made.tonight + hour),
        made.decision("t3", "reject", made.tonight - hour),
    ]
    night: dict[str, Any] = {
        "night_id": "n", "on": date(2026, 11, 25), "since_on": date(2026, 11, 24), "source_titles": SOURCES
    }  # fmt: skip
    digest = digest_of(lines, decisions, **night)
    assert [(each.part, each.topic_id) for each in digest.lines] == [("shortlist", "t1"), ("decision", "t3")]
    assert [each.topic_id for each in digest.still_open] == ["t2"]
    undone = replace(decisions[0], undone_at=made.tonight + 2 * hour)
    assert len(digest_of(lines, [undone], **night).lines) == 3


@pytest.mark.parametrize(
    ("kind", "course", "topic", "is_open"),
    [
        ("gone_course", {"is_active": False}, {}, True),
        ("gone_course", {}, {}, False),
        ("no_longer_free", {"is_free": False}, {}, True),
        ("no_longer_free", {"is_free": None}, {}, False),
        ("closing", {"enrol_until_on": date(2026, 12, 1)}, {}, True),
        ("closing", {"enrol_until_on": date(2027, 12, 1)}, {}, False),
        ("new_topic", {}, {}, True),
        ("new_topic", {}, {"status": "later"}, False),
        ("gone_course", {"is_active": False}, {"is_suppressed": True}, False),
        ("gone_course", {"is_active": False}, {"status": "rejected"}, False),
    ],
)  # fmt: skip
def test_what_still_waits_for_a_decision(
    kind: str, course: dict[str, Any], topic: dict[str, Any], is_open: bool, made: Any
) -> None:
    earlier = line(
        "decision", kind, made, found_at=made.last_night, topic_id=made.topic_id, topic_title="An older title",
        course_id=None if kind == "new_topic" else "edx:a",
    )  # fmt: skip
    now = made.facts(made.course("a", **course), topics=(made.topic(**topic),))
    found = list(still_open([earlier], [], now, []))
    assert [(each.is_new, each.topic_title, each.found_at) for each in found] == (
        [(False, "Grant writing", made.last_night)] if is_open else []
    )
    assert list(still_open([earlier], [], now, [replace(earlier, is_new=True)])) == []
    assert list(still_open([earlier], [made.decision(action="later")], now, [])) == []
    assert list(still_open([replace(earlier, part="shortlist")], [], now, [])) == []


def test_a_circle_that_is_over_waits_for_nothing(made: Any) -> None:
    earlier = line("decision", "gone_course", made, course_id="edx:a", circle_id="c1", found_at=made.last_night)
    gone = made.course("a", is_active=False)
    assert list(still_open([earlier], [], made.facts(gone), [])) == []
    assert len(list(still_open([earlier], [], made.facts(gone, circles=(made.circle("edx:a"),)), []))) == 1


def test_a_summary_in_a_few_words() -> None:
    assert summary_of({"decision": 1, "better": 2, "shortlist": 0, "catalogue": 1234}) == (
        "1 decision needed, 2 better matches, 1,234 changes of the catalogue"
    )
    assert summary_of(dict.fromkeys(("decision", "better", "shortlist", "catalogue"), 0)) == ""
