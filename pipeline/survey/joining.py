"""From wishes to goals: what people of one survey want to learn, in how many wordings, and how many share it."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.model import GoalDecision, GoalDemand, GoalWording, JoinRule, SkillLevel, Way, Wish
from pipeline.survey.decided import NOTHING_DECIDED, Decided
from pipeline.survey.meaning import Meaning, Meanings
from pipeline.survey.wording import key as folded

ID_BYTES = 6
MAIN_LANGUAGE = "en"  # most answers are English: an id names the language only where it is another one
ALONE = "the only wording of its goal"
Facets = tuple[str, str]
"""Level and language, empty where the answer does not say."""


@dataclass(frozen=True, slots=True)
class _Variant:
    """Wishes of one form (as typed), level and language, and what they mean."""

    meaning: Meaning
    form: str
    level: str
    language: str
    wishes: list[Wish]


@dataclass(slots=True)
class _Gathered:
    """The variants that make up one goal."""

    at_home: list[tuple[str, _Variant]] = field(default_factory=list)
    """Those that the rules put here, each with its wording_id."""
    brought: list[tuple[str, _Variant, GoalDecision]] = field(default_factory=list)
    """Those that a person put here."""

    @property
    def all(self) -> list[_Variant]:
        return [each for _, each in self.at_home] + [each for _, each, _ in self.brought]


def goals(
    wanted: Iterable[Wish],
    survey_id: str,
    key: bytes,
    meanings: Meanings,
    min_group: int,
    decisions: Decided = NOTHING_DECIDED,
) -> tuple[GoalDemand, ...]:
    """Wishes that mean the same as one goal, the most shared first; the time grows with the number of wishes.

    Levels are kept apart, and so are languages, since a course is in one; wishes whose language is unclear go with
    those of the same meaning that are worded most often.

    A goal's id comes from what it means (the concept, or the words where the lexicon has none), so it stays when a
    wording joins or leaves. `key` is the home's secret (1 to 64 bytes): without it nobody can try out wordings until
    the id of a goal whose wording is hidden comes out. The same key gives the same ids from night to night.

    A goal shows the form's wording where there is one. Else the commonest wording that at least `min_group` people
    share, a tie by alphabet, without the polite words in which they differ; else the name of its concept: nobody's own
    way of asking is told because others meant the same.
    """
    gathered: dict[str, _Gathered] = defaultdict(_Gathered)
    left: set[str] = set()
    for variant in _variants(wanted, meanings):
        facets = (variant.level, variant.language)
        wording_id = _id(survey_id, f"form\n{variant.form}", facets, key)
        home = _id(survey_id, variant.meaning.key, facets, key)
        goal_id, decision = decisions.place(wording_id, home)
        if decision is None:
            gathered[goal_id].at_home.append((wording_id, variant))
        else:
            gathered[goal_id].brought.append((wording_id, variant, decision))
            left.add(home)
    found = [
        _goal(goal_id, survey_id, group, meanings, min_group, is_decided=bool(group.brought) or goal_id in left)
        for goal_id, group in gathered.items()
    ]
    return tuple(sorted(found, key=lambda goal: (-len(goal.respondents), goal.wording, goal.goal_id)))


def facet_words(level: str | None, language: str | None) -> str:
    """Level and language as they stand in an id or a meaning; nothing for what is usual."""
    spoken = "" if language == MAIN_LANGUAGE else language
    return "".join(f"\n{facet}" for facet in (level, spoken) if facet)


def _id(survey_id: str, words: str, facets: Facets, key: bytes) -> str:
    text = f"{survey_id}\n{words}{facet_words(*facets)}"
    return hashlib.blake2b(text.encode(), key=key, digest_size=ID_BYTES).hexdigest()


def _variants(wanted: Iterable[Wish], meanings: Meanings) -> list[_Variant]:
    """Wishes by form, level and language; those of unclear language go with the largest group of their meaning."""
    by_meaning: dict[tuple[str, str], dict[str, list[tuple[Meaning, Wish]]]] = defaultdict(lambda: defaultdict(list))
    for wish in wanted:
        meaning = meanings.of(wish.matching_text or wish.wording)
        by_meaning[meaning.key, wish.level or ""][wish.language or ""].append((meaning, wish))
    found: list[_Variant] = []
    for (_, level), spoken in by_meaning.items():
        named = sorted((language for language in spoken if language), key=lambda each: (-len(spoken[each]), each))
        largest = named[0] if named else ""
        by_form: dict[tuple[str, str], tuple[Meaning, list[Wish]]] = {}
        for language, wishes in spoken.items():
            for meaning, wish in wishes:
                form = meanings.form(wish.typed) if wish.typed else meaning.form
                by_form.setdefault((form, language or largest), (meaning, []))[1].append(wish)
        found += [
            _Variant(meaning, form, level, language, wishes) for (form, language), (meaning, wishes) in by_form.items()
        ]
    return found


def _goal(
    goal_id: str, survey_id: str, group: _Gathered, meanings: Meanings, min_group: int, *, is_decided: bool
) -> GoalDemand:
    variants = group.all
    leading = group.at_home[0][1] if group.at_home else min(variants, key=lambda each: (each.level, each.meaning.key))
    wishes = [wish for variant in variants for wish in variant.wishes]
    wording, source = _shown(wishes, variants, leading, meanings, min_group)
    language = leading.language or _spoken(variants)
    strengths: dict[str, float] = {}
    ways: dict[Way, set[str]] = defaultdict(set)
    for wish in wishes:
        strengths[wish.respondent] = max(wish.strength, strengths.get(wish.respondent, 0.0))
        ways[wish.way].add(wish.respondent)
    return GoalDemand(
        goal_id=goal_id,
        survey_id=survey_id,
        wording=wording or _commonest(wishes),
        origin="form" if any(wish.origin == "form" for wish in wishes) else "person",
        respondents=frozenset(strengths),
        matching_text=_commonest_subject(source),
        level=_level(leading),
        language=language or None,
        wordings=tuple(
            sorted(
                [
                    *(
                        _wording(wording_id, each, None, is_alone=len(variants) == 1)
                        for wording_id, each in group.at_home
                    ),
                    *(_wording(wording_id, each, decision) for wording_id, each, decision in group.brought),
                ],
                key=lambda each: (-len(each.respondents), each.wording, each.wording_id),
            )
        ),
        has_telling_wording=wording is not None,
        meaning=leading.meaning.key + facet_words(leading.level, language),
        is_decided=is_decided,
        concepts=leading.meaning.concepts,
        strengths=strengths,
        ways={way: frozenset(who) for way, who in ways.items()},
    )


def _spoken(variants: Iterable[_Variant]) -> str:
    """The language of most people who joined a goal whose own language does not show, a tie by alphabet."""
    people: dict[str, set[str]] = defaultdict(set)
    for variant in variants:
        people[variant.language].update(wish.respondent for wish in variant.wishes)
    return min((each for each in people if each), key=lambda each: (-len(people[each]), each), default="")


def _level(variant: _Variant) -> SkillLevel | None:
    return variant.wishes[0].level


def _shown(
    wishes: Sequence[Wish], variants: Sequence[_Variant], leading: _Variant, meanings: Meanings, min_group: int
) -> tuple[str | None, Sequence[Wish]]:
    """The wording that may be shown where enough people share the goal, and the wishes that name its subject.

    None where there is no wording of the form, of enough people or of ours.
    """
    of_form = [wish for wish in wishes if wish.origin == "form"]
    if of_form:
        return _commonest(of_form), of_form
    largest = max(variants, key=lambda each: (len({wish.respondent for wish in each.wishes}), each.form))
    if len({wish.respondent for wish in largest.wishes}) >= min_group:
        return _shared_words(largest.wishes, meanings), largest.wishes
    forms = {variant.form for variant in variants}
    keys = {variant.meaning.key for variant in variants}
    if len(forms) == 1 or (len(keys) == 1 and not leading.meaning.concepts):
        return _shared_words(wishes, meanings), wishes  # the same words in all, in one order or another
    if len(keys) == 1 and len(leading.meaning.concepts) == 1:
        return meanings.lexicon.label(next(iter(leading.meaning.concepts)), leading.language or MAIN_LANGUAGE), wishes
    return None, leading.wishes


def _wording(
    wording_id: str, variant: _Variant, decision: GoalDecision | None, *, is_alone: bool = False
) -> GoalWording:
    rule, because = _why(variant, is_alone=is_alone) if decision is None else ("person", _decided(decision))
    wording = _commonest([wish for wish in variant.wishes if wish.origin == "form"] or variant.wishes)
    typed: dict[str, str] = {}
    for wish in sorted(variant.wishes, key=lambda each: each.wording):
        typed.setdefault(folded(wish.wording), wish.wording)
    return GoalWording(
        wording_id=wording_id,
        wording=wording,
        also=tuple(words for key, words in typed.items() if key != folded(wording)),
        origin="form" if any(wish.origin == "form" for wish in variant.wishes) else "person",
        respondents=frozenset(wish.respondent for wish in variant.wishes),
        rule=rule,
        because=because,
        decision_id=None if decision is None else decision.decision_id,
    )


def _why(variant: _Variant, *, is_alone: bool) -> tuple[JoinRule, str]:
    """The rule that put a variant into its goal, and why in a sentence."""
    meaning = variant.meaning
    because = ALONE if is_alone and not meaning.concepts else meaning.because
    if variant.form == meaning.form:
        return meaning.rule, because
    rule: JoinRule = "spelling" if meaning.rule == "words" else meaning.rule
    return rule, f"read as “{variant.wishes[0].matching_text}”; {because}"


def _decided(decision: GoalDecision) -> str:
    what = "joined" if decision.action == "join" else "kept apart"
    note = f": {decision.note}" if decision.note else ""
    return f"{what} by {decision.decided_by} on {decision.decided_at:%Y-%m-%d} (decision {decision.decision_id}){note}"


def _shared_words(wishes: Sequence[Wish], meanings: Meanings) -> str:
    """The commonest wording where all worded it alike but for its form; else what of it they share."""
    if len({meanings.of(wish.wording).form for wish in wishes}) == 1:
        return _commonest(wishes)
    return _commonest_subject(wishes)


def _commonest_subject(wishes: Iterable[Wish]) -> str:
    return _most_said((wish.matching_text or wish.wording, wish.respondent) for wish in wishes)


def _commonest(wishes: Iterable[Wish]) -> str:
    return _most_said((wish.wording, wish.respondent) for wish in wishes)


def _most_said(said: Iterable[tuple[str, str]]) -> str:
    """The words that most people said, a tie by alphabet."""
    counts = Counter(words for words, _ in set(said))
    if len(counts) == 1:
        return next(iter(counts))
    return min(counts, key=lambda words: (-counts[words], words))
