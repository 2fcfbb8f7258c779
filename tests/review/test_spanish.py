"""The whole page in Spanish, over a home with something of every kind: our words and numbers are Spanish."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from crawl import ALONE, Sent, Walk, walk
from homes import copied
from season_and_circles import keep_ledger, plan_season
from selectolax.lexbor import LexborHTMLParser, LexborNode
from served import served

from pipeline.store import Catalogue

from .catalogues import put_before, swap_in
from .conftest import NOW, Reader, done_at_once, sign_in, token_of, wait_for
from .sending import LEARN, WISHES, as_csv, needs, press, send, uploaded

pytestmark = pytest.mark.slow
QUOTED = ("footer button",)
"""Where a page may say something in English: the name of that language, in the choice of languages."""
ENGLISH = re.compile(r"\b(the|of|is|are|was|were|and|for|with|not|it|be|which|that|there|from|than|by|to)\b")
KINDS = (
    *(
        "rejected_record",
        "page_changed",
        "unknown_key",
        "unknown_column",
        "unknown_value",
        "unread_list",
        "refused_url",
    ),
    *("repeated_key", "contradiction", "out_of_bounds", "cut_text", "cut_list", "damaged_text", "hidden_characters"),
    *("several_values", "inverted_range", "gone_page", "unknown_course", "unreadable_block", "cut_page", "left_out"),
    *("left_aside", "ambiguous_dates", "odd_cell", "version_refused", "version_ends", "other_version"),
    *("held", "blocked", "failed"),
)
"""Of findings of sources; `test_every_kind_of_finding_has_words` holds them against the code."""
FOUND = (
    "https://x.example/a: results[3]: `title` is missing or null, a text was expected",
    "https://x.example/a: `extra.colour` in 12 record(s) is new: let the connector take it or ignore it by name",
    "level `novice`: expected beginner, intermediate, advanced or mixed (and in 8 more records)",
    "duration `900 weeks`: more than 104 (weeks) is beyond reason; left empty",
    "https://x.example/feed: the feed ends in the middle; 3 whole entries could be read",
    "courses.csv: sheet `A`: row 4, column `Link` is 'www', an address with https:// was expected",
)
"""As harvests word them."""
REASONS = (
    "12 listings came, at least 30 were expected",
    "90 listings came after 1,200 the time before (down 92.5 %), a drop of at most 30 % was expected",
    "https://x.example/robots.txt forbids /courses to Circlewise; ask the publisher, or switch the source off",
    "https://x.example/a: `tr` with `a.title` matches no element, courses were expected (and 3 more page(s) like it)",
)
NEWS = (
    ("duration_weeks", "4.5", "6.0"),
    ("is_free", "true", "false"),
    ("free_kind", "free", "paid"),
    ("starts_on", "2026-12-01", "2027-01-11"),
    ("language", "en", "es"),
    ("level", None, "beginner"),
)
OF_PEOPLE = """
SELECT title FROM out.course UNION SELECT provider FROM out.course UNION SELECT wording FROM out.goal
UNION SELECT branch FROM out.topic_branch UNION SELECT title FROM out.topic UNION SELECT licence FROM out.course
UNION SELECT description FROM out.course
"""


def _quoted(text: str | None) -> str:
    return "NULL" if text is None else "$$" + text + "$$"


def _statements() -> Iterator[str]:
    """What another night would have found: findings of every kind, sources in trouble, courses that changed."""
    a_run = "SELECT run_id, source FROM core.run ORDER BY source LIMIT 1"
    for number, kind in enumerate(KINDS):
        level = ("error", "warning", "info")[number % 3]
        yield (
            f"INSERT INTO core.issue BY NAME SELECT *, '{level}' AS level, '{kind}' AS kind, "
            f"{_quoted(FOUND[number % len(FOUND)])} AS message FROM ({a_run})"
        )
    for number, reason in enumerate(REASONS):
        outcome = ("held", "blocked", "failed")[number % 3]
        yield (
            f"UPDATE core.run SET outcome = '{outcome}', reason = {_quoted(reason)} "
            f"WHERE source = (SELECT source FROM core.run ORDER BY source LIMIT 1 OFFSET {number})"
        )
    for field, before, after in NEWS:
        yield (
            "INSERT INTO core.course_change BY NAME SELECT course_id, (SELECT night_id FROM core.night) AS night_id, "
            f"now()::TIMESTAMP AS changed_at, '{field}' AS field, {_quoted(before)} AS before, {_quoted(after)} "
            "AS after FROM core.topic_course JOIN core.topic t USING (topic_id) WHERE NOT t.is_suppressed AND rank = 1"
        )


@dataclass
class Place:
    """The home, served, and Ada who administers it and reads Spanish."""

    ada: Reader
    topics: list[str]
    pages: dict[str, str]
    """What was answered, in Spanish, by address or by what was done."""
    theirs: list[str]
    """What people, courses, surveys and sources say, the longest first."""


@pytest.fixture(scope="module")
def place(demo_once: Path, accounts_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    closed = copied(demo_once, tmp_path_factory.mktemp("spanish") / "home")
    keep_ledger(closed)
    shutil.copy(accounts_file, closed / "accounts.sqlite")
    plan_season(closed)
    put_before(closed, "DELETE FROM core.topic_course WHERE rank = 2")
    swap_in(closed, *_statements())
    with Catalogue(closed / "catalogue.duckdb") as catalogue:
        theirs = {LEARN, *WISHES, *(str(row[0]) for row in catalogue.query(OF_PEOPLE).rows if row[0])}
        topics = [row[0] for row in catalogue.query("SELECT topic_id FROM out.topic WHERE NOT is_suppressed").rows]
    with served(closed, lambda: NOW) as address, pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.flow.uploads.launch.spawn", done_at_once)
        ada = Reader(address)
        sign_in(ada, "Ada")
        ada.client.post("/preferences", data={"token": token_of(ada.text("/keys")), "language": "es", "back": "/keys"})
        pages = dict(_done(ada, closed, topics))
        walked = _walked(ada)
        assert {walked.answers[each].status for each in walked.pages()} == {200}
        pages |= {each: walked.answers[each].text for each in walked.pages()}
        yield Place(ada, topics, pages, sorted(theirs, key=len, reverse=True))
        ada.client.close()


def _done(ada: Reader, home: Path, topics: list[str]) -> Iterator[tuple[str, str]]:
    """Decisions, uploads, corrections and mistakes, and what the page says to each."""
    yield "a decision", ada.decide(topics[0], "shortlist", page=ada.text("/topics?status=all")).text
    yield "another", ada.decide(topics[1], "reject", reason="too_long", note="Nota", page=_all(ada)).text
    fields = {"token": token_of(ada.text("/keys"))}
    for action, note in (("comment", "Una nota"), ("assign", "Carla")):
        yield action, ada.client.post(f"/topics/{topics[0]}/talk", data=fields | {"action": action, "note": note}).text
    rows = needs()
    upload_id, page = uploaded(ada, home, as_csv(rows))
    yield "understood", page
    yield "left out", press(ada, home, upload_id, "", **{"role-q2": "leave_out"})
    yield "not taken", press(ada, home, upload_id, "", **{"kind-q3": "date"})
    yield "added", press(ada, home, upload_id)
    _, page = uploaded(ada, home, b"%PDF-1.4 no table")
    yield "no table", page
    second, _ = uploaded(ada, home, as_csv([row[:3] for row in needs(24, seed=1)]), name="second.csv")
    yield "second", press(ada, home, second)
    survey = re.findall(r'/surveys/purge\?survey=([\w-]+)"', ada.text("/surveys"))[0]
    yield "purge", ada.text(f"/surveys/purge?survey={survey}")
    token = token_of(ada.text("/surveys/upload"))
    yield "purged", ada.client.post("/surveys/purge", data={"token": token, "survey": survey, "sure": "yes"}).text
    wrong = b"circle_id,title,status,colour\nx y,=1+1,soon,red\n"
    token = {"token": token_of(ada.text("/circles"))}
    yield "wrong cells", ada.client.post("/circles/import", data=token, files={"file": ("circle.csv", wrong)}).text
    wrong = b"circle_id,title,status\nx y,=1+1,soon\n"
    yield "wrong rows", ada.client.post("/circles/import", data=token, files={"file": ("circle.csv", wrong)}).text
    yield "nothing chosen", send(ada, b"").text
    token = {"token": token_of(ada.text("/admin/accounts"))}
    bad = {"do": "add", "name": "*", "role": "viewer"}
    yield "a bad name", ada.client.post("/admin/accounts", data=token | bad).text
    yield "no such topic", ada.get("/topics/none").text
    (home / "salt").chmod(0o644)
    token = {"token": token_of(ada.text("/admin/doctor"))}
    yield "looking", ada.client.post("/admin/doctor", data=token | {"do": "examine"}).text
    wait_for("examination")


def _all(ada: Reader) -> str:
    return ada.text("/topics?status=all")


def _walked(ada: Reader) -> Walk:
    def fetch(address: str) -> Sent:
        answer = ada.client.get(address, follow_redirects=False)
        kind, location = answer.headers.get("content-type", ""), answer.headers.get("location", "")
        return Sent(answer.status_code, kind, answer.text if kind.startswith("text") else "", location)

    fetch("/pictures")
    wait_for("pictures")
    return walk(fetch, [*ALONE, "/topics?status=all"])


def _texts(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, str]]:
    """What a reader meets, text by text, without code and what is to be typed."""
    for node in tree.css("code, pre, kbd, style, script, mark, bdi, .quote, .host, textarea"):
        node.decompose()
    assert tree.root
    for node in tree.root.traverse(include_text=True):
        if node.tag == "-text" and node.text_content and node.text_content.strip():
            yield node, " ".join(node.text_content.split())
    for node in tree.css("[aria-label]"):
        yield node, node.attributes["aria-label"] or ""


WITH_POINT = re.compile(r"(?<![\w.,-])\d+\.\d+(?![\w.])")
THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
ISO = re.compile(r"\b20\d\d-\d\d-\d\d\b")


def test_every_number_and_day_is_written_as_spanish_does(place: Place) -> None:
    left: dict[str, str] = {}
    for what, page in place.pages.items():
        for node, text in _texts(LexborHTMLParser(page)):
            words = _without(text, place.theirs)
            odd = [each for each in WITH_POINT.findall(words) if not THOUSANDS.fullmatch(each)] + ISO.findall(words)
            if odd:
                left[f"{node.tag} {text}"] = f"{what} {odd}"
    assert left == {}, "\n".join(f"{what}: {text}" for text, what in left.items())


def test_printed_proposals_write_numbers_and_days_so_too(place: Place) -> None:
    pypdf = pytest.importorskip("pypdf", reason="no reader of PDF is installed: pip install pypdf")
    for topic_id in place.topics[:6]:
        pdf = place.ada.get(f"/topics/{topic_id}/proposal/as/pdf").content
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)
        words = _without(" ".join(text.split()), place.theirs)
        assert "PROPUESTA DE CÍRCULO" in text
        assert [each for each in WITH_POINT.findall(words) if not THOUSANDS.fullmatch(each)] + ISO.findall(words) == []


def _without(text: str, theirs: list[str]) -> str:
    """A text of the page without what it quotes."""
    if text.endswith("…") and any(words.startswith(text[:-1].strip()) for words in theirs):
        return ""  # a name that a picture has no room for
    for words in theirs:
        text = text.replace(words, "") if words in text else text
    return re.sub(r"`[^`]*`|«[^»]*»|“[^”]*”|'[^']*'|https://\S+|/[\w./-]+|Como 2026-03-02(?: 10:00)?", "", text)


def test_every_page_is_in_spanish(place: Place) -> None:
    assert len(place.pages) > 60
    left: dict[str, str] = {}
    for what, page in place.pages.items():
        tree = LexborHTMLParser(page)
        assert tree.root, what
        assert tree.root.attributes["lang"] == "es", what
        for node in tree.css(", ".join(QUOTED)):
            node.decompose()
        for node in tree.css('[lang="en"]'):
            left[node.text()] = f"{what}: marked as English"
        for _, text in _texts(tree):
            if ENGLISH.search(_without(text, place.theirs)):
                left[text] = what
    assert left == {}, "\n".join(f"{what}: {text}" for text, what in left.items())


WORDED = re.compile(r"kind=\"([a-z_]+)\"|note\(\"[a-z]+\", \"([a-z_]+)\"|remark\(\s*\"([a-z_]+)\"")
"""How code names what kind of finding it makes."""


def test_every_kind_of_finding_has_words(root: Path) -> None:
    places = ("connectors/**/*.py", "pipeline/contract/*.py", "pipeline/normalize/*.py", "pipeline/flow/*.py")
    code = [path.read_text() for place in places for path in root.glob(place)]
    made = {kind for text in code for each in WORDED.findall(text) for kind in each if kind}
    assert len(made) > 20
    template = (root / "pipeline" / "review" / "templates" / "admin_issues.html").read_text()
    worded = set(re.findall(r'"([a-z_]+)": _\(', template.partition("macro kind_word")[2].partition("endmacro")[0]))
    assert sorted(made - worded) == []
    assert worded == set(KINDS)
