"""Shapes shared by many sites, harvested from the replay server as a night does it.

Addresses that are replayed but are no source, or none any more, are sites of the tests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from connectors.openhpi.connector import OpenHPI
from pipeline.contract import Connector
from pipeline.fetch import Archive, Fetcher
from pipeline.flow.harvest import Means, Plan, harvest_all
from pipeline.flow.harvested import Harvest
from pipeline.model import SourceRules
from pipeline.sources import load_connector, load_rules
from pipeline.store import Readings

pytestmark = pytest.mark.shared
SITES = {"ki_campus_xikolo": (1, 0, 2), "imoox_file": (1, 0, 1), "open_edx_replayed": (4, 1, 3)}
"""Listings, courses left out and pages of a whole walk."""
LOOKUPS = {"ki_campus_xikolo": "ki_campus", "imoox_file": "imoox"}
"""The source that reads the same words today."""


class OlderVersion(OpenHPI):
    """Asks for a version that its server refuses."""

    version = "2"


Harvester = Callable[..., Harvest]
Replay = Callable[..., AbstractContextManager[str]]


@pytest.fixture
def harvest(replay: Replay, tmp_path: Path, clock: Any) -> Harvester:
    """A whole harvest of one connector from the replay server, as a night does it."""

    async def work(address: str, connector: Connector, rules: SourceRules) -> Harvest:
        archive = Archive(tmp_path / "pages")
        agent = "Circlewise/0.1 (+library@example.org)"
        async with Fetcher(archive, user_agent=agent, gateway=address, clock=clock, random=Random(7)) as fetcher:
            means = Means(
                fetcher=fetcher,
                archive=archive,
                readings=Readings(tmp_path / "readings"),
                clock=clock,
                progress=lambda moved: None,
            )
            plan = Plan(rules=rules, connector=connector, fingerprint="f")
            (made,) = await harvest_all([plan], "20261124T020000-aaa", means)
            return made

    def run(connector: Connector, rules: SourceRules, faults: list[dict[str, Any]] | None = None) -> Harvest:
        with replay(faults=faults) as address:
            return asyncio.run(work(address, connector, rules))

    return run


def _rules(root: Path, site: str) -> SourceRules:
    """Those of the site of the tests, with the words of the source that reads the same feed today."""
    rules = load_rules(root / "tests" / "sites" / site)
    today = LOOKUPS.get(site)
    return replace(rules, lookups=load_rules(root / "connectors" / today).lookups) if today else rules


def _site(root: Path, site: str) -> Connector:
    return load_connector(site, root / "tests" / "sites")()


@pytest.mark.parametrize("site", SITES)
def test_a_site_is_read_to_its_end(root: Path, harvest: Harvester, site: str) -> None:
    made = harvest(_site(root, site), _rules(root, site))
    assert (made.outcome, made.rejected) == ("succeeded", 0), made.reason
    assert (len(made.listings), made.left_out, len(made.pages)) == SITES[site]
    assert [note.message for note in made.notes if note.kind in ("unknown_key", "unknown_value")] == []


@pytest.mark.parametrize("site", ["ki_campus_xikolo", "open_edx_replayed"])
def test_a_page_that_leads_to_itself_never_succeeds(root: Path, harvest: Harvester, site: str) -> None:
    fault = {"host": "*", "path_regex": "courses", "kind": "loop", "always": True}
    assert harvest(_site(root, site), _rules(root, site), [fault]).outcome != "succeeded"


@pytest.mark.parametrize(("site", "name"), [(site, "name") for site in SITES])
def test_a_renamed_key_holds_the_run(root: Path, harvest: Harvester, site: str, name: str) -> None:
    fault = {"host": "*", "path_regex": "", "kind": "drift", "always": True, "args": {"from": name, "to": "headline"}}
    made = harvest(_site(root, site), _rules(root, site), [fault])
    assert (made.outcome, dict(made.listings)) == ("held", {})


def test_a_refused_version_is_settled_with_the_server(root: Path, harvest: Harvester) -> None:
    """openHPI answers in version 3 only: asked for 2 it refuses, asked for any it sends 3."""
    made = harvest(OlderVersion(), load_rules(root / "connectors" / "openhpi"))
    assert (made.outcome, len(made.listings), len(made.pages)) == ("succeeded", 1, 2)
    assert [note.kind for note in made.notes if note.level == "warning"] == ["version_refused"]
