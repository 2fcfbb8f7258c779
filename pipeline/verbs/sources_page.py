"""docs/sources.md, written from source.yaml, blocked.yaml and the recordings: `python -m pipeline.verbs.sources_page`.

For a coordinator who wants to know where courses come from and what is missing, and for whoever runs the nights.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from pipeline.contract import Connector
from pipeline.escape import markdown_cell
from pipeline.model import WEEKDAYS, BlockedSource, Politeness, RawListing, Settings, SourceRules
from pipeline.settings import load_settings
from pipeline.sources import find_blocked, find_sources, load_connector
from pipeline.verbs.house import CONNECTORS, PROJECT

PAGE = PROJECT / "docs" / "sources.md"
RECORDINGS = PROJECT / "tests" / "recordings"
PLATFORMS = "connectors.platforms."
ALWAYS = ("key", "title")
"""A listing without these is none."""
BESIDE = ("currency", "kind")
"""Filled only beside another field, or where a listing is no course: that they are absent says nothing."""
FIELDS = tuple(field.name for field in fields(RawListing) if field.name not in ALWAYS)
READ_ON = re.compile(r"\bread on (20[0-9]{2}-[01][0-9]-[0-3][0-9])", re.IGNORECASE)
HEAD = """\
# Sources

<!-- Written by `make docs` from connectors/*/source.yaml, blocked.yaml and the recordings; change it there. -->

Where courses come from, what each source says about them, and what it leaves open. **Gives** and **never says** are
counted in the recordings, which are small pages kept for the tests: a field that is rare at the source may be missing
there. What is unknown stays unknown; nobody guesses that a course is free. The settings are those of the project's
`schedule.yaml`; every key of `source.yaml` is explained in [settings.md](settings.md), and
[CONTRIBUTING.md](../CONTRIBUTING.md) says how a source is added.
"""


@dataclass(frozen=True)
class Measured:
    """What the recordings of a source show."""

    n: int
    """Listings in all its recordings."""
    filled: Counter[str]
    """By field: in how many of them it is filled."""

    def never(self, rules: SourceRules) -> list[str]:
        """Fields that neither a recording nor source.yaml fills."""
        said = _from_rules(rules)
        return [name for name in FIELDS if name not in (*self.filled, *said, *BESIDE)]


def sources_page(connectors: Path = CONNECTORS, recordings: Path = RECORDINGS, settings: Settings | None = None) -> str:
    """The page as Markdown: a table of all sources, a section for each, and the catalogues that are not harvested."""
    settings = settings or load_settings(PROJECT / "schedule.yaml")
    found = {
        name: (rules, load_connector(name, connectors), measured(recordings / name))
        for name, rules in find_sources(connectors).items()
    }
    blocked = find_blocked(connectors)
    rows = [_row(rules, connector, shown, settings) for rules, connector, shown in found.values()]
    table = ["| source | platform | harvested | tells | terms | needs |", "|---|---|---|---|---|---|", *rows]
    parts = [HEAD, f"## All {len(found)} sources\n", *table, ""]
    for rules, connector, shown in found.values():
        parts += [*_section(rules, connector, shown, settings), ""]
    parts += [f"## Known and not harvested ({len(blocked)})\n"]
    parts += ["Nothing works around a refusal; what it would take is said with each.\n"]
    for each in blocked.values():
        parts += [*_blocked(each), ""]
    return "\n".join(parts).rstrip("\n") + "\n"


def measured(folder: Path) -> Measured:
    """What the reviewed expectations of a source's recordings hold."""
    listings: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*/expected.json")):
        listings += json.loads(path.read_text(encoding="utf-8"))["listings"]
    return Measured(len(listings), Counter(name for listing in listings for name in FIELDS if listing.get(name)))


def _row(rules: SourceRules, connector: type[Connector], shown: Measured, settings: Settings) -> str:
    counted = [name for name in FIELDS if name not in BESIDE]
    told = [name for name in counted if name in shown.filled or name in _from_rules(rules)]
    cells = [
        f"[{markdown_cell(rules.title)}](#{_anchor(rules)})",
        _platform(connector),
        _when(rules.source, settings),
        f"{len(told)} of {len(counted)} fields{'' if rules.is_complete else '; hides some'}",
        _terms_state(rules),
        ", ".join(f"`{name}`" for name in rules.credentials) or "nothing",
    ]
    return f"| {' | '.join(cells)} |"


