"""Tables of totals: a survey tool's summary, or topics with their votes. Nobody answered in them row by row.

Read as answers, each line would be a person who wants its topic.
"""

from __future__ import annotations

import operator
import re

from pipeline.contract.grid import Rows
from pipeline.errors import UsageError
from pipeline.survey.wording import key, wording

COUNTED = (
    r"votes?|counts?|totals?|responses?|respondents|answers|answered|people|staff|number|n|freq|frequency|percent"
    r"|percentage|share|pct|tally|mentions|respuestas|votos|cantidad|n[uú]mero|porcentaje|encuestados|personas"
)
HEAD = re.compile(rf"^(?:(?:{COUNTED}|sum|no)(?: of| de)? )?(?:{COUNTED})(?: (?:count|percent|total))?$")
CHOICES = re.compile(r"^(?:answer (?:choices?|options?)|opciones de respuesta|response options?)$")
SUMMED = re.compile(r"^(?:answered|skipped|total respondents|answered question|skipped question|respondidas|omitidas"
                    r"|contestado|omitido|n mean|weighted average)$")  # fmt: skip
NUMBER = re.compile(r"^(?:\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?) ?%?$")
MIN_SUMMED = 2
MAX_COLUMNS = 6


def refuse_totals(rows: Rows, name: str) -> None:
    """Raise where a table has totals instead of answers.

    A summary sheet has lines such as `Answer Choices`, `Answered` and `Skipped`; a table of votes has each topic once
    and nothing but numbers under headings such as `Votes`.

    Raises:
        UsageError: it looks like totals.
    """
    if _is_summary(rows) or _is_votes(rows):
        raise UsageError(
            f"{name}: this looks like totals, not answers: numbers beside each option were found, a row for each "
            "respondent was expected; export the individual responses (in SurveyMonkey: All individual responses)"
        )


def _is_summary(rows: Rows) -> bool:
    """True where lines of a summary stand among numbers: the words alone may be somebody's options."""
    heads = sum(any(CHOICES.match(key(cell)) for cell in row if cell) for row in rows)
    summed = sum(
        any(SUMMED.match(key(cell)) for cell in row if cell)
        and any(NUMBER.match(wording(cell)) for cell in row if cell)
        for row in rows
    )
    return (heads > 0 and summed > 0) or summed >= MIN_SUMMED


def _is_votes(rows: Rows) -> bool:
    """True where the first column has each topic once, and all others count."""
    heads, body = [key(head) for head in rows[0]], [row for row in rows[1:] if any(row)]
    counted = [bool(HEAD.match(head)) for head in heads[1:]]
    if (
        len(heads) > MAX_COLUMNS
        or not any(counted)
        or not all(map(operator.or_, counted, map(operator.not_, heads[1:])))
    ):
        return False
    topics = [key(row[0]) for row in body]
    is_each_once = all(topics) and len(set(topics)) == len(topics) and not any(map(_is_number, topics))
    numbers = [wording(cell) for row in body for cell in row[1:] if cell]
    return is_each_once and bool(numbers) and all(map(_is_number, numbers))


def _is_number(text: str) -> bool:
    return bool(NUMBER.match(text))
