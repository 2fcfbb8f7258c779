"""Feeds and lists of feeds: by their body, or by the link to a feed in a page of HTML (WordPress has one a list)."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from pipeline.contract import Page
from pipeline.contract.recognised import Recognised, as_html, as_xml, generator, links

TITLE = "a feed (RSS or Atom)"
FEEDS = {"rss": "RSS", "feed": "Atom", "RDF": "RSS 1.0"}
FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
NEWEST = "a feed holds the newest entries only, and these may be news: look whether they are courses"
OF_WORDPRESS = "/wp-json/wp/v2/types tells whether its courses can be had whole, as JSON: then start again from there"


def recognise(page: Page) -> Recognised | None:
    """The feed of a list of courses is preferred to that of the whole site, and comments are no courses."""
    html = as_html(page)
    if html is not None:
        is_wordpress = generator(html).startswith("WordPress")
        found = _best(page.url, links(html, "alternate", FEED_TYPES))
        if found is None and is_wordpress:
            found = urljoin(f"{page.url.partition('?')[0].rstrip('/')}/", "feed/")
        if found is None:
            return None
        parts = urlsplit(page.url)
        why = f"the page {'is of WordPress, which' if is_wordpress else 'links to a feed, and'} has {found}"
        more = (f"{parts.scheme}://{parts.netloc}{OF_WORDPRESS}",) if is_wordpress else ()
        return Recognised(by="linked", why=why, constants={"feed": found}, is_complete=False, to_do=(NEWEST, *more))
    root = as_xml(page)
    if root is not None and root.name == "opml":
        return Recognised(by="answer", why="the body is a list of feeds (OPML)", constants={"outlines": page.url})
    if root is None or root.name not in FEEDS or (root.name == "RDF" and root.maybe("channel") is None):
        return None
    why = f"the body is {FEEDS[root.name]}"
    return Recognised(by="answer", why=why, constants={"feed": page.url}, is_complete=False, to_do=(NEWEST,))


def _best(url: str, hrefs: list[str]) -> str | None:
    """The feed below the page's own path, else the first one; on the same host."""
    whole = [urljoin(url, href) for href in hrefs]
    same = [each for each in whole if urlsplit(each).hostname == urlsplit(url).hostname and "/comments/" not in each]
    own = [each for each in same if each.startswith(f"{url.partition('?')[0].rstrip('/')}/")]
    return next(iter(own if urlsplit(url).path.strip("/") else same), next(iter(same), None))
