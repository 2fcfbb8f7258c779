"""Season, sign-in sheet and outcomes as papers in the reader's language; templates/paper_words.html has the words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pipeline.flow.season_shown import ShownSeason
from pipeline.paper import Lines, Paper, Part
from pipeline.review.languages import Language
from pipeline.review.pages.circles import RecordedCircle
from pipeline.review.season_view import rows_of
from pipeline.review.sentences import Say
from pipeline.store import Answer
from pipeline.topics.sheet import Sheet
from pipeline.topics.sheet.layout import Block, Cell, Grid, Points, Words

SPARE_LINES = 2
"""Empty lines of a sign-in sheet for those who come unplanned."""
COLUMNS_ABREAST = 8
"""Sessions side by side on a sign-in sheet; more go to another table."""
PLACES = 13
MOST_LEFT_OUT = 200
"""Topics without a circle on the paper of a season: four sheets."""
FIT_VALUES = ("yes", "no", "unknown")


class Wording:
    """The words of papers in one language, by key."""

    def __init__(self, words: Mapping[str, str], language: Language, say: Say) -> None:
        self._words, self.language, self.say = words, language, say

    def __getitem__(self, key: str) -> str:
        return str(self._words[key])

    def get(self, key: str) -> str:
        """The words for a code, or the code itself where it is one of the library's own."""
        return str(self._words.get(key, key))

    def paper(self, kind: str, title: str, summary: Iterable[str], parts: Sequence[Part], at: datetime) -> Paper:
        """A paper with all that this language words."""
        return Paper(
            kind=self[kind],
            title=title,
            summary=tuple(summary),
            parts=tuple(parts),
            language=self.language.code,
            made_at=at,
            page=self["page"],
            unprintable=self["unprintable"],
        )

    def when(self, circle: Mapping[str, Any]) -> str:
        """`Monday, morning`."""
        return f"{self.language.weekday(circle['weekday']).capitalize()}, {self[circle['part_of_day']]}"


def season_paper(season: ShownSeason, words: Wording, at: datetime) -> Paper:
    """The planned season: its circles, and what was left out and why."""
    plan, day = season.plan, words.language.day
    circles = [
        (
            Cell(f"{each['title']}", None),
            Cell(str(each["course"]), each["url"]),
            Cell(words.when(each)),
            Cell(f"{each['room']}, {each['branch']}"),
            Cell(f"{day(each['starts_on'])}; {each['weeks']} × {each['session_minutes']} min"),
            Cell(each["facilitator_ref"] or words["not_told"]),
            Cell(words["not_told"] if each["size"] is None else str(each["size"])),
            Cell(words["not_told"] if each["staff_hours"] is None else words.language.number(each["staff_hours"])),
        )
        for each in rows_of(season.circles)
    ]
    without = rows_of(season.left_out)
    left_out = [(Cell(str(each["title"])), Cell(words.say(str(each["reason"])))) for each in without[:MOST_LEFT_OUT]]
    more = (
        (Words(words["more_left_out"] % {"n": len(without) - MOST_LEFT_OUT}),) if len(without) > MOST_LEFT_OUT else ()
    )
    names = ("topic", "course", "when", "where", "sessions", "led_by", "participants", "hours")
    parts = [
        Part(words["circles"], (Grid(tuple(words[name] for name in names), tuple(circles)),)) if circles else None,
        Part(words["left_out"], (Grid((words["topic"], words["why"]), tuple(left_out)), *more)) if left_out else None,
    ]
    paper = words.paper(
        "season",
        f"{day(plan.starts_on)} – {day(plan.ends_on)}",
        (words[plan.status], words.say(plan.message)),
        [part for part in parts if part],
        at,
    )
    return _on_its_side(paper)


def proposal_in(paper: Paper, sheet: Sheet, words: Wording) -> Paper:
    """The proposal of a topic, which is worded in English, in the language of these words."""
    named = words["of_topic"] % {
        "topic": sheet.topic_id,
        "status": words[f"is {sheet.status}"],
        "day": words.language.day(sheet.on),
    }
    return replace(
        paper,
        kind=words["proposal"],
        summary=(words.say(sheet.summary), named),
        parts=tuple(
            Part(words.say(part.heading), tuple(_block_in(block, words) for block in part.blocks))
            for part in paper.parts
        ),
        language=words.language.code,
        page=words["page"],
        unprintable=words["unprintable"],
    )


