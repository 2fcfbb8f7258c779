"""What to tell a person of an export that may be of a survey which is in the home already."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.errors import UsageError
from pipeline.survey import Intake, Overlap

QUARTERS = ("under a quarter", "a quarter to a half", "half to three quarters", "more than three quarters")
HALVES = ("under a half", "half or more")
REFUSED = ("unsure", "not_new", "several")
"""Outcomes of which nothing was stored, and a person has to decide."""


def meant(given: str, known: Iterable[str]) -> str:
    """The survey that an id or the beginning of one names; what was given where it names none.

    Raises:
        UsageError: several begin so.
    """
    known = set(known)
    begun = sorted(survey for survey in known if given and survey.startswith(given))
    if given in known or not begun:
        return given
    if len(begun) > 1:
        raise UsageError(f"`{given}` begins several surveys: {', '.join(begun)}; type more of the id")
    return begun[0]


def to_replace(given: str, held: Iterable[str]) -> str:
    """The survey that an export is to take the place of.

    Raises:
        UsageError: it is not here; says which surveys are.
    """
    held = list(held)
    if (survey := meant(given, held)) not in held:
        raise UsageError(
            f"there is no survey `{given}` here that could be replaced; surveys of this home: "
            f"{', '.join(sorted(held)) or 'none'}"
        )
    return survey


def band(common: Overlap, min_group: int) -> str | None:
    """The share of the smaller export's people whose answers are in the other; None where few people could be told.

    Each band is at least `min_group` people wide, so that none tells of fewer.
    """
    bands = QUARTERS if common.n_smaller >= len(QUARTERS) * min_group else HALVES
    if common.n_smaller < len(bands) * min_group:
        return None
    return bands[min(len(bands) * common.n_alike // common.n_smaller, len(bands) - 1)]


def why_not_stored(intake: Intake, file: str, min_group: int) -> str | None:
    """What to tell of an export of which nothing was stored since a person has to decide; None of any other."""
    if intake.outcome not in REFUSED or intake.common is None:
        return None
    common, survey = intake.common, intake.survey_id
    of_people = band(common, min_group)
    shared = (
        f"{common.n_questions} of its {common.n_questions_old} questions are in this one in the same words"
        f"{f', {common.n_reworded} more seem to be in other words' if common.n_reworded else ''}; "
        + (
            f"of the people in the smaller of the two, {of_people} gave answers that are in the other, too"
            if of_people
            else "too few people answered to tell how many are in both"
        )
    )
    if intake.outcome == "several":
        return _several(intake, file)
    if intake.outcome == "not_new":
        return (
            f"{file} was NOT stored: it is another export of survey {survey}, and as a survey of its own it would "
            f"count the same people twice ({shared}). Leave --new out"
        )
    return (
        f"{file} was NOT stored: it may be another export of survey {survey}, whose people would be counted twice, or "
        f"a survey of its own ({shared}). Nothing was changed. Say which it is: `survey add FILE --replaces {survey}` "
        "puts it in the place of what is here, and what only the older export holds is gone; `survey add FILE --new` "
        "counts it beside that survey. If the export leaves people out, export all of them and add that"
    )


def ways_on(intake: Intake) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a person may do of an export that was not stored: surveys to purge first, and options to add it with.

    An empty option adds it as it is; several options are a choice.
    """
    if intake.outcome == "unsure":
        return (), (f"--replaces {intake.survey_id}", "--new")
    if is_of_others(intake):
        return (), tuple(f"--replaces {other}" for other in intake.others)
    return intake.others, ("",)


def is_of_others(intake: Intake) -> bool:
    """True where it holds most people of surveys that are here, but not of the one it was told to replace."""
    return intake.outcome == "several" and intake.common is not None and not intake.common.has_most


def _several(intake: Intake, file: str) -> str:
    if is_of_others(intake):
        others = ", ".join(intake.others)
        return (
            f"{file} was NOT stored: it holds most people of {others}, which would be counted twice if it took the "
            f"place of {intake.survey_id}. Nothing was changed. Name the survey that it is another export of"
        )
    ids = sorted((intake.survey_id, *intake.others))
    return (
        f"{file} was NOT stored: it holds most people of {len(ids)} surveys that are here, {', '.join(ids[:-1])} and "
        f"{ids[-1]}. It could take the place of one only, and the people of the rest would be counted twice. Nothing "
        "was changed. If it holds the answers of everybody, remove all of these surveys but one with `purge-survey "
        f"ID`, and add {file} again; should it then not be sure, `survey add FILE --replaces ID` names the one that is "
        "left. If it is two surveys in one file, part it and add each"
    )


def why_it_stays(intake: Intake, min_group: int, *, is_mapped: bool) -> str | None:
    """The rest of the sentence "survey X is already here…"; None where the export, or its mapping, was taken in."""
    not_applied = "; the mapping was NOT applied" if is_mapped else ""
    if intake.outcome == "known":
        if intake.reread is not None:
            return " and is read as this mapping has it; nobody is counted twice"
        return (
            f"; this export holds nothing new, and nobody is counted twice{not_applied}"
            f"{': give it with the export that is here' if is_mapped else ''}"
        )
    if intake.outcome == "smaller":
        return f" with more respondents; the larger export stays, and nobody is counted twice{not_applied}"
    if intake.outcome == "few":
        return (
            f", and this export differs from it by fewer than {min_group} people: what is here stays, since a change "
            f"of the counts would tell what these few said; add a later export when more have answered{not_applied}"
        )
    if intake.outcome == "unmapped":
        return (
            ", read under a mapping, and this newer export came without one: nothing was changed, lest what you put "
            "right, or left out, comes back as it was guessed; add it again with --mapping"
        )
    if intake.outcome == "few_reread" and intake.reread and intake.reread.fewest:
        question_id, _ = intake.reread.fewest
        return (
            f"; the mapping was NOT applied: it changes how `{question_id}` is counted, which fewer than {min_group} "
            "people answered, so that two nights side by side would tell what these few said. Where nobody keeps an "
            "earlier catalogue, purge the survey and add it anew"
        )
    return None


def what_changed(intake: Intake) -> str:
    """What was done with an export that changed a survey which is here; nothing to say of a new survey."""
    if intake.outcome == "updated":
        n_unasked = intake.common.n_unasked - intake.common.n_reworded if intake.common else 0
        asked = "1 question of the older one is" if n_unasked == 1 else f"{n_unasked} questions of the older one are"
        gone = f"; {asked} not in it, and what was answered there is gone"
        return f", brought up to date (this newer export replaces the older one{gone if n_unasked > 0 else ''})"
    if intake.outcome == "reread" and intake.reread:
        changed = ", ".join(intake.reread.changed)
        gone = (
            "; what it leaves out is gone from the answers, and the next night takes it out of the catalogue"
            if intake.reread.has_less
            else ""
        )
        return f", read anew as the mapping has it (changed: {changed}{gone})"
    return ""
