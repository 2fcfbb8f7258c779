"""One thing of schema.org (a course, a run of it, a material) by field of RawListing, read destructively."""

from __future__ import annotations

import re
from typing import Any

from connectors.platforms.schema_offers import cost
from connectors.platforms.schema_terms import joined, keywords, pacing, texts, truth, words
from pipeline.contract import Record

LEFT_ASIDE = (
    "@context http://purl.org/dc/terms/conformsTo https://purl.org/dc/terms/conformsTo dct:conformsTo accessMode "
    "accessModeSufficient accessibilityAPI accessibilityControl accessibilityFeature accessibilityHazard "
    "accessibilitySummary additionalType aggregateRating alternateName alternativeHeadline assesses associatedMedia "
    "audience author availableLanguage citation competencyRequired contributor copyrightHolder copyrightNotice "
    "copyrightYear courseCode coursePrerequisites creativeWorkStatus creator dateCreated dateModified datePublished "
    "discussionUrl doorTime editor educationalAlignment educationalCredentialAwarded educationalFramework "
    "educationalRole educationalUse encoding encodingFormat eventAttendanceMode eventStatus financialAidEligible "
    "funder genre hasPart headline identifier image instructor interactivityType isBasedOn isBasedOnUrl "
    "isFamilyFriendly isPartOf learningResourceType location mainEntity mainEntityOfPage maintainer "
    "maximumAttendeeCapacity maximumPhysicalAttendeeCapacity maximumVirtualAttendeeCapacity mentions "
    "numberOfCredits occupationalCredentialAwarded organizer position potentialAction producer recordedIn "
    "remainingAttendeeCapacity review sameAs sourceOrganization sponsor syllabusSections targetDescription "
    "targetName targetUrl teaches text thumbnailUrl totalHistoricalEnrollment translator typicalAgeRange "
    "useRightsUrl version video workTranslation"
)
REPEATS = {"daily": "days", "weekly": "weeks", "monthly": "months", "p1d": "days", "p1w": "weeks", "p1m": "months"}
HOURS = re.compile(r"PT([0-9]{1,3})H")


Thing = dict[str, Any]


def thing(record: Record) -> Thing:
    """What a course says by field of RawListing; what it leaves open, its latest run says.

    Besides there are `id` and `day` (when the thing itself starts), of which its key is made, and `run_url`. Price and
    currency go together. Where course and run differ on whether it is free, both are told.
    """
    own, runs = _said_of(record), [_said_of(each) for each in record.objects("hasCourseInstance", or_one=True)]
    own |= {"day": own["starts"], "run_url": None}
    if not runs:
        return own
    run = max(runs, key=lambda each: each["starts"] or "")
    found = {name: value or run.get(name) for name, value in own.items()}
    if own["price"]:
        found["currency"] = own["currency"]
    return found | {
        "id": own["id"],
        "day": own["day"],
        "title": own["title"],
        "url": own["url"],
        "run_url": run["url"] or run["id"],
        "topics": tuple(topic for topic in found["topics"] or () if topic != own["title"]),
        "free": joined([word for word in (own["free"], run["free"]) if word]),
    }


def _said_of(record: Record) -> Thing:
    record.ignore("@type", *LEFT_ASIDE.split())
    found = words(lambda name: _said(record, name))
    mode, workload, stated = _said(record, "courseMode"), _said(record, "courseWorkload"), _said(record, "duration")
    description, abstract = _said(record, "description"), _said(record, "abstract")
    weeks, offers = (
        _schedule(record.objects("courseSchedule", or_one=True)),
        cost(record.objects("offers", or_one=True)),
    )
    return found | {
        "id": next(iter(_said(record, "@id")), None),
        "url": next(iter(_said(record, "url")), None),
        "description": "\n\n".join(description or abstract) or None,
        "duration": next(iter(stated), None) or weeks.get("duration"),
        "effort": next(iter(workload), None) or found["effort"] or weeks.get("effort"),
        "pacing": pacing(mode + workload),
        "price": offers.get("price"),
        "currency": offers.get("currency"),
        "free": joined([word for word in (found["free"], offers.get("free")) if word]),
    }


def _said(record: Record, name: str) -> list[str]:
    found = texts(record.maybe(name, object), by_address=name in ("license", "@id", "url"))
    if name == "keywords":
        return keywords(found)
    return truth(found) if name == "isAccessibleForFree" else found


def _schedule(schedules: list[Record]) -> dict[str, str]:
    """A schedule such as 8 times weekly, PT3H each; several schedules are told apart by nobody and left aside."""
    found: dict[str, str] = {}
    for schedule in schedules:
        count, every = _said(schedule, "repeatCount"), _said(schedule, "repeatFrequency")
        length = HOURS.fullmatch(next(iter(_said(schedule, "duration")), ""))
        schedule.drop()
        unit = REPEATS.get(every[0].casefold()) if every else None
        if unit and count and count[0].isdigit() and len(schedules) == 1:
            found["duration"] = f"{count[0]} {unit}"
        if unit == "weeks" and length and len(schedules) == 1:
            found["effort"] = f"{length[1]} hours/week"
    return found
