"""docs/privacy.md says where everything lies, and calls nothing anonymous."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.model import DemandSettings, Settings
from pipeline.store.holdings import HOLDINGS


def test_every_file_of_a_home_is_on_the_page(root: Path) -> None:
    page = (root / "docs" / "privacy.md").read_text(encoding="utf-8")
    table = "\n".join(line for line in page.splitlines() if line.startswith("|"))
    assert [name for holding in HOLDINGS for name in holding.patterns if f"`{name}`" not in table] == []
    named = set(re.findall(r"`([^`]+)`", "\n".join(line.split("|")[1] for line in table.splitlines())))
    assert named == {name for holding in HOLDINGS for name in holding.patterns}


def test_numbers_and_settings_on_the_page_are_those_of_the_program(root: Path) -> None:
    page = (root / "docs" / "privacy.md").read_text(encoding="utf-8")
    assert DemandSettings().min_group == 5
    assert "people under five is told (`demand.min_group`)" in page
    assert f"`keep_builds` nights, {Settings.__dataclass_fields__['keep_builds'].default} |" in page
    assert "`keep_surveys_days`" in page
    assert DemandSettings().keep_surveys_days is None


def test_answers_are_called_confidential_and_never_anonymous(root: Path) -> None:
    page = (root / "docs" / "privacy.md").read_text(encoding="utf-8")
    said = [line for line in page.splitlines() if "anonym" in line.casefold()]
    assert "**confidential, never anonymous**" in page
    assert all(re.search(r"\bnever anonymous\b|\bnot make answers anonymous\b", line) for line in said), said


def test_the_page_is_found_from_the_start_page(root: Path) -> None:
    assert "(docs/privacy.md)" in (root / "README.md").read_text(encoding="utf-8")
