"""A first connector for a page of HTML: a guess at the cards of its courses, and strict selectors to go on with."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pipeline.author.render import address_constant, class_name, commented
from pipeline.contract import Node
from pipeline.contract.markup import parse

TITLES = ("h2 a[href]", "h3 a[href]", "h4 a[href]", "a[href] h2", "a[href] h3", "a[href]")
LIKELY = re.compile(r"course|kurs|curso|card|item|result|listing|program", re.IGNORECASE)
CLASS = re.compile(r"<([a-z][a-z0-9]*)\b[^<>]*?\bclass\s*=\s*[\"']([^\"'<>]{1,300})[\"']", re.IGNORECASE)
PLAIN_CLASS = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}")
MAX_CLASSES = 40
TEMPLATE = '''"""{source}: {host}; started by `circlewise new-connector`."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from pipeline.contract import Connector, Node, Page, PageChangedError, Produced, RawListing, Request

{address}
CARD = "{card}"  # {comment}
LINK = "{link}"


class {name}(Connector):
    """One card a course, read by strict selectors: `one` and `text` refuse a page where they match none or several."""

    source = "{source}"

    def start(self) -> Iterator[Produced]:
        """The first page."""
        yield Request(COURSES, reader="courses")

    def courses(self, page: Page) -> Iterator[Produced]:
        """A page of courses."""
        for card in page.html().all(CARD, at_least=1):
            yield _listing(card, page.url)


def _listing(card: Node, page_url: str) -> RawListing:
    link = card.one(LINK)
    href = link.attribute("href")
    if not href:
        raise PageChangedError(f"{{page_url}}: `{{LINK}}` has no `href`, the address of a course was expected")
    url = urljoin(page_url, href)
{remarks}
    return RawListing(
        # Better: an id of the source's own, such as card.attribute("data-id").
        key=urlsplit(url)._replace(scheme="", netloc="").geturl(),
        title={title},
        url=url,
    )
'''


@dataclass(frozen=True)
class Cards:
    """The selectors of the courses on a page; `n` is 0 where nothing was found."""

    card: str
    link: str
    title: str | None
    """Where the title stands inside the card, if not as the text of the link."""
    n: int


def find_cards(text: str, url: str) -> Cards:
    """The selector whose elements each hold exactly one link, and the most of them.

    Raises:
        PageChangedError: the page is empty or nested beyond reason.
    """
    root = parse(text, url)
    found = [cards for selector in _containers(text) for cards in _fit(root, selector)]
    return max(found, key=lambda cards: (_likely(cards), cards.n), default=Cards("article", "h2 a[href]", None, 0))


def render_html(source: str, url: str, text: str, cards: Cards) -> str:
    """The text of connector.py for a page of HTML."""
    found = (
        f"guessed: {cards.n} of them" if cards.n else "nothing on the page looked like cards: write the selector here"
    )
    words = (
        'What else a card says, each strictly: description=card.maybe_text("p"), provider=card.text(".provider"). More '
        'pages: page.follow(link) for the `href` of the "next" link.'
    )
    types = linked_types(parse(text, url))
    listed = ", ".join(f"{name} ({n})" for name, n in types.most_common(20))
    said = f"The page carries JSON-LD of these types: {listed}." if types else "The page carries no JSON-LD."
    return TEMPLATE.format(
        source=source,
        host=urlsplit(url).hostname,
        address=address_constant("COURSES", url),
        card=cards.card,
        link=cards.link,
        comment=found,
        name=class_name(source),
        remarks="\n".join([*commented(words, 4), *commented(said, 4)]),
        title=f'card.text("{cards.title}")' if cards.title else "link.content",
    )


def linked_types(root: Node) -> Counter[str]:
    """The types that the page's JSON-LD names, with their numbers."""
    types: Counter[str] = Counter()
    for script in root.all('script[type="application/ld+json"]', at_least=0):
        try:
            types.update(_types(json.loads(script.content)))
        except (ValueError, RecursionError):
            continue  # broken JSON-LD is common and says nothing
    return types


def _types(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        named = value.get("@type")
        for name in named if isinstance(named, list) else [named]:
            if isinstance(name, str) and PLAIN_CLASS.fullmatch(name):
                yield name
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for entry in inner:
        yield from _types(entry)


def _containers(text: str) -> Iterator[str]:
    """Selectors that occur several times: `article`, table rows, and elements with a class."""
    counts: Counter[str] = Counter()
    for tag, worded in CLASS.findall(text):
        counts.update(f"{tag.lower()}.{name}" for name in worded.split() if PLAIN_CLASS.fullmatch(name))
    yield from ("article", "main li", "main tr")
    yield from (selector for selector, n in counts.most_common(MAX_CLASSES) if n > 1 and not selector.startswith("a."))


def _fit(root: Node, selector: str) -> Iterator[Cards]:
    """The first way to find one title and one link in each of these elements."""
    cards = root.all(selector, at_least=0)
    if len(cards) < 2:
        return
    for title in TITLES:
        is_inside = title.startswith("a[href] ")
        link = "a[href]" if is_inside else title
        links = [card.all(link, at_least=0) for card in cards]
        if not all(
            len(found) == 1 and len(card.all(title, at_least=0)) == 1 for found, card in zip(links, cards, strict=True)
        ):
            continue
        hrefs = {found[0].attribute("href") for found in links}
        titled = [card.one(title).content for card in cards]
        if len(hrefs) == len(cards) and all(hrefs) and all(len(words) > 2 for words in titled):
            yield Cards(selector, link, title if is_inside else None, len(cards))
            return


def _likely(cards: Cards) -> bool:
    """Whether it looks like courses rather than a menu."""
    return cards.link != "a[href]" or cards.title is not None or bool(LIKELY.search(cards.card))
