"""What a goal is about, as far as topics are concerned: wider than what it means, narrower than a field."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """The subjects that a goal names, and the words it says beside them.

    `subjects` are names that the library lexicon knows (one of data/reference/subjects.csv, else a concept, else a
    term of a broad concept), empty where it knows none. `rest` are the plain words that name no subject, in order; of a
    goal that means its subject as a whole there are none. `context` are those that tell for whom, where or with what
    the subject is wanted: *with vendors* in "negotiating with vendors".
    """

    subjects: frozenset[str] = frozenset()
    rest: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
