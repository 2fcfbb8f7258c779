"""Goals as coordinators see them: every wording, why it belongs where it is, and what people decide about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from pipeline.errors import UsageError
from pipeline.model import GoalDecision, GoalDemand, PrivateWording
from pipeline.store import Catalogue, GoalDecisions, Home, KeptWordings, Wordings
from pipeline.survey import Decided, Lexicon, decided, facet_words
from pipeline.survey.names import why_withheld

COUNTS = "SELECT goal_id, n_respondents FROM out.goal WHERE NOT is_suppressed"


def private_wordings(
    goals: Sequence[GoalDemand], counts: Mapping[str, int], lexicon: Lexicon, min_group: int
) -> Iterator[PrivateWording]:
    """The wordings of all goals for the coordinators' file; what may name somebody is withheld, whoever said it.

    `counts` are the numbers told of wordings and goals, by id: coordinators see no other, lest they subtract.
    """
    subjects: dict[tuple[str, str], str] = {}
    for goal in goals:
        subject = goal.survey_id, goal.meaning.removesuffix(facet_words(goal.level, goal.language))
        subjects.setdefault(subject, goal.goal_id)
        for each in goal.wordings:
            why = None if each.origin == "form" else why_withheld(each.wording, lexicon)
            yield PrivateWording(
                survey_id=goal.survey_id,
                goal_id=goal.goal_id,
                wording_id=each.wording_id,
                wording=None if why else each.wording,
                withheld_because=why,
                origin=each.origin,
                level=goal.level,
                language=goal.language,
                n_told=counts.get(each.wording_id if len(goal.wordings) > 1 else goal.goal_id),
                is_few=len(each.respondents) < min_group,
                rule=each.rule,
                because=each.because,
                decision_id=each.decision_id,
                subject_id=subjects[subject],
                also=tuple(words for words in each.also if not why_withheld(words, lexicon)),
            )


@dataclass(frozen=True)
class GoalSeen:
    """A goal with its wordings, those that most people used first; `n_respondents` is None where it is suppressed."""

    goal_id: str
    survey_id: str
    n_respondents: int | None
    level: str | None
    language: str | None
    wordings: tuple[PrivateWording, ...]
    subject_id: str
    apart_from: tuple[str, ...] = ()
    """Goals of the same subject, kept apart by level or language."""

    @property
    def title(self) -> str:
        """The first wording that may be seen."""
        return next((each.wording for each in self.wordings if each.wording), "(withheld)")

    def as_json(self) -> dict[str, Any]:
        """The shape of one goal in `survey goals --json`."""
        about: dict[str, Any] = {
            "goal_id": self.goal_id,
            "survey_id": self.survey_id,
            "n_respondents": self.n_respondents,
        }
        about |= {"subject_id": self.subject_id, "apart_from": list(self.apart_from)}
        own = ("survey_id", "goal_id", "level", "language", "subject_id")
        wordings = [{key: value for key, value in asdict(each).items() if key not in own} for each in self.wordings]
        return about | {"level": self.level, "language": self.language, "wordings": wordings}


@dataclass(frozen=True)
class GoalsSeen:
    """What `survey goals` shows."""

    goals: tuple[GoalSeen, ...]
    decisions: tuple[GoalDecision, ...]
    min_group: int
    warning: str | None
    titles: Mapping[str, str] = field(default_factory=dict)
    """Words by the id of a wording or goal, of those that may be seen."""

    def as_json(self) -> dict[str, Any]:
        """The shape of `survey goals --json`."""
        return {
            "min_group": self.min_group,
            "goals": [goal.as_json() for goal in self.goals],
            "decisions": [asdict(decision) for decision in self.decisions],
        }


def goals_seen(home: Home, survey_id: str | None = None, *, only_joined: bool = False) -> GoalsSeen:
    """The goals of the last night: those that most people share first, then by their words.

    Those of one subject stand together.

    Args:
        home: the home.
        survey_id: only goals of this survey.
        only_joined: only goals of several wordings, and those that a person decided about.

    Raises:
        UsageError: no night has been published yet, or there is no such survey.
        StoreError: the file of wordings cannot be read.
    """
    kept = _kept(home)
    with Catalogue(home.catalogue) as catalogue:
        counts: dict[str, int] = dict(catalogue.query(COUNTS).rows)
        last = catalogue.published_night()
    surveys = sorted({row.survey_id for row in kept.rows})
    if survey_id is not None and survey_id not in surveys:
        there = ", ".join(surveys) or "none"
        raise UsageError(f"the last night counted no survey `{survey_id}`; it counted {there}")
    grouped: dict[str, list[PrivateWording]] = {}
    for row in kept.rows:
        if survey_id in (None, row.survey_id):
            grouped.setdefault(row.goal_id, []).append(row)
    goals = [_seen(goal_id, rows, counts.get(goal_id)) for goal_id, rows in grouped.items()]
    titles = {goal.goal_id: goal.title for goal in goals}
    titles |= {row.wording_id: row.wording for row in kept.rows if row.wording}
    kin: dict[str, list[str]] = {}
    for goal in goals:
        kin.setdefault(goal.subject_id, []).append(goal.goal_id)
    goals = [
        replace(goal, apart_from=tuple(sorted(other for other in kin[goal.subject_id] if other != goal.goal_id)))
        for goal in goals
    ]
    if only_joined:
        goals = [g for g in goals if len(g.wordings) > 1 or any(each.rule == "person" for each in g.wordings)]
    goals.sort(key=lambda goal: (-(goal.n_respondents or 0), goal.title.casefold(), goal.goal_id))
    first = {subject: place for place, subject in reversed(list(enumerate(goal.subject_id for goal in goals)))}
    goals.sort(key=lambda goal: first[goal.subject_id])
    decisions = [each for each in GoalDecisions(home.decisions).all() if survey_id in (None, each.survey_id)]
    warning = None
    if last != kept.night_id:
        warning = f"these are the wordings of night {kept.night_id}, the catalogue is of {last}; run again"
    return GoalsSeen(tuple(goals), tuple(decisions), kept.min_group, warning, titles)


def join(home: Home, subject: str, goal_id: str, *, by: str, at: datetime, note: str | None = None) -> int:
    """Put a wording, or a goal with all its wordings, into another goal from the next night on; the decision's number.

    What is in no language that shows joins a goal of any; a goal in none takes the language of what joins it.

    Raises:
        UsageError: one of the two is not known, or they are of different surveys or languages, or are one already.
    """
    kept = _kept(home)
    moved, target = _named(kept, subject), [row for row in kept.rows if row.goal_id == goal_id]
    if not target:
        raise UsageError(f"there is no goal {goal_id}; `circlewise survey goals` shows them")
    one, other = moved[0], target[0]
    if all(row.goal_id == goal_id for row in moved):
        raise UsageError(f"{subject} is in goal {goal_id} already; nothing was changed")
    if one.survey_id != other.survey_id:
        raise UsageError(
            f"{subject} is of survey {one.survey_id} and {goal_id} of {other.survey_id}: goals are of one survey each, "
            "since its people are counted; a topic joins goals of several"
        )
    decisions = GoalDecisions(home.decisions)
    spoken, there = (_languages(kept, decided(decisions.all()), each) for each in (subject, goal_id))
    if spoken and there and spoken != there:
        raise UsageError(
            f"{subject} is in {' and '.join(sorted(spoken))} and {goal_id} in {' and '.join(sorted(there))}: a course "
            "is in one language, so they stay two goals"
        )
    if _leads_to(decisions.all(), goal_id, {subject, *(row.goal_id for row in moved if row.goal_id == subject)}):
        raise UsageError(f"goal {goal_id} was joined to {subject} before; undo that decision first")
    before = decided(decisions.all()).joined.get(subject)
    if before is not None and before.goal_id == goal_id:
        raise UsageError(f"decision {before.decision_id} joins {subject} to {goal_id} already; nothing was changed")
    return decisions.add(one.survey_id, subject, goal_id, "join", decided_by=by, decided_at=at, note=note)


def keep_apart(home: Home, wording_id: str, *, by: str, at: datetime, note: str | None = None) -> int:
    """Take a wording out of its goal from the next night on: a goal of its own. Returns the decision's number.

    Raises:
        UsageError: there is no such wording, or it is alone in its goal.
    """
    kept = _kept(home)
    found = [row for row in kept.rows if row.wording_id == wording_id]
    if not found:
        raise UsageError(f"there is no wording {wording_id}; `circlewise survey goals` shows them")
    (row,) = found
    if sum(each.goal_id == row.goal_id for each in kept.rows) == 1:
        raise UsageError(f"wording {wording_id} is the only one of its goal; nothing was changed")
    decisions = GoalDecisions(home.decisions)
    before = decided(decisions.all()).apart.get((wording_id, row.goal_id))
    if before is not None:
        raise UsageError(f"decision {before.decision_id} keeps {wording_id} apart already; nothing was changed")
    return decisions.add(row.survey_id, wording_id, row.goal_id, "keep_apart", decided_by=by, decided_at=at, note=note)


def take_back(home: Home, number: int, *, by: str, at: datetime, note: str | None = None) -> GoalDecision:
    """Undo a decision about a wording, from the next night on.

    Raises:
        UsageError: there is no such decision, or it was undone before.
    """
    return GoalDecisions(home.decisions).undo(number, decided_by=by, decided_at=at, note=note)


def _kept(home: Home) -> KeptWordings:
    kept = Wordings(home.demand).read()
    if kept is None:
        raise UsageError(f"{home.demand} does not exist yet; `circlewise run` makes it")
    return kept


def _seen(goal_id: str, rows: Sequence[PrivateWording], n_respondents: int | None) -> GoalSeen:
    first = rows[0]
    ordered = sorted(rows, key=lambda row: (-(row.n_told or 0), (row.wording or "~").casefold(), row.wording_id))
    return GoalSeen(
        goal_id, first.survey_id, n_respondents, first.level, first.language, tuple(ordered), first.subject_id
    )


def _named(kept: KeptWordings, subject: str) -> list[PrivateWording]:
    """The wordings that an id names: one, or all of a goal."""
    found = [row for row in kept.rows if subject in (row.wording_id, row.goal_id)]
    if not found:
        raise UsageError(f"there is no wording or goal {subject}; `circlewise survey goals` shows them")
    return [row for row in found if row.wording_id == subject] or found


def _languages(kept: KeptWordings, decisions: Decided, subject: str) -> set[str]:
    """The languages of a wording, or of a goal and all that comes to it on the next night; none where none shows."""
    rows = (
        row
        for row in kept.rows
        if subject in (row.wording_id, row.goal_id, decisions.place(row.wording_id, row.goal_id)[0])
    )
    return {row.language for row in rows if row.language}


def _leads_to(decisions: Sequence[GoalDecision], goal_id: str, ends: set[str]) -> bool:
    """Whether what holds already puts a goal into one of these."""
    joined = {d.subject: d.goal_id for d in decisions if d.action == "join" and d.undone_at is None}
    seen: set[str] = set()
    while goal_id in joined and goal_id not in seen:
        seen.add(goal_id)
        goal_id = joined[goal_id]
        if goal_id in ends:
            return True
    return False
