"""The languages of the page: which one a reader gets, and how that one writes dates, numbers and names of languages."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import langcodes
from babel import dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from langcodes.tag_parser import LanguageTagError
from starlette.requests import Request

from pipeline.model import WEEKDAYS

FOLDER = Path(__file__).with_name("locale")
COOKIE = "circlewise_language"
ENGLISH = "en"


@dataclass(frozen=True)
class Language:
    """One language: its words, and how it writes."""

    code: str
    translations: gettext.NullTranslations

    @property
    def _(self) -> Callable[[str], str]:
        return self.translations.gettext

    def day(self, when: date | datetime) -> str:
        """A day in words: 24 November 2026."""
        return dates.format_date(when, "long", locale=self.code)

    def short_day(self, when: date | datetime) -> str:
        """A day in few letters: 24 Nov."""
        return dates.format_skeleton("MMMd", when, locale=self.code)

    def weekday(self, name: str) -> str:
        """A weekday, given as the settings name it: Monday, lunes."""
        return str(dates.get_day_names("wide", "stand-alone", self.code)[WEEKDAYS.index(name)])

    def wall_clock(self, when: datetime) -> str:
        """A local time as it was typed, without a zone: Tue, 24 Nov 2026, 10:00."""
        return dates.format_datetime(when, "EEE d MMM y, HH:mm", locale=self.code)

    def moment(self, when: datetime, zone: str) -> str:
        """A time in UTC, as the clock on the wall of a zone shows it."""
        local = when.replace(tzinfo=ZoneInfo("UTC")) if when.tzinfo is None else when
        return dates.format_datetime(local, "EEE d MMM y, HH:mm", tzinfo=ZoneInfo(zone), locale=self.code)

    def ago(self, now: datetime, then: datetime) -> str:
        """How long ago something was: 5 hours ago."""
        return dates.format_timedelta(then - now, add_direction=True, locale=self.code)

    def number(self, value: float) -> str:
        """A number with at most one decimal."""
        return numbers.format_decimal(round(value, 1), locale=self.code)

    def hundredths(self, value: float) -> str:
        """A number with two decimals."""
        return numbers.format_decimal(value, format="#,##0.00", locale=self.code)

    def share(self, value: float) -> str:
        """A share of 0 to 1 as whole percent."""
        return numbers.format_percent(round(value, 2), locale=self.code)

    def named(self, tag: str | None) -> str:
        """The name of a language, given as a BCP 47 tag."""
        if not tag:
            return self.translations.gettext("language not given")
        try:
            return langcodes.Language.get(tag).display_name(self.code)
        except LanguageTagError:  # words, such as "not said"
            return tag


@cache
def languages() -> dict[str, Language]:
    """Every language there is a catalogue of, by its code; English needs none. The committed files never change."""
    found = {ENGLISH: Language(ENGLISH, gettext.NullTranslations())}
    for path in sorted(FOLDER.glob("*.po")):
        compiled = BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=path.stem))
        compiled.seek(0)
        found[path.stem] = Language(path.stem, gettext.GNUTranslations(compiled))
    return found


def language_of(request: Request) -> Language:
    """What the reader asked for: `?lang=`, else the choice made before, else what the browser prefers, else English."""
    known = languages()
    asked = [request.query_params.get("lang", ""), request.cookies.get(COOKIE, "")]
    for code in (*asked, *_preferred(request.headers.get("accept-language", ""))):
        if code in known:
            return known[code]
    return known[ENGLISH]


def _preferred(header: str) -> list[str]:
    """The languages of an Accept-Language header without regions, most wanted first."""
    wanted = []
    for place, part in enumerate(header[:500].split(",")):
        tag, _, quality = part.strip().partition(";q=")
        try:
            wanted.append((-float(quality or 1), place, tag.partition("-")[0].lower()))
        except ValueError:
            continue
    return [tag for quality, _, tag in sorted(wanted) if quality < 0]
