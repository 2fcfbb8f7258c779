"""By which signs a shared platform is recognised, which is preferred, and what of a page may become code."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from connectors.platforms.signs.sitemap import LIKELY
from pipeline.author.platforms import NONE, candidates, chosen, find_signs, is_plain
from pipeline.author.ten_lines import render_on_platform
from pipeline.contract import Page, Request
from pipeline.contract.recognised import Recognised
from pipeline.errors import SettingsError, UsageError

AT = "https://courses.example.org"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OAI = '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{}</OAI-PMH>'
IDENTIFY = "<Identify><repositoryName>A shelf</repositoryName><granularity>YYYY-MM-DD</granularity></Identify>"
OFFERED = "".join(
    f"<metadataFormat><metadataPrefix>{name}</metadataPrefix></metadataFormat>" for name in ("oai_dc", "marc", "lom")
)
FORMATS = f"<ListMetadataFormats>{OFFERED}</ListMetadataFormats>"
FEED_LINKS = "".join(
    f'<link rel="alternate" type="application/rss+xml" href="{path}">'
    for path in ("/comments/feed/", "/feed/", "/courses/feed/")
)
MOOCHUB = {"data": [{"type": "courses", "id": "1", "attributes": {"name": "A", "courseLicenses": []}}]}
OPEN_EDX = {"results": [{"course_id": "course-v1:A+B+C", "blocks_url": "x"}], "pagination": {"count": 1}}
LINKED = '{"@graph": [{"@type": "WebPage"}, {"@type": ["Thing", "Course"], "name": "A\nB"}]}'


def html(head: str = "", body: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


SEEN: dict[str, tuple[str, str, dict[str, str], str, dict[str, Any]]] = {
    "moodle by generator": ("moodle", "/", {}, html('<meta name="generator" content="Moodle 4.5">'), {"site": AT}),
    "moodle by keywords": ("moodle", "/", {}, html('<meta name="keywords" content="moodle, A school">'), {"site": AT}),
    "moodle below a path": (
        "moodle", "/learn/course/index.php?categoryid=19", {}, html(body="<script>M.cfg = {&quot;</script>").replace(
            "M.cfg = {&quot;", f'M.cfg = {json.dumps({"wwwroot": AT + "/learn"}, separators=(",", ":"))}'
        ), {"site": f"{AT}/learn", "categories": (19,)},
    ),
    "moodle by its body": (
        "moodle", "/open/course/index.php", {}, "<!doctype html><html><body id='page-course-index-category'>",
        {"site": f"{AT}/open"},
    ),
    "open edx by address": ("open_edx", "/api/courses/v1/courses/", {}, "", {"lms": AT}),
    "open edx by keys": ("open_edx", "/list", {}, json.dumps(OPEN_EDX), {"lms": AT}),
    "open edx by generator": ("open_edx", "/", {}, html('<meta name="generator" content="Open edX">'), {"lms": AT}),
    "open edx by links": (
        "open_edx", "/", {}, html(body='<a href="/courses/course-v1:A+B+C/about">A</a>'), {"lms": AT},
    ),
    "richie by keys": (
        "richie", "/api/v1.0/courses/", {}, '{"meta": {"total_count": 1}, "objects": [{"id": 1}]}', {"site": AT},
    ),
    "richie by generator": ("richie", "/", {}, html('<meta name="generator" content="Richie">'), {"site": AT}),
    "moochub by address": (
        "moochub", "/bridges/moochub/courses", {}, "", {"feed": f"{AT}/bridges/moochub/courses", "version": "3"},
    ),
    "moochub by its answer": (
        "moochub", "/m", {"content-type": "application/vnd.api+json; moochub-version=2"}, '{"data": []}',
        {"feed": f"{AT}/m", "version": "2"},
    ),
    "moochub by keys": ("moochub", "/m", {}, json.dumps(MOOCHUB), {"feed": f"{AT}/m", "version": "2"}),
    "oai by Identify": (
        "oai_pmh", "/oai?verb=Identify", {}, OAI.format(IDENTIFY),
        {"base": f"{AT}/oai", "prefix": "oai_dc", "granularity": "YYYY-MM-DD"},
    ),
    "oai by its formats": (
        "oai_pmh", "/oai?verb=ListMetadataFormats", {}, OAI.format(FORMATS),
        {"base": f"{AT}/oai", "prefix": "lom"},
    ),
    "oai by an error": (
        "oai_pmh", "/oai", {}, OAI.format('<error code="badVerb">no verb</error>'),
        {"base": f"{AT}/oai", "prefix": "oai_dc"},
    ),
    "oai of a set": (
        "oai_pmh", "/oai?verb=ListRecords&metadataPrefix=nl_lom&set=a:b", {}, OAI.format("<ListRecords/>"),
        {"base": f"{AT}/oai", "prefix": "nl_lom", "only_set": "a:b"},
    ),
    "rss": ("feed", "/feed", {}, '<?xml version="1.0"?><rss version="2.0"><channel/></rss>', {"feed": f"{AT}/feed"}),
    "atom": ("feed", "/a", {}, '<feed xmlns="http://www.w3.org/2005/Atom"/>', {"feed": f"{AT}/a"}),
    "opml": ("feed", "/o", {}, '<opml version="2.0"><body/></opml>', {"outlines": f"{AT}/o"}),
    "a feed of the list itself": ("feed", "/courses/", {}, html(FEED_LINKS), {"feed": f"{AT}/courses/feed/"}),
    "a feed of the site": ("feed", "/", {}, html(FEED_LINKS), {"feed": f"{AT}/feed/"}),
    "wordpress without a link": (
        "feed", "/kurse/?a=1", {}, html('<meta name="generator" content="WordPress 6.4">'),
        {"feed": f"{AT}/kurse/feed/"},
    ),
    "json-ld": (
        "schema_org", "/c", {}, html(f'<script type="application/ld+json">{LINKED}</script>'), {"catalogue": f"{AT}/c"},
    ),
    "sitemap": (
        "sitemap", "/s.xml", {}, f"<urlset><url><loc>\n{AT}/en/courses/a \n</loc></url></urlset>",
        {"sitemaps": (f"{AT}/s.xml",), "course_path": LIKELY},
    ),
    "index of sitemaps": (
        "sitemap", "/s", {}, "\ufeff<?xml version='1.0'?><sitemapindex/>",
        {"sitemaps": (f"{AT}/s",), "course_path": LIKELY},
    ),
    "sitemap without courses": ("sitemap", "/s", {}, f"<urlset><url><loc>{AT}/news/a</loc></url></urlset>", {}),
    "sitemap in robots.txt": ("sitemap", "/robots.txt", {}, f"User-agent: *\nsitemap : {AT}/all.xml\n", {}),
    "linked sitemap": ("sitemap", "/", {}, html('<link rel="sitemap" href="/all.xml">'), {}),
    "csv by its type": (
        "table", "/export", {"content-type": "text/csv; charset=utf-8"}, "title\nA\n", {"address": f"{AT}/export"},
    ),
    "tsv by its address": ("table", "/list.tsv", {}, "title\turl\n", {"address": f"{AT}/list.tsv"}),
    "workbook": ("table", "/list", {"content-type": XLSX}, "PK\x03\x04x", {"address": f"{AT}/list"}),
    "sharekit": (
        "sharekit", "/x", {}, "", {"channel": "edusources"},
    ),
}  # fmt: skip
ADDRESSES = {"sharekit": "https://api.surfsharekit.nl/api/jsonapi/channel/v1/edusources/repoItems?page[size]=5"}
NOTHING = {
    "a page of cards": html(body="<article><h2><a href='/a'>Course</a></h2></article>"),
    "a page about Moodle": html(body="<p>We use Moodle, and M.cfg in our lessons, and course-v1.</p>"),
    "a list of JSON": '[{"id": 1, "name": "A"}]',
    "JSON:API of something else": '{"data": [{"type": "users", "id": "1", "attributes": {"name": "A"}}]}',
    "JSON-LD of an organisation": html('<script type="application/ld+json">{"@type": "Organization"}</script>'),
    "broken JSON-LD": html('<script type="application/ld+json">{"@type": "Course"</script>'),
    "a feed of another site": html(
        '<link rel="alternate" type="application/rss+xml" href="https://elsewhere.example/feed">'
    ),
    "XML of its own": "<?xml version='1.0'?><catalogue><course/></catalogue>",
    "XML that declares entities": "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel/></rss>",
    "words": "soon",
    "nothing": "",
    "deep JSON": "[" * 5000,
    "deep HTML": html(body="<div>" * 2000),
}


def page(path: str, text: str, headers: dict[str, str] | None = None) -> Page:
    url = path if path.startswith("https://") else AT + path
    return Page(Request(url, "courses"), url, 200, headers or {}, text.encode())


@pytest.mark.parametrize("name", SEEN)
def test_a_platform_is_recognised_and_says_what_its_connector_needs(name: str, root: Path) -> None:
    platform, path, headers, text, constants = SEEN[name]
    found = candidates(page(ADDRESSES.get(name, path), text, headers), find_signs(root / "connectors"))
    assert found[0].sign.name == platform
    assert dict(found[0].seen.constants) == constants
    assert found[0].seen.why
    assert "{" not in found[0].seen.why


def test_every_recogniser_is_in_the_table(root: Path) -> None:
    assert {sign.name for sign in find_signs(root / "connectors")} == {platform for platform, *_ in SEEN.values()}


@pytest.mark.parametrize("name", NOTHING)
def test_what_is_no_platform_is_not_taken_for_one(name: str, root: Path) -> None:
    assert candidates(page("/list", NOTHING[name]), find_signs(root / "connectors")) == []


@pytest.mark.parametrize(
    ("head", "order"),
    [
        ('<meta name="generator" content="Moodle 4">{feed}{linked}', ["moodle", "schema_org", "feed"]),
        ('<meta name="generator" content="WordPress 6">{feed}{linked}', ["schema_org", "feed"]),
        ('{feed}<link rel="sitemap" href="/all.xml">', ["feed", "sitemap"]),
    ],
)
def test_the_surest_sign_comes_first(head: str, order: list[str], root: Path) -> None:
    linked = f'<script type="application/ld+json">{LINKED}</script>'
    text = html(head.format(feed=FEED_LINKS, linked=linked))
    assert [each.sign.name for each in candidates(page("/", text), find_signs(root / "connectors"))] == order


def test_a_feed_is_never_called_complete(root: Path) -> None:
    _, path, headers, text, _ = SEEN["rss"]
    assert not candidates(page(path, text, headers), find_signs(root / "connectors"))[0].seen.is_complete


@pytest.mark.parametrize(
    ("text", "is_fine"),
    [
        ("https://a.example/b?c=d&e[f]=g", True),
        ("lom", True),
        ("a:b", True),
        ("", False),
        ('https://a.example/"+x', False),
        ("a b", False),
        ("a\nb", False),
        ("javascript:x()", False),
        ("https://a.example/{x}", False),
        ("x" * 200, False),
    ],
)
def test_only_plain_values_become_code(text: str, is_fine: bool) -> None:
    assert is_plain(text) == is_fine


def test_a_hostile_page_becomes_no_code(root: Path) -> None:
    text = OAI.format("<ListRecords/>")
    with pytest.raises(UsageError, match="a plain value was expected"):
        candidates(page("/oai?verb=ListRecords&set=a%22%0Aimport+os", text), find_signs(root / "connectors"))


def test_a_recogniser_that_does_not_fit_its_platform_is_told(root: Path) -> None:
    (sign,) = chosen(find_signs(root / "connectors"), "moodle")
    other = replace(sign, recognise=lambda _: Recognised(by="answer", why="it is", constants={"place": "x"}))
    with pytest.raises(SettingsError, match="gives `place`, which Moodle does not have"):
        candidates(page("/", ""), [other])


def test_a_platform_without_a_shape_is_told_how_to_get_one(root: Path) -> None:
    (sign,) = chosen(find_signs(root / "connectors"), "moodle")
    with pytest.raises(UsageError, match=r"no shared shape for Moodle yet .*CONTRIBUTING.md, `A shared shape`"):
        chosen([replace(sign, platform=None)], "moodle")
    assert chosen([sign], NONE) == []


def test_long_and_odd_constants_are_code_all_the_same(root: Path) -> None:
    url = f"{AT}/course/index.php?categoryid=7"
    (found,) = candidates(
        page(url, "<!doctype html><html><body id='page-course-index'>"), find_signs(root / "connectors")
    )
    odd = {
        "site": AT + "/a" * 120,
        "categories": (7, 9),
        "sitemaps": (f"{AT}/one.xml", f"{AT}/two.xml" * 2),
        "only": ("a",),
    }
    long = replace(found, seen=replace(found.seen, constants={**odd, "course_path": LIKELY}))
    assert found.sign.platform is not None
    code = render_on_platform("moodle", url, long, found.sign.platform)
    assert f'course_path = re.compile(r"{LIKELY.pattern}")' in code
    (kind,) = [node for node in ast.parse(code).body if isinstance(node, ast.ClassDef)]
    assert kind.name == "MoodleSource"
    values = {
        node.targets[0].id: ast.literal_eval(node.value) for node in kind.body[:-1] if isinstance(node, ast.Assign)
    }  # type: ignore[attr-defined]
    assert values == {"source": "moodle", **odd}
    assert max(len(line) for line in code.splitlines()) <= 120


def test_recognisers_are_pure_and_short(root: Path) -> None:
    pure = ("__future__", "collections.abc", "json", "re", "typing", "urllib.parse")
    for path in (root / "connectors" / "platforms" / "signs").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        names += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        assert [name for name in names if name not in pure and not name.startswith("pipeline.contract")] == [], path
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 150
