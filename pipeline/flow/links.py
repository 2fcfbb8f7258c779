"""Links: a few pages of shortlisted courses are looked at each night, so that nobody is sent to a course that is gone.

The courses are those of the last catalogue's shortlists: what is found tonight counts for tonight's. The harvest's own
fetcher looks, so that the pace of each host, its pauses and its robots.txt hold over both, and nothing is asked twice.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pipeline.errors import BlockedError, CirclewiseError, TransientError
from pipeline.fetch import Fetcher
from pipeline.flow.strangers import StrangersPages
from pipeline.links import Verdict, days_until_due, has_left, is_missing, next_failures
from pipeline.model import LinkCheck, LinkResult, LinkSettings, Offer, Politeness
from pipeline.normalize.url import host_of
from pipeline.store import Catalogue
from pipeline.store.schema import naive

HOSTS_AT_ONCE = 8
DEADLINE_SECONDS = 30.0  # a page that people wait for longer than this is of no use to them
ENOUGH = 5  # pages that make a sample
LISTED = """
SELECT c.course_id, c.source, c.title, c.url, min(tc.rank) AS rank
FROM core.topic_course tc JOIN core.topic t USING (topic_id) JOIN core.course c USING (course_id)
WHERE c.is_active AND c.url IS NOT NULL AND t.status <> 'rejected'
GROUP BY ALL
"""
LEFT = "SELECT course_id, source, title, url, 0 FROM core.course WHERE is_active AND list_contains(?, course_id)"


@dataclass(frozen=True)
class Listed:
    """A course whose page may be looked at; `rank` is its best place on a shortlist, 0 where it left them."""

    course_id: str
    source: str
    title: str
    url: str
    rank: int


@dataclass(frozen=True)
class Links:
    """What is known of the pages of courses."""

    courses: tuple[Listed, ...] = ()
    checks: dict[str, LinkCheck] = field(default_factory=dict)
    """By course_id: the last look at it, on whatever night."""
    results: Mapping[str, int] = field(default_factory=dict)
    """Courses looked at tonight, by result."""
    doubt: str | None = None
    """Why pages that seemed gone tonight were not believed to be."""

    def known(self, course: Listed) -> LinkCheck | None:
        """The last look at a course, if its address is still the same."""
        check = self.checks.get(course.course_id)
        return check if check and check.url == course.url else None

    def offered(self, courses: Iterable[Offer]) -> list[Offer]:
        """The courses that may be offered: all but those whose page was gone on enough days."""
        left = {(check.course_id, check.url) for check in self.checks.values() if has_left(check)}
        return [course for course in courses if (course.course_id, course.url) not in left]

    def as_json(self) -> dict[str, object]:
        """What a night tells of its links; `left` are the courses that are left out of shortlists."""
        left = sum(map(has_left, self.checks.values()))
        checked = sum(self.results.values())
        return {"checked": checked, "results": dict(self.results), "left": left, "doubt": self.doubt}


def known_links(previous: Path | None) -> Links:
    """What the last catalogue knows: its shortlists, those that left them, and every look."""
    if previous is None:
        return Links()
    with Catalogue(previous) as catalogue:
        checks = {row.course_id: row for row in catalogue.previous(LinkCheck, "true", order="course_id")}
        left = [check.course_id for check in checks.values() if has_left(check)]
        found = [Listed(*row) for row in (*catalogue.query(LISTED).rows, *catalogue.query(LEFT, [left]).rows)]
    return Links(tuple({course.course_id: course for course in found}.values()), checks)


def due_tonight(links: Links, at: datetime, settings: LinkSettings) -> list[list[Listed]]:
    """The courses to look at, those under one address together: never looked at first, then the oldest look.

    Nothing is looked at twice on one UTC day, so that a page is gone on two days only if two days have passed.
    """
    ready = sorted(
        (course for course in links.courses if _is_due(links.known(course), at, settings)),
        key=lambda course: (_last_look(links.known(course)), course.rank, course.course_id),
    )
    by_url: dict[str, list[Listed]] = defaultdict(list)
    for course in ready:
        by_url[course.url].append(course)
    hosts: Counter[str] = Counter()
    chosen: list[list[Listed]] = []
    for url, courses in by_url.items():
        if len(chosen) < settings.max_checks and hosts[_site(url)] < settings.max_checks_per_host:
            hosts[_site(url)] += 1
            chosen.append(courses)
    return chosen


async def check_links(
    links: Links,
    due: Sequence[Sequence[Listed]],
    at: datetime,
    settings: LinkSettings,
    fetcher: Fetcher,
    politeness_of: Callable[[str], Politeness],
) -> Links:
    """Look at these pages, several hosts at once and one page of a host at a time; whatever happens, the night goes on.

    Args:
        links: what is known.
        due: courses by address, as `due_tonight` gives them.
        at: time of the night.
        settings: how much.
        fetcher: of the harvest.
        politeness_of: how gently a source is asked.
    """
    by_host: dict[str, list[Sequence[Listed]]] = defaultdict(list)
    for courses in due:
        by_host[_site(courses[0].url)].append(courses)
    found: list[LinkCheck] = []
    at_once = asyncio.Semaphore(HOSTS_AT_ONCE)

    async def ask(pages: Sequence[Sequence[Listed]]) -> None:
        async with at_once:
            for courses in pages:
                politeness = _gentle(politeness_of(courses[0].source))
                looks, goes_on = await _look(courses, fetcher, politeness, reader)
                found.extend(_check(course, look, links.known(course), at) for course, look in looks)
                if not goes_on:
                    return

    try:
        with StrangersPages() as reader:
            async with asyncio.timeout(settings.max_minutes * 60):
                await asyncio.gather(*(ask(pages) for pages in by_host.values()))
    except TimeoutError:
        pass  # what was not looked at is the first to be looked at another night
    doubt = _doubt(found, links)
    if doubt:
        found = [_not_believed(check, links, doubt) for check in found]
    found.sort(key=lambda check: check.course_id)
    checks = links.checks | {check.course_id: check for check in found}
    results = Counter(check.result for check in found)
    return replace(links, checks=checks, results=dict(sorted(results.items())), doubt=doubt)


@dataclass(frozen=True)
class _Look:
    verdict: Verdict
    status: int | None = None
    final_url: str | None = None


async def _look(
    courses: Sequence[Listed], fetcher: Fetcher, politeness: Politeness, reader: StrangersPages
) -> tuple[list[tuple[Listed, _Look]], bool]:
    """What one page says of each course under its address, and whether its host may be asked for more tonight."""
    try:
        page = await fetcher.look(courses[0].url, politeness)
        looks = [(course, _Look(reader.judged(page, course.title), page.status, page.url)) for course in courses]
    except (BlockedError, TransientError) as error:
        return _no_answer(courses, "refused" if isinstance(error, BlockedError) else "unreachable", str(error)), False
    except CirclewiseError as error:
        return _no_answer(courses, "unreachable", str(error)), True
    except Exception as error:  # noqa: BLE001 - whatever a stranger's page does, the night goes on
        return _no_answer(courses, "unreachable", f"looking at it failed: {type(error).__name__}: {error}"), True
    return looks, all(look.verdict.result != "refused" for _, look in looks)


def _no_answer(courses: Sequence[Listed], result: LinkResult, why: str) -> list[tuple[Listed, _Look]]:
    return [(course, _Look(Verdict(result, why))) for course in courses]


def _check(course: Listed, look: _Look, known: LinkCheck | None, at: datetime) -> LinkCheck:
    return LinkCheck(
        course_id=course.course_id,
        url=course.url,
        checked_at=naive(at),
        result=look.verdict.result,
        status=look.status,
        final_url=look.final_url,
        evidence=look.verdict.evidence,
        n_failures=next_failures(known.n_failures if known else 0, look.verdict.result),
    )


def _doubt(found: Sequence[LinkCheck], links: Links) -> str | None:
    """Why the pages that are gone tonight are not believed to be: most of those that never were would be gone at once.

    Then it is rather our way out that answers so: a gateway that serves catalogues only, a captive network.
    """
    fresh = [check for check in found if not _failures(links, check)]
    gone = sum(is_missing(check.result) for check in fresh)
    if len(fresh) < ENOUGH or gone * 2 <= len(fresh):
        return None
    return f"{gone} of {len(fresh)} pages that were not missing before seem to be gone at once"


def _not_believed(check: LinkCheck, links: Links, doubt: str) -> LinkCheck:
    if not is_missing(check.result):
        return check
    evidence = f"not believed ({check.evidence}): {doubt}"
    return replace(check, result="unreachable", evidence=evidence, n_failures=_failures(links, check))


def _failures(links: Links, check: LinkCheck) -> int:
    """Days on which the same page was missing before tonight."""
    known = links.checks.get(check.course_id)
    return known.n_failures if known and known.url == check.url else 0


def _is_due(known: LinkCheck | None, at: datetime, settings: LinkSettings) -> bool:
    if known is None:
        return True
    return (naive(at).date() - known.checked_at.date()).days >= days_until_due(known, settings.recheck_days)


def _last_look(known: LinkCheck | None) -> datetime:
    return known.checked_at if known else datetime.min  # noqa: DTZ901 - as the catalogue stores times, without a zone


def _gentle(politeness: Politeness) -> Politeness:
    """One page at a time; the pause between two is the source's own or longer. A look is tried once anyway."""
    return replace(politeness, concurrency=1, deadline_seconds=min(politeness.deadline_seconds, DEADLINE_SECONDS))


def _site(url: str) -> str:
    """The host that pages are counted by; its name with `www.` is the same one."""
    return host_of(url).removeprefix("www.")
