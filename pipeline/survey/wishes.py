"""From answers to wishes, and from wishes to goals: what people of one survey want to learn, and how many share it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import Stemmer

from pipeline.model import Answer, DemandSettings, Export, GoalDemand, Question, Wish
from pipeline.survey import scales
from pipeline.survey.contact import has_contact
from pipeline.survey.reader import AnswerReader, Said
from pipeline.survey.tokens import plain
from pipeline.survey.wording import wording

MIN_LETTERS = 2
MAX_LETTERS = 300
MAX_ANSWER_LETTERS = 4_000  # longer than any list of wishes; nothing beyond is taken apart
SHORT_NAMES = frozenset({"R", "C"})  # programming languages of one letter
ID_BYTES = 6
MAIN_LANGUAGE = "en"  # most answers are English: a goal's id names its language only where it is another one
STEMMER = Stemmer.Stemmer("english")
TOKEN = re.compile(r"\w+(?:[+#]+(?!\w))?")
Sameness = tuple[str, str, str]
"""Stems, level and language, the last two empty where the answer does not say."""


def wishes(export: Export, settings: DemandSettings, reader: AnswerReader) -> tuple[tuple[Wish, ...], dict[str, int]]:
    """What each respondent wants to learn, and how many answers to goal questions were dropped, by reason.

    Only what a heading of the export names is of the form. An option learned from the cells may be what two people
    typed under "other", so it counts as a person's.

    Reasons: `non_answer` (says nothing), `no_training_goal` (what no course teaches: "more staff"),
    `contact_in_answer` (the whole answer goes), `too_short`, `too_long`, `below_min_strength` (a step or place weaker
    than settings.min_strength), `no_step` ("don't know", or a word that is on no known scale).
    """
    questions = {question.question_id: question for question in export.questions if question.role == "goal"}
    found: dict[tuple[str, str, str], Wish] = {}
    dropped: Counter[str] = Counter()
    for answer in export.answers:
        question = questions.get(answer.question_id)
        if question is None or answer.state != "chosen":
            continue
        for wish in _of_answer(answer, question, settings, reader, dropped):
            seen = (wish.respondent, wish.question_id, wish.wording)
            if seen not in found or found[seen].strength < wish.strength:
                found[seen] = wish
    return tuple(found.values()), dict(sorted(dropped.items()))


def goals(wanted: Iterable[Wish], survey_id: str, key: bytes) -> tuple[GoalDemand, ...]:
    """Wishes that differ only in form (case, punctuation, plural, polite words) as one goal, the most shared first.

    Levels are kept apart, and so are languages, since a course is in one; wishes whose language is unclear go with
    those of the same words that are worded most often.

    `key` is the home's secret (1 to 64 bytes): without it nobody can try out wordings until the id of a goal whose
    wording is hidden comes out. The same key gives the same ids from night to night.

    A goal shows its commonest wording, a tie by alphabet; where the form offers it, the form's wording and never one
    that a person typed. Where people worded it with different polite words, what they share is shown instead: nobody's
    own way of asking is told because others asked for the same.
    """
    groups: dict[Sameness, list[Wish]] = defaultdict(list)
    for wish in wanted:
        words = normalised(wish.matching_text) if wish.matching_text else ""
        groups[words or normalised(wish.wording), wish.level or "", wish.language or ""].append(wish)
    found = [_goal(same, group, survey_id, key) for same, group in _with_unclear(groups).items()]
    return tuple(sorted(found, key=lambda goal: (-len(goal.respondents), goal.wording, goal.goal_id)))


def normalised(words: str) -> str:
    """What two wordings of one goal share: stems in order, case folded, no accents; `C`, `C++` and `C#` stay apart."""
    tokens = [plain(token) for token in TOKEN.findall(wording(words).casefold().replace("'s", ""))]
    return " ".join(STEMMER.stemWords(tokens)) or wording(words).casefold()


def _with_unclear(groups: dict[Sameness, list[Wish]]) -> dict[Sameness, list[Wish]]:
    """Wishes of unclear language go with the largest group of the same words and level, a tie by alphabet."""
    languages: dict[tuple[str, str], list[str]] = defaultdict(list)
    for words, level, language in groups:
        languages[words, level].append(language)
    joined: dict[Sameness, list[Wish]] = {}
    for (words, level), spoken in languages.items():
        named = sorted((one for one in spoken if one), key=lambda one: (-len(groups[words, level, one]), one))
        for language in named or [""]:
            joined[words, level, language] = list(groups[words, level, language])
        if named and "" in spoken:
            joined[words, level, named[0]] += groups[words, level, ""]
    return joined


def _goal(same: Sameness, group: list[Wish], survey_id: str, key: bytes) -> GoalDemand:
    words, level, language = same
    of_form = [wish for wish in group if wish.origin == "form"]
    facets = "".join(f"\n{facet}" for facet in (level, "" if language == MAIN_LANGUAGE else language) if facet)
    return GoalDemand(
        goal_id=hashlib.blake2b(f"{survey_id}\n{words}{facets}".encode(), key=key, digest_size=ID_BYTES).hexdigest(),
        survey_id=survey_id,
        wording=_shown(of_form) if of_form else _shared_words(group),
        origin="form" if of_form else "person",
        respondents=frozenset(wish.respondent for wish in group),
        matching_text=_commonest((wish.matching_text or wish.wording, wish.respondent) for wish in group),
        level=group[0].level,
        language=language or None,
    )


def _shown(group: list[Wish]) -> str:
    return _commonest((wish.wording, wish.respondent) for wish in group)


def _shared_words(group: list[Wish]) -> str:
    """The commonest wording where all worded it alike but for its form; else what of it they share."""
    if len({normalised(wish.wording) for wish in group}) == 1:
        return _shown(group)
    return _commonest((wish.matching_text or wish.wording, wish.respondent) for wish in group)


def _commonest(said: Iterable[tuple[str, str]]) -> str:
    """The words that most people said, a tie by alphabet."""
    who: dict[str, set[str]] = defaultdict(set)
    for words, respondent in said:
        who[words].add(respondent)
    return min(who, key=lambda words: (-len(who[words]), words))


def _of_answer(
    answer: Answer, question: Question, settings: DemandSettings, reader: AnswerReader, dropped: Counter[str]
) -> Iterator[Wish]:
    if answer.option is not None and question.kind in ("rating", "ranking"):
        strength = _strength(answer, question)
        if strength is None or strength < settings.min_strength:
            dropped["no_step" if strength is None else "below_min_strength"] += 1
            return
        yield _wish(answer, reader.option(answer.option), strength=strength, is_of_form=question.options_are_headings)
    elif answer.option is not None and question.kind != "free_text":
        reason = reader.why_dropped(answer.option)
        if reason:
            dropped[reason] += 1
            return
        yield _wish(answer, reader.option(answer.option), strength=1.0, is_of_form=question.options_are_headings)
    elif answer.text is not None and question.kind != "rating":
        yield from _of_text(answer, answer.text, reader, dropped)
    elif answer.text is not None:
        dropped["no_step"] += 1


def _of_text(answer: Answer, text: str, reader: AnswerReader, dropped: Counter[str]) -> Iterator[Wish]:
    if len(text) > MAX_ANSWER_LETTERS:
        dropped["too_long"] += 1
        return
    if has_contact(text):
        dropped["contact_in_answer"] += 1
        return
    reason = reader.why_dropped(text)
    if reason:
        dropped[reason] += 1
        return
    for said in reader.text(text):
        reason = reader.why_dropped(said.phrase) or _refused(said.phrase)
        if reason:
            dropped[reason] += 1
        else:
            yield _wish(answer, said, strength=1.0, is_of_form=False)


def _refused(phrase: str) -> str | None:
    if len(phrase) < MIN_LETTERS and phrase.upper() not in SHORT_NAMES:
        return "too_short"
    return "too_long" if len(phrase) > MAX_LETTERS else None


def _strength(answer: Answer, question: Question) -> float | None:
    if answer.text is None:
        return None
    if question.kind == "ranking":
        place, n_places = scales.number(answer.text), max(len(question.options), 2)
        return None if place is None or not 1 <= place <= n_places else 1 - (place - 1) / (n_places - 1)
    told = dict(question.strengths)
    return told[answer.text] if answer.text in told else scales.strength(answer.text, question.steps)


def _wish(answer: Answer, said: Said, *, strength: float, is_of_form: bool) -> Wish:
    return Wish(
        respondent=answer.respondent,
        question_id=answer.question_id,
        wording=wording(said.phrase),
        origin="form" if is_of_form else "person",
        strength=strength,
        matching_text=said.matching_text,
        level=said.level,
        language=said.language,
    )
