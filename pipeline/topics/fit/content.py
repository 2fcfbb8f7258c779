"""Signals on what a course is made of: its parts, language, licence and manners."""

from __future__ import annotations

from pipeline.model import FitSignal, Listing
from pipeline.topics.fit.basis import FitBasis, say
from pipeline.topics.fit.reading import grade, reading_ease
from pipeline.topics.fit.words import told_by_words

OPEN = ("CC BY", "CC0", "PDM")  # how the normal forms of open licences begin; the other one is COPYRIGHT
NO_CHANGES = "-ND"


def weekly_modules(course: Listing, basis: FitBasis) -> FitSignal:
    """It is cut into weeks or modules, one for each session."""
    return told_by_words(course, "weekly_modules", basis.words.weekly_modules, "of weeks, modules or lessons")


def discussion_or_project(course: Listing, basis: FitBasis) -> FitSignal:
    """People discuss or make something, which gives a circle something to do together."""
    return told_by_words(
        course, "discussion_or_project", basis.words.discussion_or_project, "of discussions or projects"
    )


def accessibility_stated(course: Listing, basis: FitBasis) -> FitSignal:
    """Captions, transcripts or other aids are promised. That nobody promises them does not say there are none."""
    return told_by_words(course, "accessibility_stated", basis.words.accessibility_stated, "of captions or transcripts")


def no_login(course: Listing, basis: FitBasis) -> FitSignal:
    """It can be followed without an account."""
    check = basis.checks.get(course.course_id)
    if check is not None and check.url == course.url and check.result == "paywall":
        evidence = f"its page asked to pay or sign in on {check.checked_at.date()}: {check.evidence}"
        return say(course, "no_login", "no", evidence, "page")
    return told_by_words(course, "no_login", basis.words.no_login, "of an account")


def open_licence(course: Listing, basis: FitBasis) -> FitSignal:
    """Its licence lets a facilitator copy and change parts of it."""
    licence = course.licence
    if licence is None:
        return say(course, "open_licence", "unknown", "no licence given")
    if NO_CHANGES in licence:
        return say(course, "open_licence", "no", f"{licence}: parts of it may be copied but not changed")
    return say(course, "open_licence", "yes" if licence.startswith(OPEN) else "no", licence)


def language_fits(course: Listing, basis: FitBasis) -> FitSignal:
    """It is taught in a language in which circles are held."""
    languages = basis.settings.languages
    wanted = f"circles are held in {', '.join(languages)}"
    if course.language is None:
        return say(course, "language_fits", "unknown", f"no language given; {wanted}")
    is_fit = any(_same_language(course.language, language) for language in languages)
    return say(course, "language_fits", "yes" if is_fit else "no", f"{course.language}; {wanted}")


def reading_level_fits(course: Listing, basis: FitBasis) -> FitSignal:
    """Its description can be read with ease, which is all that a catalogue shows of how a course is worded."""
    settings, text = basis.settings, course.description or ""
    if len(text.split()) < settings.reading_min_words:
        evidence = f"its description has fewer than {settings.reading_min_words} words"
    elif course.language is not None and _same_language(course.language, "en"):
        found = max(0.0, grade(text))
        told = f"its description reads at school grade {found:.0f} (Coleman-Liau)"
        wanted = f"up to {settings.reading_max_grade:g} is easy here"
        is_fit = found <= settings.reading_max_grade
        return say(course, "reading_level_fits", "yes" if is_fit else "no", f"{told}; {wanted}", "description")
    elif course.language is not None and _same_language(course.language, "es"):
        ease = reading_ease(text)
        told = f"its description has a reading ease of {ease:.0f} (Fernández Huerta)"
        wanted = f"from {settings.reading_min_ease:g} on is easy here"
        is_fit = ease >= settings.reading_min_ease
        return say(course, "reading_level_fits", "yes" if is_fit else "no", f"{told}; {wanted}", "description")
    else:
        evidence = "measured for English and Spanish only"
    return say(course, "reading_level_fits", "unknown", evidence, "description")


def _same_language(one: str, other: str) -> bool:
    """Whether one tag is the other or a variety of it: `pt-BR` and `pt`, but not `zh-Hans` and `zh-Hant`."""
    parts, others = one.lower().split("-"), other.lower().split("-")
    n = min(len(parts), len(others))
    return parts[:n] == others[:n]