def _block_in(block: Block | Lines, words: Wording) -> Block | Lines:
    match block:
        case Words(text):
            return Words(words.say(text))
        case Points(sentences):
            return Points(tuple(map(words.say, sentences)))
        case Grid(columns, rows):
            said = tuple(tuple(_cell_in(cell, words) for cell in row) for row in rows)
            return replace(block, columns=tuple(map(words.say, columns)), rows=said)
    return block


def _cell_in(cell: Cell, words: Wording) -> Cell:
    """A cell of ours; one of a sign of fit begins with its value."""
    if cell.is_theirs:
        return cell
    value, colon, evidence = cell.text.partition(": ")
    if value in FIT_VALUES:
        return replace(cell, text=f"{words[value]}{colon}{words.say(evidence)}")
    return replace(cell, text=words.say(cell.text))


def sign_in_paper(circle: RecordedCircle, words: Wording, at: datetime) -> Paper:
    """A list to sign by hand: a line a person, a column a session; nobody's name is on it."""
    entry, day = circle.entry, words.language.short_day
    sessions = [each for each in circle.sessions if each.status != "cancelled"]
    n_rows = min(60, (entry.places or PLACES) + SPARE_LINES)
    blocks: list[Block | Lines] = []
    for start in range(0, max(1, len(sessions)), COLUMNS_ABREAST):
        abreast = sessions[start : start + COLUMNS_ABREAST]
        named = [f"{each.session}: {day(each.starts_at)}" for each in abreast] or [words["date"]]
        blocks.append(Lines((words["number"], words["name"], *named), n_rows))
    first = sessions[0] if sessions else None
    about = [
        each
        for each in (entry.branch, words.language.wall_clock(first.starts_at) if first else None, first and first.place)
        if each
    ]
    paper = words.paper("sign_in", entry.title, (" · ".join(about), words["keep_safe"]), [Part("", tuple(blocks))], at)
    return _on_its_side(paper)


def outcomes_paper(found: Answer, by: str | None, words: Wording, at: datetime) -> Paper:
    """What circles came to, as far as it is told."""
    rows = rows_of(found)
    if not rows:
        part = Part("", (Words(words["nothing_counted"]),))
    elif by is None:
        names = ("measure", "value", "before", "unit", "answers")
        part = Part(
            "",
            (
                Grid(
                    tuple(words[name] for name in names),
                    tuple(
                        (
                            Cell(words.get(each["measure"])),
                            Cell(words["not_told"] if each["is_suppressed"] else _figure(each["value"], words)),
                            Cell(_figure(each["before"], words)),
                            Cell(words.get(f"unit {each['unit']}").removeprefix("unit ")),
                            Cell(_figure(each["n_answers"], words)),
                        )
                        for each in rows
                    ),
                ),
            ),
        )
    else:
        measures = [name for name in found.columns if name not in (by, "title", "not_told")]
        part = Part(
            "",
            tuple(
                Grid(
                    ("", ""),
                    (
                        (Cell(str(each.get("title") or each[by])), Cell("")),
                        *(
                            (Cell(words.get(name)), Cell(_told(each, name, words)))
                            for name in measures
                            if each[name] is not None or name in (each["not_told"] or "").split(", ")
                        ),
                    ),
                )
                for each in rows
            ),
        )
    return words.paper("outcomes", words[f"by_{by or 'all'}"], (words["few_left_out"],), [part], at)


def _told(row: Mapping[str, Any], name: str, words: Wording) -> str:
    return words["not_told"] if row[name] is None else _figure(row[name], words)


def _figure(value: Any, words: Wording) -> str:
    if value is None:
        return ""
    return words.language.number(value) if value == round(value, 1) else words.language.hundredths(value)


def _on_its_side(paper: Paper) -> Paper:
    return replace(paper, is_wide=True)
