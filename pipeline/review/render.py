"""Turns values into pages: Jinja2 with everything escaped, and the words of the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from pipeline.escape import one_line
from pipeline.normalize.url import host_of
from pipeline.review import languages
from pipeline.review.access import is_secure
from pipeline.review.forms import COOKIE
from pipeline.review.languages import ENGLISH, Language, language_of
from pipeline.review.places import written
from pipeline.review.sentences import Say, sayer, teller
from pipeline.topics.sheet.link import web_address

TEMPLATES = Path(__file__).with_name("templates")
LONGEST = 1200
"""Letters of a text that a page shows; what is longer is cut."""
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Letters of the scripts that are written so, as Unicode lays out its blocks."""
KEYS_OFF = "circlewise_keys"


class Pages:
    """The templates, one environment a language."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        compiled = _Compiled()
        self._by_language = {
            code: _environment(each, addresses, compiled) for code, each in languages.languages().items()
        }

    def make_ready(self) -> None:
        """Compile every template, so that nobody who comes first waits for it: 0.8 s of a processor (2026-11)."""
        for environment in self._by_language.values():
            for template in environment.list_templates(extensions=["html"]):
                environment.get_template(template)

    def text(self, request: Request, template: str, **values: Any) -> str:
        """A page as HTML. Values are escaped wherever they stand."""
        language = language_of(request)
        site = request.app.state.site
        account = site.access.shown(request)
        shared = {
            "language": language,
            "languages": tuple(self._by_language),
            "path": request.url.path,
            "account": account,
            "may_sign_out": account is not None and site.access.told_by_proxy(request) is None,
            "may_decide": site.access.may(request, "coordinator"),
            "may_administer": site.access.may(request, "administrator"),
            "has_keys": request.cookies.get(KEYS_OFF) != "off",
        }
        return self._by_language[language.code].get_template(template).render(**shared, **values)

    def module(self, language: Language, template: str) -> Any:
        """The macros and words of a template in a language, for what is no page: a drawing, a file."""
        return self._by_language[language.code].get_template(template).module

    def say(self, language: Language) -> Say:
        """What says sentences of ours in a language."""
        said: Say = self._by_language[language.code].filters["said"]
        return said

    def answer(self, request: Request, template: str, code: int = 200, **values: Any) -> HTMLResponse:
        """A page, with the cookie that our forms need where the reader has none yet."""
        site = request.app.state.site
        values.setdefault("token", site.tokens.token(request))
        response = HTMLResponse(self.text(request, template, **values), code)
        if site.tokens.is_new(request):
            set_cookie(response, request, COOKIE, site.tokens.cookie(request))
        return response


def set_cookie(response: Response, request: Request, name: str, value: str, seconds: int | None = None) -> None:
    """A cookie that scripts cannot read and other sites cannot send."""
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="lax", secure=is_secure(request))


class _Compiled(BytecodeCache):
    """Templates as compiled in one language, for the others: words are looked up when a page is made."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in what is known of a template."""
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was compiled."""
        self._code[bucket.key] = bucket.bytecode_to_string()


def _environment(language: Language, addresses: Mapping[str, str], compiled: BytecodeCache) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        bytecode_cache=compiled,
    )
    environment.install_gettext_translations(language.translations, newstyle=True)  # type: ignore[attr-defined]
    for name in ("gettext", "ngettext", "_"):
        environment.globals[name] = _with_numbers(environment.globals[name], language)
    environment.globals["asset"] = addresses.__getitem__
    environment.filters |= {
        "web_address": web_address,
        "host": host_of,
        "cut": _cut,
        "day": language.day,
        "weekday": language.weekday,
        "short_day": language.short_day,
        "wall_clock": language.wall_clock,
        "number": language.number,
        "hundredths": language.hundredths,
        "share": language.share,
        "language_name": language.named,
        "written": partial(written, language=language),
        "said": sayer(language),
        "told": _told(language),
    }
    return environment


def _with_numbers(translate: Any, language: Language) -> Callable[..., Any]:
    """A function that translates, and writes the numbers within a sentence as the language does.

    What is called `number` is the name of something, a decision or a process, and stays as it is.
    """

    @pass_context
    def translated(context: Context, *texts: Any, **variables: Any) -> Any:
        if len(texts) > 1 and isinstance(texts[-1], int):  # of one, of several, how many
            variables.setdefault("num", texts[-1])
        said = {name: language.number(value) if _is_amount(name, value) else value for name, value in variables.items()}
        return translate(context, *texts, **said)

    return translated


def _is_amount(name: str, value: Any) -> bool:
    return name != "number" and isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _told(language: Language) -> Callable[..., Markup]:
    """Says what is wrong in the reader's language; what nobody translated is marked as English, for screen readers."""
    say = teller(language)

    def told(text: str | None, longest: int = LONGEST) -> Markup:
        said = say(text or "")
        shown = escape(_cut(said, longest))
        is_left = language.code != ENGLISH and said == text and any(map(str.isalpha, said))
        return Markup('<span lang="en">{}</span>').format(shown) if is_left else shown

    return told


def _cut(text: str | None, longest: int = LONGEST) -> str:
    """A text on one line and not without end, that turns no letter around it the other way."""
    words = one_line((text or "").replace("\x00", " "))
    return isolated(words if len(words) <= longest else words[:longest].rsplit(" ", 1)[0] + " …")


def isolated(text: str) -> str:
    """The text, kept apart from what stands around it where it is written from right to left, even in part.

    By two characters and not by an element, since it may stand in an attribute or in the middle of a sentence.
    """
    return f"\u2068{text}\u2069" if RIGHT_TO_LEFT.search(text) else text
