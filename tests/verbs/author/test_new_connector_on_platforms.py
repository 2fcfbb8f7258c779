"""new-connector, as typed, for an address of every shared platform: the sites are those of the recordings."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest
import yaml

HOST = "https://courses.example.org"
MOODLE = "https://learn.saylor.org"
WORDPRESS = """<!doctype html><html><head><meta name="generator" content="WordPress 6.4">
<link rel="alternate" type="application/rss+xml" href="https://www.dtls.nl/feed/">
<link rel="alternate" type="application/rss+xml" href="https://www.dtls.nl/courses/feed/">
</head><body><article><h2><a href="/a">A course</a></h2></article>
<article><h2><a href="/b">Another</a></h2></article>"""
FRONT = f"""<!doctype html><html><head><meta name="keywords" content="moodle, A school"></head>
<body id="page-site-index"><script>var M = {{}};
M.cfg = {{"wwwroot":"{MOODLE.replace("/", chr(92) + "/")}"}};</script></body></html>"""
EXAMPLES = {
    "moodle": (MOODLE, 'site = "https://learn.saylor.org"'),
    "moochub": ("https://open.hpi.de/bridges/moochub/courses", 'version = "3"'),
    "oai_pmh": ("https://anatomytool.org/oai-pmh?verb=ListRecords&metadataPrefix=nl_lom", 'prefix = "nl_lom"'),
    "sharekit": (
        "https://api.surfsharekit.nl/api/jsonapi/channel/v1/edusources/repoItems",
        'channel = "edusources"',
    ),
    "feed": ("https://www.dtls.nl/courses/", 'feed = "https://www.dtls.nl/courses/feed/"'),
}
"""By platform: an address that leads to a recorded site, and a line of the connector."""
NOT_STARTED_HERE = ("open_edx", "richie", "schema_org", "sitemap", "table")
"""Platforms without an example: one moves up when its shared shape and a recording of it are there."""
TAKEN = ("page_of_html", "no_entries", "cut_off", "version_2", "version_3", "formats", "token_forgotten")
FilesIn = Callable[[Path], set[str]]


class Served(Protocol):
    """The provider's address as a gateway, what it was asked, and what it answers."""

    gateway: str
    asked: list[tuple[str, dict[str, str]]]
    pages: dict[str, tuple[int, dict[str, str], bytes]]


@pytest.fixture
def sites(provider: Served, root: Path) -> Served:
    """The recorded pages at their addresses, and two pages of HTML that lead there."""
    for about in (root / "tests" / "recordings").glob("*/*/case.yaml"):
        if about.parent.name not in TAKEN:
            (body,) = about.parent.glob("page.*")
            url = yaml.safe_load(about.read_text(encoding="utf-8"))["url"]
            provider.pages[url.removeprefix("https:/")] = (200, {}, body.read_bytes())
    provider.pages["/www.dtls.nl/courses/"] = (200, {}, WORDPRESS.encode())
    provider.pages["/learn.saylor.org/"] = (200, {}, FRONT.encode())
    return provider


