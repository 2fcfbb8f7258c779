"""The texts of messages: plain English, strangers' words as words, everything long counted and not shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.escape import markdown_cell, one_line
from pipeline.flow.counted import counted
from pipeline.flow.telling.causes import NIGHT, News, Trouble
from pipeline.notify import Message
from pipeline.topics.digest import Digest, markdown_of, text_of
from pipeline.topics.digest.text import title_of

SUBJECT = "Circlewise: "
REASON = 240
"""Letters of one reason."""
STAYS = (
    "What people see of these sources stays as it was. `circlewise issues --source ID` tells more, "
    "`circlewise sources` shows all of them."
)
QUIET = "You hear of a source again when the cause is another one, or has gone."
OUTCOMES = {
    "unpublished": "Nothing was published",
    "held": "Held back, since what came does not look right",
    "blocked": "Blocked: the source refuses us, and a person has to look",
    "failed": "Failed",
}


def digest_message(digest: Digest, max_lines: int, missed: Sequence[str]) -> Message:
    """The digest of a night; `missed` are earlier nights whose digest reached nobody."""
    before = [
        f"The digest of the night {night} could not be sent: `circlewise digest --night {night}` shows it."
        for night in missed
    ]
    head = "".join(f"{line}\n" for line in before) + ("\n" if before else "")
    return Message(
        title=_title(title_of(digest)),
        text=_unlinked(head + text_of(digest, max_lines)),
        markdown=_unlinked(head + markdown_of(digest, max_lines)),
    )


def trouble_message(news: News, night: str, titles: Mapping[str, str], max_lines: int) -> Message:
    """What an administrator has to know: new causes, and what has gone; `night` says which night it is of."""
    groups = [
        (heading, _cut([_line(each, titles) for each in troubles], [each.source for each in troubles], max_lines))
        for heading, troubles in _headed(news)
    ]
    if news.ended:
        told = _cut([_ended(source, titles) for source in news.ended], news.ended, max_lines)
        groups.append((f"Gone ({len(news.ended):,})", told))
    end = [STAYS] if any(trouble.source != NIGHT for troubles in news.began.values() for trouble in troubles) else []
    if news.standing:
        still = counted(news.standing, "source")
        end.append(f"{still} {'stands' if news.standing == 1 else 'stand'} as told before.")
    return Message(
        title=_title(f"{_summary(news)} ({night})"),
        text=_unpinged(_as_text(groups, [*end, QUIET])),
        markdown=_unpinged(_as_markdown(groups, [*end, QUIET])),
    )


def trial_message(home: str, to: str) -> Message:
    """A message to find out whether messages arrive."""
    said = f"This is a trial. Messages of Circlewise to {to} arrive here; the home is {home}."
    return Message(title=_title("a trial"), text=said + "\n", markdown=markdown_cell(said) + "\n")


def _summary(news: News) -> str:
    stopped = sum(trouble.source != NIGHT for troubles in news.began.values() for trouble in troubles)
    back = sum(source != NIGHT for source in news.ended)
    parts = []
    if "unpublished" in {outcome for outcome, _ in news.began}:
        parts.append("nothing was published")
    elif NIGHT in news.ended:
        parts.append("nights are published again")
    if stopped:
        parts.append(f"{counted(stopped, 'source')} stopped")
    if back:
        parts.append(f"{counted(back, 'source')} back")
    return ", ".join(parts)


def _headed(news: News) -> Iterator[tuple[str, Sequence[Trouble]]]:
    """Headings and sources: a cause of several sources is in the heading, those with one of their own come after."""
    alone: dict[str, list[Trouble]] = {}
    for (outcome, cause), troubles in news.began.items():
        if len(troubles) > 1:
            yield f"{OUTCOMES[outcome]} ({counted(len(troubles), 'source')}): {cause}", troubles
        else:
            alone.setdefault(outcome, []).extend(troubles)
    for outcome, single in alone.items():
        several = f" ({counted(len(single), 'source')}, each for a reason of its own)" if len(single) > 1 else ""
        yield f"{OUTCOMES[outcome]}{several}", single


def _cut(lines: list[str], sources: Sequence[str], max_lines: int) -> list[str]:
    """So many lines, and the names of the other sources."""
    if len(lines) <= max_lines:
        return lines
    return [*lines[:max_lines], f"… and {len(lines) - max_lines:,} more: {', '.join(sources[max_lines:])}"]


def _line(trouble: Trouble, titles: Mapping[str, str]) -> str:
    reason = trouble.reason if len(trouble.reason) <= REASON else trouble.reason[: REASON - 1] + "…"
    return reason if trouble.source == NIGHT else f"{_named(trouble.source, titles)}: {reason}"


def _ended(source: str, titles: Mapping[str, str]) -> str:
    return "nights are published again" if source == NIGHT else f"{_named(source, titles)} is harvested again"


def _named(source: str, titles: Mapping[str, str]) -> str:
    return f"{titles[source]} ({source})" if source in titles else source


def _as_text(groups: Iterable[tuple[str, list[str]]], end: Sequence[str]) -> str:
    lines: list[str] = []
    for heading, told in groups:
        lines += [one_line(heading), *(f"- {one_line(each)}" for each in told), ""]
    return "\n".join([*lines, *end]) + "\n"


def _as_markdown(groups: Iterable[tuple[str, list[str]]], end: Sequence[str]) -> str:
    parts = [
        "\n".join([f"**{markdown_cell(heading)}**", "", *(f"- {markdown_cell(each)}" for each in told)])
        for heading, told in groups
    ]
    return "\n\n".join([*parts, *end]) + "\n"


def _title(said: str) -> str:
    """A subject of one line, so that nothing in it can be taken for a header of a mail."""
    return SUBJECT + one_line(said)


def _unpinged(said: str) -> str:
    """`@everyone` as a word: a chat would call everybody."""
    return said.replace("@", "@\u2060")


def _unlinked(said: str) -> str:
    """Addresses and names as words: titles of courses are strangers', and mails and chats make links of them."""
    return _unpinged(said).replace("://", ":\u2060//")