def _section(rules: SourceRules, connector: type[Connector], shown: Measured, settings: Settings) -> Iterator[str]:
    """A short section; what is long, the terms and the notes, comes last."""
    yield f"### {markdown_cell(rules.title)}\n"
    yield f'<a id="{_anchor(rules)}"></a>`{rules.source}`, run by {markdown_cell(rules.publisher)}: <{rules.home}>\n'
    gives = ", ".join(f"{name} ({shown.filled[name]})" for name in FIELDS if name in shown.filled)
    yield f"- **Gives**, in {shown.n} recorded listings: {_folded(gives or 'nothing yet')}."
    stated = "; ".join(f"{name} {words}" for name, words in _from_rules(rules).items())
    if stated:
        yield f"- **Where a course does not say**: {stated}."
    yield f"- **Never says**: {', '.join(shown.never(rules)) or 'nothing is missing'}."
    yield f"- **Lists**: {_lists(rules)}"
    yield f"- **Platform**: {_platform(connector)}."
    yield f"- **Harvested** {_when(rules.source, settings)}: {_asks(rules, connector)}."
    yield f"- **A good run**: {_expected(rules)}."
    yield f"- **Politeness**: {_politeness(rules.politeness)}."
    yield f"- **Needs**: {', '.join(f'`{name}`' for name in rules.credentials) or 'no credentials'}."
    yield f"- **Terms**: {_told(rules.terms)}"
    if rules.notes.strip():
        yield f"- **Notes**: {_told(rules.notes)}"


def _blocked(blocked: BlockedSource) -> Iterator[str]:
    yield f"### {markdown_cell(blocked.title)}\n"
    yield f"`{blocked.source}`, run by {markdown_cell(blocked.publisher)}: <{blocked.home}>\n"
    yield f"- **Why not** (seen on {blocked.seen_on}): {_told(blocked.reason)}"
    yield f"- **What it would take**: {_told(blocked.would_take)}"


def _from_rules(rules: SourceRules) -> dict[str, str]:
    """Fields that source.yaml states for every course, with what it states."""
    said: dict[str, str] = {}
    if rules.provider:
        said["provider"] = markdown_cell(rules.provider)
    if rules.language:
        said["language"] = f"`{rules.language}`"
    if rules.pacing:
        said["pacing"] = f"`{rules.pacing}`"
    if rules.policy:
        read = f"read on {rules.policy.read_on}" + (f" in {rules.policy.read_in}" if rules.policy.read_in else "")
        said["free"] = f"`{rules.policy.free_kind}` (<{rules.policy.url}>, {read})"
    return said


def _lists(rules: SourceRules) -> str:
    kind = f"{rules.kind}s" if rules.kind == "course" else f"kind `{rules.kind}` where a listing does not say"
    if rules.is_complete:
        return f"{kind}; one that is missing for {rules.retire_after} days on which it was looked for is retired."
    return f"{kind}; the list hides some, so that absence proves nothing."


def _platform(connector: type[Connector]) -> str:
    """The shared shape it is written on."""
    shared = (base for base in connector.__mro__[1:] if base.__module__.startswith(PLATFORMS))
    return next((f"`{base.__module__.removeprefix(PLATFORMS)}`" for base in shared), "its own")


def _when(source: str, settings: Settings) -> str:
    """The nights on which it is harvested: its own days among those of the night."""
    plan = settings.sources.get(source)
    if plan is not None and not plan.is_enabled:
        return "never (switched off)"
    days = [day for day in WEEKDAYS if day in settings.night.weekdays and (plan is None or day in plan.weekdays)]
    return "every night" if len(days) == len(WEEKDAYS) else ", ".join(days) or "never (no day fits)"


def _asks(rules: SourceRules, connector: type[Connector]) -> str:
    if not connector.tells_changes:
        return "all of it each time"
    if rules.full_every_days == 1:
        return "it can tell changes, and is walked in full each day"
    return f"what changed since the last run, and all of it every {rules.full_every_days} days"


def _expected(rules: SourceRules) -> str:
    expect = rules.expect
    shares = ", ".join(f"{name} in {share:.0%}" for name, share in expect.fill_rate.items())
    least = f"at least {expect.min_listings:,} listings, at most {expect.max_drop_pct:g} % fewer than before"
    return f"{least}{f', {shares}' if shares else ''}; below that it is held"


def _politeness(politeness: Politeness) -> str:
    said = f"{politeness.delay_seconds:g} s between two requests (longer if robots.txt asks for it)"
    together = f", {politeness.concurrency} at once" if politeness.concurrency > 1 else ""
    return f"{said}{together}, at most {politeness.max_pages:,} pages a run"


def _terms_state(rules: SourceRules) -> str:
    if "not verified" in rules.terms.lower():
        return "not verified"
    found = READ_ON.search(rules.terms)
    return f"read on {found[1]}" if found else "read, see below"


def _anchor(rules: SourceRules) -> str:
    return f"source-{rules.source}"


def _folded(text: str) -> str:
    return " ".join(text.split())


def _told(text: str) -> str:
    """Words of a YAML file: what stands between backticks is code, all else is text."""
    parts = _folded(text).split("`")
    if len(parts) % 2 == 0:
        return markdown_cell(text)
    return "".join(f"`{part}`" if at % 2 else _escaped(part) for at, part in enumerate(parts))


def _escaped(text: str) -> str:
    """The text, escaped, with the spaces around it."""
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{markdown_cell(text)}{after}" if text.strip() else text


if __name__ == "__main__":
    PAGE.write_text(sources_page(), encoding="utf-8")