def test_every_shared_platform_is_recognised_or_listed(root: Path) -> None:
    """A new shared shape gets a recogniser and an example; those that have none yet are named."""
    signs = {path.stem for path in (root / "connectors/platforms/signs").glob("*.py")} - {"__init__"}
    platforms = {
        path.stem
        for path in (root / "connectors" / "platforms").glob("*.py")
        if re.search(r"^class [A-Z]\w*\(Connector\):", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert platforms - signs == set(), "no recogniser: CONTRIBUTING.md, `A shared shape`"
    assert signs == {*EXAMPLES, *NOT_STARTED_HERE}
    assert platforms >= set(EXAMPLES)


@pytest.mark.parametrize("platform", sorted(EXAMPLES))
def test_a_source_on_a_platform_is_ten_lines(verb: Any, sites: Served, project: Path, platform: str) -> None:
    url, line = EXAMPLES[platform]
    said = verb("new-connector", "fresh", url, "--gateway", sites.gateway)
    assert said.status == 0, said.err
    told = " ".join(said.text.split())
    assert f"in connectors/platforms/{platform}.py" in told
    assert "--platform none" in told
    assert re.search(r"title +in (\d+) of \1", said.text)
    code = (project / "connectors/fresh/connector.py").read_text()
    assert f"    {line}\n" in code
    assert len(code.splitlines()) <= 13
    first = yaml.safe_load((project / "tests/recordings/fresh/first_page/case.yaml").read_text())
    assert first["url"].removeprefix("https:/") in [path for path, _ in sites.asked]
    assert len(sites.asked) == len({path for path, _ in sites.asked}), "no page is asked for twice"


def test_a_list_that_hides_courses_is_called_incomplete(verb: Any, sites: Served, project: Path) -> None:
    said = verb("new-connector", "fresh", EXAMPLES["feed"][0], "--gateway", sites.gateway)
    assert yaml.safe_load((project / "connectors/fresh/source.yaml").read_text())["is_complete"] is False
    assert "the page is of WordPress, which has https://www.dtls.nl/courses/feed/" in " ".join(said.text.split())
    assert "/wp-json/wp/v2/types" in said.text


def test_the_page_itself_is_read_when_asked_for(verb: Any, sites: Served, project: Path) -> None:
    options = ("--platform", "none", "--gateway", sites.gateway)
    said = verb("new-connector", "fresh", EXAMPLES["feed"][0], *options)
    assert said.status == 0, said.err
    assert 'CARD = "article"' in (project / "connectors/fresh/connector.py").read_text()


@pytest.mark.parametrize(
    ("platform", "path", "found"),
    [
        ("nothing", "/list", "no platform is called `nothing`; there are feed, moochub"),
        ("moodle", "/list", "Moodle: https://courses.example.org/list shows no sign of it"),
    ],
)
def test_a_platform_that_is_not_there_is_told(
    verb: Any, provider: Served, project: Path, platform: str, path: str, found: str, files_in: FilesIn
) -> None:
    before = files_in(project)
    said = verb("new-connector", "fresh", HOST + path, "--platform", platform, "--gateway", provider.gateway)
    assert said.status == 2
    assert found in said.err
    assert files_in(project) == before


def test_a_platform_that_cannot_be_read_leaves_the_page(verb: Any, provider: Served, project: Path) -> None:
    """A Moodle whose index is gone: its page is read like any other, and why is told."""
    cards = "".join(f'<article><h3><a href="/c/{n}">Course {n}</a></h3></article>' for n in range(3))
    page = f"<!doctype html><html><body id='page-site-index'>{cards}</body></html>"
    provider.pages["/courses.example.org/"] = (200, {}, page.encode())
    said = verb("new-connector", "fresh", f"{HOST}/", "--gateway", provider.gateway)
    assert said.status == 0, said.err
    told = " ".join(said.text.split())
    assert "to do: this looked like Moodle (the body of the page has an id of Moodle's), but:" in told
    assert "course/index.php" in told
    assert 'CARD = "article"' in (project / "connectors/fresh/connector.py").read_text()


def test_a_refusal_of_a_platform_ends_the_start(verb: Any, provider: Served, project: Path, files_in: FilesIn) -> None:
    """What the site keeps from robots is not had another way."""
    provider.pages["/courses.example.org/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /course/\n")
    provider.pages["/courses.example.org/"] = (200, {}, b"<!doctype html><html><body id='page-site-index'>")
    before = files_in(project)
    said = verb("new-connector", "fresh", f"{HOST}/", "--gateway", provider.gateway)
    assert said.status == 1
    assert "robots.txt forbids /course/index.php" in said.err
    assert files_in(project) == before


def test_a_sitemap_in_robots_txt_is_worth_a_sentence(verb: Any, provider: Served, project: Path) -> None:
    robots = f"User-agent: *\nDisallow:\nSitemap: {HOST}/all.xml\n"
    provider.pages["/courses.example.org/robots.txt"] = (200, {}, robots.encode())
    said = verb("new-connector", "fresh", f"{HOST}/page", "--gateway", provider.gateway)
    assert f"robots.txt names the sitemap {HOST}/all.xml" in " ".join(said.text.split())
    assert len(provider.asked) == 2


@pytest.mark.slow
def test_what_is_started_on_platforms_keeps_to_the_rules(verb: Any, sites: Served, project: Path, root: Path) -> None:
    """Once a person has read the terms and agreed to what comes out, every test of connectors passes."""
    clean = shutil.ignore_patterns("__pycache__")
    shutil.rmtree(project / "connectors")
    shutil.copytree(root / "connectors" / "platforms", project / "connectors" / "platforms", ignore=clean)
    (project / "connectors" / "__init__.py").touch()
    for platform, (url, _) in EXAMPLES.items():
        assert verb("new-connector", f"on_{platform}", url, "--gateway", sites.gateway).status == 0
        rules = project / "connectors" / f"on_{platform}" / "source.yaml"
        start, end = (text := rules.read_text()).index("terms: >-"), text.index("expect:")
        terms = f"terms: Read at {HOST}/terms on 2026-11-24; reading is allowed.\n"
        rules.write_text(text[:start] + terms + text[end:] + _lookups(root, platform))
    shutil.copytree(root / "pipeline", project / "pipeline", ignore=clean)
    shutil.copytree(root / "tests" / "connectors", project / "tests" / "connectors", ignore=clean)
    shutil.copy(root / "tests" / "conftest.py", project / "tests")
    shutil.copytree(root / "tests" / "plugins", project / "tests" / "plugins", ignore=clean)
    shutil.copy(root / "pyproject.toml", project)
    for command in (["format", "--check"], ["check"]):
        done = subprocess.run([sys.executable, "-m", "ruff", *command, "connectors"], cwd=project, check=False)
        assert done.returncode == 0
    first, second = _tests(project), _tests(project)
    reviewed = ("test_expectation_is_reviewed", "test_page_gives_")
    assert first
    assert [name for name in first if not name.startswith(reviewed)] == []
    assert second == []


def _lookups(root: Path, platform: str) -> str:
    """The words that a person has looked up for the recorded source."""
    names = {"sharekit": "edusources", "oai_pmh": "anatomytool", "moochub": "openhpi"}
    if platform not in names:
        return ""
    rules = yaml.safe_load((root / "connectors" / names[platform] / "source.yaml").read_text())
    return f"lookups: {json.dumps(rules.get('lookups', {}))}\n"


def _tests(project: Path) -> list[str]:
    """The names of the connectors' tests that failed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    files = [f"tests/connectors/test_{name}.py" for name in ("conformance", "recordings")]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files],
        cwd=project,
        env={**environment, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert " passed" in done.stdout, done.stdout + done.stderr
    return [line.split("::")[1] for line in done.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
