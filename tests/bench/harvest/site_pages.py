"""A made-up course site on loopback: list pages that lead to pages of one course each, and the same as a JSON feed.

Run as a program it serves until its standard input closes; the first line it prints is its address. Pages are made and
packed before the first request, so that serving them costs little beside reading them.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import sys
from html import escape

HOST = "courses.example"
N_COURSES = 2000
PER_LIST = 50
PER_FEED = 100
WORDS = [
    "library",
    "reader",
    "story",
    "data",
    "digital",
    "public",
    "community",
    "grant",
    "health",
    "local",
    "history",
    "care",
    "team",
    "open",
    "learn",
    "teach",
    "plan",
    "write",
    "code",
    "design",
    "survey",
    "budget",
    "partner",
    "youth",
    "family",
    "science",
    "music",
    "record",
    "archive",
    "access",
    "privacy",
    "search",
    "skill",
]
LEVELS = ("Beginner", "Intermediate", "Advanced")
LICENCES = ("CC BY 4.0", "https://creativecommons.org/licenses/by-sa/4.0/", "All rights reserved")


def course(number: int) -> dict[str, object]:
    """One made-up course, the same in every run."""
    dice = random.Random(number)
    said = [" ".join(dice.choices(WORDS, k=dice.randint(8, 24))).capitalize() + "." for _ in range(12)]
    return {
        "id": f"c{number:05}",
        "title": " ".join(dice.choices(WORDS, k=5)).capitalize(),
        "provider": f"{dice.choice(WORDS).capitalize()} State University",
        "description": "".join(f"<p>{sentence}</p>" for sentence in said),
        "language": dice.choice(("English", "Español", "en-US")),
        "level": dice.choice(LEVELS),
        "weeks": dice.randint(3, 12),
        "hours": dice.randint(1, 8),
        "topics": sorted(set(dice.choices(WORDS, k=4))),
        "licence": dice.choice(LICENCES),
        "starts": f"2026-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
    }


def course_page(number: int) -> str:
    """A page as catalogues have them: some 18 kB, most of it navigation, scripts and related courses."""
    said = course(number)
    links = "".join(f'<li class="nav"><a href="/t/{w}" title="{w}"><span>{w}</span></a></li>' for w in WORDS)
    related = "".join(
        f'<article class="card"><h3><a href="/course/{n}">{escape(str(course(n)["title"]))}</a></h3>'
        f'<p class="by">{escape(str(course(n)["provider"]))}</p></article>'
        for n in range(number, number + 12)
    )
    script = (
        "<script>" + "window.dataLayer=window.dataLayer||[];function push(o){dataLayer.push(o)};" * 120 + "</script>"
    )
    topics = "".join(f"<li>{topic}</li>" for topic in said["topics"])  # type: ignore[attr-defined]
    rows = "".join(
        f'<dt>{name}</dt><dd class="{key}">{said[key]}{unit}</dd>'
        for name, key, unit in (
            ("Language", "language", ""),
            ("Level", "level", ""),
            ("Length", "weeks", " weeks"),
            ("Effort", "hours", " hours per week"),
            ("Licence", "licence", ""),
            ("Start", "starts", ""),
        )
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{said["title"]}</title>{script}</head>'
        f"<body><nav><ul>{links}</ul></nav><main>"
        f'<h1 class="course-title">{said["title"]}</h1><p class="provider">{said["provider"]}</p>'
        f'<div class="about">{said["description"]}</div><dl>{rows}</dl><ul class="topics">{topics}</ul></main>'
        f"<aside>{related}</aside><footer><ul>{links}</ul></footer></body></html>"
    )


def list_page(number: int) -> str:
    """Links to so many courses."""
    links = "".join(
        f'<li><a class="course" href="/course/{n}">Course {n}</a></li>'
        for n in range(number * PER_LIST, (number + 1) * PER_LIST)
    )
    return f"<!doctype html><html><body><ul>{links}</ul></body></html>"


def feed_page(number: int) -> str:
    """So many courses as JSON, and the next page."""
    first, last = number * PER_FEED, min((number + 1) * PER_FEED, N_COURSES)
    following = f"https://{HOST}/feed?page={number + 1}" if last < N_COURSES else None
    return json.dumps({"results": [course(n) for n in range(first, last)], "count": N_COURSES, "next": following})


def pages() -> dict[str, tuple[str, bytes]]:
    """Every page by path: its content type and its packed body."""
    html, feed = "text/html; charset=utf-8", "application/json"
    texts = {f"/courses/{n}": (html, list_page(n)) for n in range(N_COURSES // PER_LIST)}
    texts |= {f"/course/{n}": (html, course_page(n)) for n in range(N_COURSES)}
    texts |= {f"/feed?page={n}": (feed, feed_page(n)) for n in range(N_COURSES // PER_FEED)}
    texts["/robots.txt"] = ("text/plain", "User-agent: *\nAllow: /\n")
    return {path: (kind, gzip.compress(text.encode(), 6, mtime=0)) for path, (kind, text) in texts.items()}


async def serve() -> None:
    """Serve on a free port until standard input closes."""
    known = pages()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()
                # Asked through a gateway, an address is /HOST/PATH; asked directly, it is /PATH.
                kind, body = known.get(path.removeprefix(f"/{HOST}"), ("", b""))
                status = "200 OK" if kind else "404 Not Found"
                writer.write(
                    f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Encoding: gzip\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve())
