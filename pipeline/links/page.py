"""What a page says of itself: its headlines, its text, and whether it names a course."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.contract import Page, PageChangedError, markup_text
from pipeline.links.phrases import fold

Named = Literal["in_headline", "in_text", "partly", "nowhere"]
HEADLINES = ("title", "h1", 'meta[property="og:title"]', 'meta[name="twitter:title"]')
DATA = 'script[type="application/ld+json"]'
MAX_HEADLINES = 20
LONG = 4  # letters of a word that tells something
MANY = 3  # telling words from which on their order does not matter
SURE_SHARE, ABSENT_SHARE = 0.8, 0.5


@dataclass(frozen=True)
class Said:
    """A page's words, folded."""

    headlines: tuple[str, ...]
    text: str
    """What people read, without addresses: an error page repeats the address it was asked for, title and all."""
    data: str
    """What the page tells search engines."""

    def names(self, title: str) -> Named:
        """Whether the page names a course; `nowhere` where most of its words are missing too."""
        wanted = fold(title)
        if any(_holds(headline, wanted) for headline in self.headlines):
            return "in_headline"
        everything = f"{self.text} {self.data}"
        if _holds(everything, wanted):
            return "in_text"
        return "nowhere" if _share(everything, wanted) < ABSENT_SHARE else "partly"


def read(page: Page) -> Said:
    """The words of a page of HTML; of one nested beyond reason what can be read by pattern."""
    markup = page.text
    visible = " ".join(word for word in markup_text(markup).split() if "/" not in word)
    headlines, data = _parsed(page)
    return Said(tuple(fold(headline) for headline in headlines), fold(visible), fold(data))


def _parsed(page: Page) -> tuple[list[str], str]:
    try:
        root = page.html()
    except PageChangedError:
        return [], ""
    found = [root.all(selector, at_least=0)[:MAX_HEADLINES] for selector in HEADLINES]
    headlines = [node.attribute("content") or node.content for nodes in found for node in nodes]
    described = root.maybe('meta[name="description"]')
    data = [node.content for node in root.all(DATA, at_least=0)[:MAX_HEADLINES]]
    data.append((described and described.attribute("content")) or "")
    return [text for text in headlines if text], " ".join(data)


def _holds(text: str, wanted: str) -> bool:
    """Whether folded words stand in a folded text: one after the other, or nearly all of them where they are many."""
    if not wanted:
        return False
    return f" {wanted} " in f" {text} " or (len(_telling(wanted)) >= MANY and _share(text, wanted) >= SURE_SHARE)


def _share(text: str, wanted: str) -> float:
    telling = _telling(wanted)
    return len(telling & set(text.split())) / len(telling) if telling else 0.0


def _telling(wanted: str) -> set[str]:
    words = wanted.split()
    return {word for word in words if len(word) >= LONG} or set(words)
