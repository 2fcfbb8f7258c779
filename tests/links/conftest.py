"""Pages as they come from a look."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.contract import Page, Request
from pipeline.links import Verdict, judge

ASKED = "https://provider.example/courses/introduction-to-biology"
TITLE = "Introduction to Biology"


@pytest.fixture
def judged() -> Callable[..., Verdict]:
    """The verdict on a page for the course `Introduction to Biology`."""

    def run(
        markup: str | bytes = "",
        *,
        status: int = 200,
        asked: str = ASKED,
        last: str | None = None,
        title: str = TITLE,
        kind: str = "text/html; charset=utf-8",
    ) -> Verdict:
        body = markup.encode() if isinstance(markup, str) else markup
        headers = {"content-type": kind} if kind else {}
        return judge(Page(Request(asked, "look"), last or asked, status, headers, body), title)

    return run
