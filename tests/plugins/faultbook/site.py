"""Sources of the tests' own: a project of small connectors beside the project's reference tables."""

from __future__ import annotations

from pathlib import Path

CONNECTOR = '''"""A source of the tests."""

from pipeline.contract import Connector, PageChangedError, RawListing, Request, StatedTotal


class Site(Connector):
    """A list of courses, page after page, as JSON, HTML or XML."""

    source = "{name}"

    def start(self):
        yield Request("{address}", "{kind}")

    def json(self, page):
        body = page.json()
        yield from page.each(body.entries("courses"), self.course)
        total, link = body.maybe("total", int), body.text("next")
        if total is not None:
            yield StatedTotal(total)
        if link:
            yield page.follow(link)

    @staticmethod
    def course(course):
        return RawListing(
            key=course.take("id", str),
            title=course.take("title", str),
            url=course.take("url", str),
            description=course.text("description"),
            effort=course.text("effort"),
        )

    def html(self, page):
        for box in page.html().all("li.course", at_least=1):
            link = box.one("a")
            yield RawListing(key=box.attribute("data-id"), title=link.content, url=link.attribute("href"))

    def xml(self, page):
        for each in page.xml().all("course", at_least=1):
            yield RawListing(key=each.attribute("id"), title=each.text("title"), url=each.text("url"))
'''
RULES = """source: {name}
title: {title}
publisher: the tests
home: https://{host}/
terms: not verified
language: en
expect: {{min_listings: {least}, max_drop_pct: 30, fill_rate: {{url: 0.9}}}}
{more}"""


def project(folder: Path, root: Path) -> Path:
    """A project without a source, that has the reference tables of the real one; returns its folder of connectors."""
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "reference").symlink_to(root / "data" / "reference")
    (folder / "connectors").mkdir()
    return folder / "connectors"


def add_source(
    connectors: Path, name: str, address: str, *, kind: str = "json", least: int = 8, more: str = "", title: str = ""
) -> None:
    """A source whose courses stand at this address; `more` are further lines of its source.yaml."""
    folder = connectors / name
    folder.mkdir()
    host = address.split("/")[2]
    (folder / "__init__.py").touch()
    (folder / "connector.py").write_text(CONNECTOR.format(name=name, address=address, kind=kind))
    rules = RULES.format(name=name, host=host, least=least, more=more, title=title or name.replace("_", " "))
    (folder / "source.yaml").write_text(rules)
