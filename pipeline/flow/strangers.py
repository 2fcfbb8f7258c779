"""Single pages of strangers, read in a process of their own: those people look up, and those that links lead to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipeline.contract import Page, PageChangedError
from pipeline.engine import Bounded, Limits, RaisedError
from pipeline.errors import WorkerError
from pipeline.flow.course_page import Understood, understood
from pipeline.links import Verdict, judge
from pipeline.model import SourceRules

LIMITS = Limits(cpu_seconds=5.0, memory_mib=512, seconds=60.0, answer_mib=1)
"""Of one page. One tag with 30,000 attributes, of 236 kB, takes 3.6 s (lexbor, 2026-11); pages of courses some ms."""


class StrangersPages:
    """Reads pages one after the other; the process starts with the first. Use as a context manager, in one thread."""

    def __init__(self) -> None:
        self._bounded = Bounded(_reader, (), (Understood, Verdict), LIMITS)

    def __enter__(self) -> StrangersPages:
        return self

    def __exit__(self, *what: object) -> None:
        self._bounded.close()

    def understood(self, page: Page, rules: SourceRules) -> Understood:
        """What a page says of its course.

        Raises:
            PageChangedError: it is no page about a course, or reading it was ended.
        """
        found: Understood = self._ask(page, understood, rules)
        return found

    def judged(self, page: Page, title: str) -> Verdict:
        """Whether the course with this title is still there.

        Raises:
            PageChangedError: reading the page was ended, so that nothing is known.
        """
        found: Verdict = self._ask(page, judge, title)
        return found

    def _ask(self, page: Page, read: Callable[..., Any], about: Any) -> Any:
        try:
            return self._bounded.ask((read, page, about))
        except WorkerError as error:
            raise PageChangedError(
                f"{page.url}: the process that read this page {error}; open the address: is it a page of courses still?"
            ) from error
        except RaisedError as error:
            raise PageChangedError(
                f"{page.url}: this page cannot be read ({str(error).partition(':')[0]}); is it a page of a course?"
            ) from error


def _reader() -> Callable[[tuple[Callable[..., Any], Page, Any]], Any]:
    """What the process does."""
    return lambda asked: asked[0](asked[1], asked[2])
