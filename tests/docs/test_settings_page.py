"""docs/settings.md says what the settings are."""

from __future__ import annotations

import dataclasses

from pipeline.model import CircleSettings, Expect, Job, Politeness, Settings, SourcePlan, SourceRules
from pipeline.verbs.settings_page import PAGE, settings_page


def test_the_page_is_up_to_date(root):
    assert (root / "docs" / "settings.md") == PAGE
    assert PAGE.read_text(encoding="utf-8") == settings_page(), "run `make docs`"


def test_every_setting_is_on_the_page_with_its_text():
    page = settings_page()
    for owner in (Settings, Job, SourcePlan, CircleSettings, Politeness, Expect, SourceRules):
        for field in dataclasses.fields(owner):
            row = next(line for line in page.splitlines() if line.startswith(f"| `{field.name}` |"))
            assert row.count(" | ") == 4
            assert field.metadata["doc"].split("`")[0][:20].replace("_", "\\_") in page


def test_kinds_ranges_and_defaults_are_in_plain_words():
    lines = settings_page().splitlines()
    assert "| `timezone` | text |  | must be given | IANA name, such as America/New\\_York |" in lines
    assert any(line.startswith("| `weekdays` | list of: weekday by name |  | every day |") for line in lines)
    assert any(line.startswith("| `gateway` | text or nothing |  | nothing |") for line in lines)
    assert any(line.startswith("| `sources` | keys with: keys, see below |  | {} |") for line in lines)
    assert any(line.startswith("| `languages` | list of: text |  | \\[en, es\\] |") for line in lines)
    assert any(line.startswith("| `max_pages` | whole number | 1 to 1,000,000 | 500 |") for line in lines)
    assert any(line.startswith("| `fill_rate` | keys with: number | 0 to 1 | must be given |") for line in lines)
    assert any(line.startswith("| `expect` | keys with: number | as in source.yaml: expect | {} |") for line in lines)
    assert "### schedule.yaml: sources.ID" in lines
    assert "### source.yaml: politeness" in lines
