"""Credentials that a circle can lead to, as data/reference/credentials.yaml tells them."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.setting import setting


@dataclass(frozen=True, kw_only=True)
class CredentialKind:
    """A credential, or a kind of one, and the phrases by which a course or a topic names it."""

    name: str = setting("what it is called")
    phrases: tuple[str, ...] = setting("words by which it is named; whole words, capitals do not matter")
    about: str = setting("what it takes, its levels, how long it is valid, in a sentence or two")
    source: str = setting("where that is said, and when it was seen")
    is_of_topic: bool = setting("whether a topic that names it leads to it, too", default=False)
    may_cost: bool = setting("whether it often has to be paid for where the course is free", default=False)


@dataclass(frozen=True, kw_only=True)
class CredentialKinds:
    """What credentials.yaml may say."""

    credentials: tuple[CredentialKind, ...] = setting("the credentials that are known", default=())
