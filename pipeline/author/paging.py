"""What to write where a page does not tell the address of the next one: the whole query, with its number moved on."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

NUMBERS = ("page", "p", "page_number", "pagenumber", "page_no", "pageno", "current_page", "currentpage")
OFFSETS = ("offset", "start", "skip", "from")


def next_page_hint(url: str, shown: int) -> list[str]:
    """Lines of a comment: a sentence, and the code that asks for the page after this one.

    `page.follow("?page=2")` replaces the whole query, so all of it is written out. `shown` is how many courses the page
    holds: an offset moves on by as many.
    """
    parts = [part for part in urlsplit(url).query.split("&") if part]
    said = "Ask for it, until there is no more; a link that starts with `?` replaces the whole query"
    for at, part in enumerate(parts):
        name, _, value = part.partition("=")
        step = 1 if name.casefold() in NUMBERS else shown if name.casefold() in OFFSETS else 0
        if step and re.fullmatch(r"[0-9]{1,9}", value):
            query = "&".join([*parts[:at], f"{name}={{number + {step}}}", *parts[at + 1 :]])
            return [
                f"{said} (`parse_qs` and `urlsplit` are of urllib.parse):",
                f'    number = int(parse_qs(urlsplit(page.request.url).query)["{name}"][0])',
                f'    yield page.follow(f"?{query}")',
            ]
    query = "&".join([*parts, "page=2"])
    return [f"{said}, and the source may call it otherwise:", f'    yield page.follow("?{query}")']
