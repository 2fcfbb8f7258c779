"""The texts of messages: strangers' words are words, in mails and in chats."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from pipeline.flow.telling.causes import News, Trouble
from pipeline.flow.telling.messages import digest_message, trouble_message
from pipeline.model import DigestLine
from pipeline.topics.digest import Digest

NASTY = "Win [here](http://evil.example/) @everyone\r\nBcc: all@x.org \x1b[31m<b>now</b>"

LINE = DigestLine(
    place=1, part="catalogue", kind="new_source", is_new=True, found_at=datetime(2026, 11, 24, tzinfo=UTC),
    topic_id=None, topic_title=None, course_id=None, course_title=None, circle_id=None, source=None, before=None,
    after=None, sentence="", weight=1.0,
)  # fmt: skip


def digest(*sentences: str) -> Digest:
    return Digest(
        night_id="20261124T073000-k3f",
        on=date(2026, 11, 24),
        since_on=date(2026, 11, 23),
        lines=tuple(
            replace(LINE, place=place, source=f"s{place:02}", sentence=sentence)
            for place, sentence in enumerate(sentences, start=1)
        ),
    )


def test_a_strangers_words_are_no_link_no_call_and_no_header() -> None:
    message = digest_message(digest(NASTY), 12, missed=())
    for body in (message.text, message.markdown):
        assert "http://" not in body
        assert "@everyone" not in body
        assert "@x.org" not in body
        assert not {"\r", "\x1b"} & set(body)
        assert not [line for line in body.splitlines() if line.startswith("Bcc")]
    assert "[here](" not in message.markdown
    assert "<b>" not in message.markdown
    assert message.title == "Circlewise: Since the night of 2026-11-23: what is new on 2026-11-24"


def test_a_long_digest_is_cut_and_nights_that_reached_nobody_are_named() -> None:
    message = digest_message(digest(*(f"line {n}" for n in range(30))), 12, missed=("20261122T073000-abc",))
    assert message.text.startswith(
        "The digest of the night 20261122T073000-abc could not be sent: `circlewise digest --n"
    )
    assert "… and 18 more" in message.text


def test_what_a_source_answered_is_one_line_of_words() -> None:
    news = News({("failed", NASTY): (Trouble("edx", NASTY), Trouble("p2pu", "x" * 10_000))})
    message = trouble_message(news, "night of\n2026", {"edx": "edX @here\r\n<i>"}, 12)
    assert message.title == "Circlewise: 2 sources stopped (night of 2026)"
    for body in (message.text, message.markdown):
        assert "@here" not in body
        assert not {"\r", "\x1b"} & set(body)
        assert max(map(len, body.splitlines())) < 500
    assert "<i>" not in message.markdown
    assert "[here](" not in message.markdown


def test_a_long_list_of_sources_is_counted() -> None:
    many = tuple(Trouble(f"source_{n:02}", f"{n} came") for n in range(40))
    message = trouble_message(News({("held", "… came"): many}, ended=tuple(f"s{n}" for n in range(20))), "x", {}, 12)
    assert message.title == "Circlewise: 40 sources stopped, 20 sources back (x)"
    assert "\n- source_11: 11 came\n- … and 28 more: source_12, source_13, " in message.text
    assert "\n- … and 8 more: s12, s13, s14, s15, s16, s17, s18, s19\n" in message.text


def test_sources_with_a_reason_of_their_own_are_one_group() -> None:
    began = {
        ("failed", "a"): (Trouble("x", "a 1"),),
        ("held", "b"): (Trouble("z", "b"),),
        ("failed", "c"): (Trouble("y", "c 2"),),
    }
    message = trouble_message(News(began), "x", {}, 12)
    assert "Failed (2 sources, each for a reason of its own)\n- x: a 1\n- y: c 2\n" in message.text
    assert "Held back, since what came does not look right\n- z: b\n" in message.text
