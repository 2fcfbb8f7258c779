"""A title above the headings: names would be taken for answers, so such a file is refused."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.errors import UsageError


@pytest.mark.parametrize("title_rows", [[["Staff survey 2026", "", ""]], [["Staff survey", "", ""], ["", "", ""]]])
def test_title_rows_above_the_headings_are_refused(forge: Any, title_rows: list[list[str]]) -> None:
    rows = [*title_rows, ["Your name", "Branch", "What would you like to learn?"], ["Ana Example", "East", "Excel"]]
    with pytest.raises(UsageError, match=r"a heading above 1 of 3 columns.*delete the title rows"):
        forge.read(rows)
