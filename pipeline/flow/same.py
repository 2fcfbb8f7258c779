"""Same courses: what the rules and people know about which listings are of one course, into the next catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from pipeline.embed.kept_blocks import BlockFile
from pipeline.engine import share_out
from pipeline.model import Issue, PairByHand, SameCourses
from pipeline.normalize.meeting import that_meet
from pipeline.normalize.same import ListingBrief, find_joins
from pipeline.store import Build
from pipeline.typed_yaml import load_typed, shown

FILE = Path("data") / "reference" / "same_courses.yaml"
MARKS = """
SELECT row, (mark & 18446744073709551615::UHUGEINT)::UBIGINT AS low, (mark >> 64)::UBIGINT AS high FROM (
    SELECT rowid AS row, md5_number(concat(
        length(kind), ' ', kind, length(title), ' ', title, coalesce(length(provider), -1), ' ', provider,
        canonical_url IS NULL, canonical_url
    )) AS mark FROM core.course
) ORDER BY row
"""
"""What decides the blocks of a listing, as a number of 128 bits; the lengths say where each text ends."""
AT = "SELECT * FROM core.course WHERE rowid IN (SELECT unnest(?::BIGINT[])) ORDER BY rowid"
AMONG = (
    "SELECT * FROM core.course WHERE rowid IN (SELECT unnest(?::BIGINT[])) "
    "OR course_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY rowid"
)


def load_pairs(path: Path) -> tuple[PairByHand, ...]:
    """The pairs of a same_courses.yaml; none where there is no such file.

    Raises:
        SettingsError: the file is no YAML or says something it may not; every finding is a sentence that names the
            file, the key, what was found and what was expected.
    """
    return load_typed(path, SameCourses, checks=_senseless).pairs if path.exists() else ()


def join_courses(build: Build, pairs: Sequence[PairByHand], runs: Mapping[str, str], kept: Path | None = None) -> None:
    """Find which listings of the next catalogue are of the same course and keep it there, with the reasons.

    Only those are read that share a block with another one or are in a pair.

    Args:
        build: the next catalogue, with tonight's listings.
        pairs: what people joined or keep apart.
        runs: tonight's run ids by source: an id that no listing has is an issue of its source's run.
        kept: the file of the blocks that were found the night before, None to keep nothing; what is in it changes how
            long this takes, never the result. The caller holds the home.
    """
    blocks = BlockFile(kept, share_out)
    listed = build.arrays(MARKS)
    rows = listed["row"]
    marks = np.column_stack((listed["low"], listed["high"]))
    hashes = blocks.find(marks, lambda places: list(build.rows(ListingBrief, AT, [rows[places].tolist()])))
    blocks.write()
    named = sorted({course_id for pair in pairs for course_id in pair.ids})
    briefs = list(build.rows(ListingBrief, AMONG, [rows[that_meet(hashes)].tolist(), named]))
    build.join_courses(find_joins(briefs, pairs))
    if pairs and runs:
        build.insert(Issue, _unknown(pairs, {brief.course_id for brief in briefs}, runs))


def _unknown(pairs: Sequence[PairByHand], known: set[str], runs: Mapping[str, str]) -> Iterator[Issue]:
    for number, pair in enumerate(pairs):
        for course_id in pair.ids:
            if course_id not in known:
                named = course_id.split(":", 1)[0]
                source = named if named in runs else min(runs)
                yield Issue(
                    run_id=runs[source],
                    source=source,
                    level="warning",
                    kind="unknown_course",
                    url=None,
                    key=None,
                    field=f"same_courses.yaml, pairs[{number}]",
                    value=course_id[:200],
                    message=f"no listing has the id `{course_id}`, so the pair does nothing; mend the id or remove it",
                )


def _senseless(found: SameCourses) -> Iterator[str]:
    """A sentence for every pair that has the right types and still makes no sense."""
    seen: dict[frozenset[str], int] = {}
    for number, pair in enumerate(found.pairs):
        here = f"pairs[{number}]"
        if (pair.same is None) == (pair.different is None):
            yield f"{here}: found {'neither' if pair.same is None else 'both'}, expected either `same` or `different`"
            continue
        key = f"{here}.{'same' if pair.same is not None else 'different'}"
        ids = frozenset(pair.ids)
        if len(pair.ids) != 2 or len(ids) != 2:
            yield f"{key}: found {shown(list(pair.ids))}, expected two different ids"
        for course_id in pair.ids:
            if not re.fullmatch(r"[a-z0-9_]+:.+", course_id):
                yield f"{key}: found {shown(course_id)}, expected an id such as `coursera:abc` (out.course.course_id)"
        if ids in seen:
            yield f"{key}: found the two ids of pairs[{seen[ids]}] again, expected every pair once"
        seen.setdefault(ids, number)
        if not pair.why.strip():
            yield f"{here}.why: found nothing, expected what shows it, in a sentence"
        if not _is_day(pair.date):
            yield f"{here}.date: found {shown(pair.date)}, expected a day as YYYY-MM-DD"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
