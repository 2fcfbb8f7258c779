"""A source that goes wrong on one night, and what such a source answers on a good one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from faultbook.provider import Answer, Answerer, courses, reply

N = 10
"""Courses of each source on a good night; fewer than 8 are held, and so is a drop of more than 30 %."""
LIST = "/list"
DEADLINE: Mapping[str, float] = {"deadline_seconds": 1, "retries": 0}
SMALL: Mapping[str, float] = {"max_body_mb": 1}
INSIDE = "is not a public address"


@dataclass(frozen=True, kw_only=True)
class Bad:
    """One source that goes wrong: what it answers then, and what is made of it."""

    name: str
    outcome: str
    told: str = ""
    """Found in the reason, letter by letter; empty where the run succeeds."""
    answer: Callable[[str], Answerer | Answer] | None = None
    """What the list answers, by the name of the source; None where it answers as ever."""
    paths: Mapping[str, Callable[[str], Answerer | Answer]] = field(default_factory=dict)
    """What other paths answer that night, robots.txt among them."""
    kind: str = "json"
    politeness: Mapping[str, float] = field(default_factory=dict)
    changes: Mapping[str, int] = field(default_factory=dict)
    """Numbers of the report that are not those of a night on which nothing changed."""
    makes: str = ""
    """For a run that succeeds: what people see."""

    @property
    def source(self) -> str:
        """The id of the source."""
        return "x_" + "_".join("".join(c if c.isalnum() else " " for c in self.name.lower()).split())[:50].strip("_")

    @property
    def host(self) -> str:
        """Where it lives."""
        return f"{self.source.replace('_', '-')}.example.org"

    @property
    def expected(self) -> str:
        """What becomes of it, in words."""
        if self.outcome == "succeeded":
            return f"succeeded, {self.makes}; the next night is as the one before"
        return f"{self.outcome}: “{self.told}”; all {N} courses stay; the next night succeeds"


def bytes_of(answer: bytes) -> Callable[[str], Answer]:
    """These bytes, whatever the source."""
    return lambda name: answer


def whole(name: str) -> bytes:
    """The body of a good night."""
    return courses(name, range(N))


def page(name: str) -> bytes:
    """The same as HTML."""
    rows = "".join(
        f'<li class="course" data-id="{n}"><a href="https://{name}.example/{n}">Course {n}</a></li>' for n in range(N)
    )
    return f"<!DOCTYPE html><title>Courses</title><ul>{rows}</ul>".encode()


def tree(name: str) -> bytes:
    """The same as XML."""
    rows = "".join(
        f'<course id="{n}"><title>Course {n}</title><url>https://{name}.example/{n}</url></course>' for n in range(N)
    )
    return f"<courses>{rows}</courses>".encode()


def good(kind: str, name: str) -> bytes:
    """What a source of this kind answers on a good night."""
    body, sort = {"json": (whole, "application/json"), "html": (page, "text/html"), "xml": (tree, "text/xml")}[kind]
    return reply(body(name), kind=sort)
