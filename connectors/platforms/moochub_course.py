"""A course of a MOOChub feed, in the keys of version 1, 2 or 3, or of several at once as openHPI sends them.

Which keys and which slips are met where is taken from public code and recorded answers (2026-08): iMooX has
`learningobjectives`, oncampus `licence`, `abtract` and a `doorTime`, the vhb texts where lists are due.
"""

from __future__ import annotations

from typing import Any

from pipeline.contract import RawListing, Record, RecordError

KEYS_LEFT_ASIDE = (
    "accessMode applicationStartDate audience competencyRequired contentLocation contributor courseCode courseMode "
    "creator dateCreated dateModified doorTime educationalCredentialsAwarded hasPart hollandCode image instructor "
    "instructors isPartOf learningObjectives learningResourceType learningobjectives numberOfCredits repeatFrequency "
    "targetgroup teaches trailer video"
)
SKILL_KEYS_LEFT_ASIDE = (
    "alignmentType alternateName description educationalFramework educationalFrameworkVersion shortCode targetUrl type "
    "url"
)
ORGANISATION_KEYS_LEFT_ASIDE = "affiliation description honorificPrefix id identifier image logo type url"
UNITS = {"h/day": "hours/day", "h/week": "hours/week", "h/month": "hours/month"}
ACCESSIBLE = {"true": "accessible for free", "false": "not accessible for free"}


def listing(entry: Record, *, has_weekly_workload: bool) -> RawListing:
    """The course in its own words; `has_weekly_workload` tells that a bare number of `workload` is hours a week."""
    entry.ignore("links", "meta", "relationships")
    key, course = entry.take("id", str), entry.object("attributes") or entry
    course.ignore(*KEYS_LEFT_ASIDE.split())
    abstract = course.text("abstract") or course.text("abtract")
    until = _first(course, "expires", "availableUntil")
    languages = course.texts("inLanguage", or_one=True), course.texts("languages", or_one=True)
    subjects = _skills(course, "educationalAlignment"), course.texts("subjectarea", or_one=True), _keywords(course)
    return RawListing(
        key=key,
        title=course.take("name", str),
        url=_first(course, "url", "uniformResourceLocator"),
        provider=" | ".join(_provider(course)) or None,
        description=course.text("description") or abstract,
        language=" | ".join(languages[0] or languages[1]) or None,
        topics=tuple(dict.fromkeys(subject for found in subjects for subject in found)),
        level=next(iter(_skills(course, "educationalLevel")), None),
        duration=course.text("duration"),
        effort=_workload(course, is_weekly=has_weekly_workload),
        free=" | ".join((*course.texts("access", or_one=True), *_accessible(course))) or None,
        licence=_licence(course),
        starts=_first(course, "startDate"),
        ends=_first(course, "endDate"),
        enrol_until=_first(course, "applicationDeadline") or until,
        **_price(course),
    )


def _first(course: Record, *keys: str) -> str | None:
    """The first text under these keys: version 3 has lists where version 2 has single texts."""
    found = [course.texts(key, or_one=True) for key in keys]
    return next((texts[0] for texts in found if texts), None)


def _provider(course: Record) -> list[str]:
    """Who teaches: partners before the platform; the specification of version 2.3 writes `partnerInstitutes`."""
    found = [list(course.texts("university", or_one=True))]
    for key in ("partnerInstitute", "partnerInstitutes", "publisher", "moocProvider"):
        organisations = course.objects(key, or_one=True)
        for organisation in organisations:
            organisation.ignore(*ORGANISATION_KEYS_LEFT_ASIDE.split())
        found.append([organisation.take("name", str) for organisation in organisations])
    return next((names for names in found if names), [])


def _skills(course: Record, key: str) -> list[str]:
    """Subjects or levels, in English where there is a choice."""
    found = []
    for skill in course.objects(key, or_one=True):
        skill.ignore(*SKILL_KEYS_LEFT_ASIDE.split())
        names = {name.text("inLanguage"): name.take("name", str) for name in skill.objects("name")}
        if names:
            found.append(names.get("en") or next(iter(names.values())))
    return found


def _keywords(course: Record) -> tuple[str, ...]:
    """Keywords; the vhb has them in one text with commas."""
    if course.is_kind("keywords", str):
        return tuple(word.strip() for word in (course.text("keywords") or "").split(",") if word.strip())
    return course.texts("keywords")


def _workload(course: Record, *, is_weekly: bool) -> str | None:
    """Version 3 states a value and its unit, version 2 hours a week; some platforms write words."""
    if course.is_kind("workload", dict):
        workload = course.object("workload")
        assert workload is not None
        value, unit = workload.take("timeValue", float), workload.choose("timeUnit", UNITS)
        return f"{value:g} {unit}" if value and unit else None
    if course.is_kind("workload", str):
        return course.text("workload")
    hours = course.maybe("workload", float)
    return f"{hours:g} hours/week" if hours and is_weekly else None


def _accessible(course: Record) -> list[str]:
    """What `isAccessibleForFree` says in words, be it true, false or one of these as a text."""
    if course.is_kind("isAccessibleForFree", str):
        said = (course.text("isAccessibleForFree") or "").casefold()
    else:
        flag = course.maybe("isAccessibleForFree", bool)
        said = "" if flag is None else str(flag).casefold()
    if said and said not in ACCESSIBLE:
        raise RecordError(f"`isAccessibleForFree` is `{said}`, true or false was expected", field="isAccessibleForFree")
    return [ACCESSIBLE[said]] if said else []


def _licence(course: Record) -> str | None:
    """The first licence by its identifier, else address, else name; `courseLicenses` is the key of version 2."""
    found = [course.text("licence")]
    for record in (*course.objects("license", or_one=True), *course.objects("courseLicenses")):
        record.ignore("author", "contentUrl", "type")
        found += [record.text(key) for key in ("identifier", "id", "url", "name")]
    return next((words for words in found if words), None)


def _price(course: Record) -> dict[str, Any]:
    """The lowest price of the course itself: what a certificate costs beside it is left aside."""
    prices = []
    for offer in (*course.objects("offer"), *course.objects("offers")):
        amount = offer.maybe("price", float)
        currency, other = offer.text("priceCurrency"), offer.text("price_currency")
        category = offer.text("category") or "course"
        offer.ignore("paymentFrequency", "payment_frequency")
        if amount is not None and category == "course":
            prices.append((amount, currency or other))
    if not prices:
        return {}
    amount, currency = min(prices, key=lambda price: price[0])
    return {"price": f"{amount:g}", "currency": currency}
