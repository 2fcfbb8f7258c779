"""The texts of messages: strangers' words are words, in mails and in chats."""

from __future__ import annotations

from datetime import UTC, date, datetime

from pipeline.flow.telling.causes import News, Trouble
from pipeline.flow.telling.messages import digest_message, trouble_message
from pipeline.model import DigestLine
from pipeline.topics.digest import Digest

NASTY = "Win [here](http://evil.example/) @everyone\r\nBcc: all@x.org \x1b[31m<b>now</b>"


def digest(*sentences: str) -> Digest:
    return Digest(
        night_id="20261124T073000-k3f",
        on=date(2026, 11, 24),
        since_on=date(2026, 11, 23),
        lines=tuple(
            DigestLine(
                place=place, part="catalogue", kind="new_source", is_new=True, found_at=datetime(2026, 11, 24, tzinfo=UTC),
                topic_id=None, topic_title=None, course_id=None, course_title=None, circle_id=None, source=f"s{place:02}",
                before=None, after=None, sentence=sentence, weight=1.0,
            )
            for place, sentence in enumerate(sentences, start=1)
        ),
    )  # fmt: skip


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
    assert "- … and 28 more\n" in message.text
    assert "- … and 8 more\n" in message.text
