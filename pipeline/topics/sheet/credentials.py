"""Which credentials a circle leads to, as far as the topic or a course says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model import CredentialKind
from pipeline.topics.sheet.model import Credential, Known

TOPIC = "the topic"


def credentials_of(known: Known) -> Iterator[Credential]:
    """Every credential that is named, once for the topic and once a course."""
    wishes = " \n ".join([known.topic.title or "", *(goal.wording or "" for goal in known.goals)])
    for kind in known.credentials:
        if kind.is_of_topic and _names(kind, wishes):
            yield _credential(kind, TOPIC)
        for each in known.listed:
            if _names(kind, f"{each.course.title}\n{each.course.description or ''}"):
                yield _credential(kind, each.course.title)


def _names(kind: CredentialKind, text: str) -> bool:
    phrases = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in kind.phrases)
    return re.search(rf"(?<!\w)(?:{phrases})(?!\w)", text, re.IGNORECASE) is not None


def _credential(kind: CredentialKind, said_by: str) -> Credential:
    return Credential(name=kind.name, about=kind.about, said_by=said_by, source=kind.source)
