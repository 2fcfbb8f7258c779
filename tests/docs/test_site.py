"""The site of the documentation: built strictly, whole, and without another host; a broken link ends the build."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from gather import SiteError, gather, place, relinked
from lxml import html

DOORS = ("Coordinator", "Operator", "Analyst", "Developer of a connector")
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}


def built(root: Path, into: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / ".ci" / "site"), str(into)]
    return subprocess.run(command, cwd=into, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("site")
    done = built(root, into)
    assert done.returncode == 0, done.stdout + done.stderr
    assert Path(done.stdout.strip()) == into / "build" / "site" / "index.html"
    return into / "build" / "site"


@pytest.fixture(scope="module")
def trees(site: Path) -> dict[Path, html.HtmlElement]:
    return {path: html.fromstring(path.read_bytes()) for path in site.rglob("*.html")}


@pytest.mark.slow
def test_every_page_is_there_and_four_doors_are_on_each(root: Path, trees: dict[Path, html.HtmlElement]) -> None:
    n_pages = len(list((root / "docs").rglob("*.md")))
    assert len(trees) > n_pages > 60
    for path, tree in trees.items():
        tabs = [tab.text_content().strip() for tab in tree.cssselect(".md-tabs__link")]
        assert [tab for tab in tabs if tab in DOORS] == list(DOORS), path


@pytest.mark.slow
def test_no_page_loads_anything_from_another_host(site: Path, trees: dict[Path, html.HtmlElement]) -> None:
    loaded = [
        (path.name, address)
        for path, tree in trees.items()
        for kind, key in LOADED.items()
        for each in tree.iter(kind)
        if (address := each.get(key, "")).startswith(("http", "//")) and each.get("rel") != "canonical"
    ]
    assert loaded == []
    for sheet in (*site.rglob("*.css"), *site.rglob("*.svg")):
        assert re.findall(r"(?:url\(|@import\s+)['\"]?(?:https?:)?//", sheet.read_text(encoding="utf-8")) == [], sheet


@pytest.mark.slow
def test_every_link_leads_to_a_file_and_a_heading(trees: dict[Path, html.HtmlElement]) -> None:
    ids = {path: {*tree.xpath("//@id"), *tree.xpath("//a/@name")} for path, tree in trees.items()}
    lost, n_followed = [], 0
    for path, tree in trees.items():
        if path.name == "404.html":
            continue  # its links begin at the top of whatever server shows it
        for address in tree.xpath("//main//a/@href | //main//img/@src"):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            n_followed += 1
            if not target.is_file() or (
                parts.fragment and target in ids and unquote(parts.fragment) not in ids[target]
            ):
                lost.append((path.name, address))
    assert lost == []
    assert n_followed > 1000


@pytest.mark.slow
def test_diagrams_are_pictures_for_light_and_dark(root: Path, site: Path) -> None:
    pytest.importorskip("merman", reason="this kind of machine has no package that draws diagrams")
    page = html.fromstring((site / "data-dictionary.html").read_bytes())
    n_blocks = (root / "docs" / "data-dictionary.md").read_text(encoding="utf-8").count("```mermaid\n")
    drawn = [each for each in page.iter("img") if each.get("src").startswith("diagrams/")]
    assert len(drawn) == 2 * n_blocks > 0
    assert [each.get("src") for each in drawn if len(each.get("alt")) < 20] == []
    cut = [path for path in site.rglob("diagrams/*.svg") if "overflow:hidden" in path.read_text(encoding="utf-8")]
    assert cut == []
    assert "mermaid" not in {name for each in page.iter() for name in each.get("class", "").split()}


@pytest.mark.slow
def test_lists_and_code_are_those_that_code_hosts_show(site: Path) -> None:
    page = html.fromstring((site / "project" / "CONTRIBUTING.html").read_bytes())
    assert [each.text_content() for each in page.xpath("//main//li/ul/li") if each.text_content().startswith("Take:")]
    steps = html.fromstring((site / "operations.html").read_bytes())
    assert [each for each in steps.xpath("//main//li//pre") if "useradd --system" in each.text_content()]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "link", "said"),
    [
        ("docs/fit.md", "[x](nowhere.md)", "docs/fit.md: found a link to `nowhere.md`"),
        ("docs/fit.md", "[x](season.md#nowhere)", "anchor does not exist"),
        ("README.md", "[x](docs/season.md#nowhere)", "anchor does not exist"),
    ],
)
def test_a_broken_link_ends_the_build(root: Path, tmp_path: Path, page: str, link: str, said: str) -> None:
    clean = shutil.ignore_patterns("__pycache__", "local")
    for name in ("docs", "notebooks", ".ci", "data"):
        shutil.copytree(root / name, tmp_path / name, ignore=clean)
    for path in [*root.glob("*.md"), *root.glob("*.yml"), root / "LICENSE", root / "schedule.yaml"]:
        shutil.copy(path, tmp_path)
    with (tmp_path / page).open("a", encoding="utf-8") as file:
        file.write(f"\n{link}\n")
    done = built(tmp_path, tmp_path)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_every_page_of_docs_is_in_the_navigation(root: Path) -> None:
    named = set(re.findall(r"[\w/.-]+\.md", (root / "mkdocs.yml").read_text(encoding="utf-8")))
    pages = {place(path.relative_to(root)) for path in (root / "docs").rglob("*.md")}
    assert {page for page in pages if not page.startswith(("decisions/", "trials/"))} <= named
    doors = [next(iter(each)) for each in yaml.safe_load((root / "mkdocs.yml").read_text())["nav"]]
    assert [door for door in doors if door in DOORS] == list(DOORS)


def test_the_front_page_and_the_landing_page_show_the_four_doors(root: Path) -> None:
    firsts = ("coordinators/first-ten-minutes.md", "operators/quick-start.md", "analysts/README.md")
    for page, folder in (("README.md", "docs/"), ("docs/index.md", "")):
        text = (root / page).read_text(encoding="utf-8")
        for first in (*firsts, "developers/first-connector.md"):
            assert f"]({folder}{first})" in text, page


def test_links_lead_to_the_same_files_from_where_the_copies_lie(root: Path) -> None:
    said = "[a](../CONTRIBUTING.md#set-up) [b](season.md) [c](https://x.example.org/) [d](#here) [e](decisions/)\n"
    text, reached = relinked(Path("docs/fit.md"), f"{said}\n```\n[f](nowhere.md)\n```\n", root)
    assert text.startswith("[a](project/CONTRIBUTING.md#set-up) [b](season.md) [c](https://x.example.org/) [d](#here)")
    assert "[e](decisions/index.md)" in text
    assert "[f](nowhere.md)" in text
    assert reached == {Path("CONTRIBUTING.md"), Path("docs/season.md"), Path("docs/decisions/index.md")}
    text, _ = relinked(Path("README.md"), '<img src="docs/pictures/phone.png" alt="x"> [y](docs/fit.md)', root)
    assert text == '<img src="../pictures/phone.png" alt="x"> [y](../fit.md)'


@pytest.mark.parametrize("target", ["nowhere.md", "../../outside.md", "../pipeline"])
def test_a_link_to_nothing_is_told(root: Path, target: str) -> None:
    with pytest.raises(SiteError, match=r"docs/fit\.md: found a link to"):
        relinked(Path("docs/fit.md"), f"[x]({target})", root)


def test_what_was_gathered_before_is_gone(root: Path, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "old.md").touch()
    small = tmp_path / "project"
    (small / "docs").mkdir(parents=True)
    (small / "docs" / "index.md").write_text("# One\n")
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "notebooks/README.md"):
        (small / name).parent.mkdir(exist_ok=True)
        (small / name).write_text("# Two\n")
    gather(small, pages)
    assert sorted(path.name for path in pages.iterdir()) == ["index.md", "project"]
