"""The result of a look at a course's page.

Only what a page plainly says counts. Where it says nothing, as a page built by script does, it is alive: a course is
not called gone because we cannot see it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from pipeline.contract import Page
from pipeline.links.page import Named, Said, read
from pipeline.links.phrases import SAYS_CLOSED_IN_HEADLINE, SAYS_GONE, SAYS_GONE_IN_HEADLINE, SAYS_PAY, fold
from pipeline.model import LinkResult

PAGE_STATUSES = (200, 203)
GONE = (404, 410)
REFUSED = (401, 403, 407, 451)
PAYMENT_REQUIRED = 402
MAX_EVIDENCE = 300

SIGN_IN = frozenset((
    "login", "log-in", "signin", "sign-in", "sign_in", "signup", "sign-up", "sign_up", "sso", "saml", "cas",
    "oauth", "oauth2", "authorize", "authenticate", "anmelden", "anmeldung", "connexion", "se-connecter",
    "iniciar-sesion", "acceder", "accedi", "entrar", "inloggen", "aanmelden",
))  # fmt: skip
SIGN_IN_HOSTS = frozenset(("login", "signin", "sso", "auth", "accounts", "idp"))
ERROR_PAGES = frozenset((
    "404", "not-found", "not_found", "notfound", "pagenotfound", "page-not-found", "404.html", "404.php", "error404",
))  # fmt: skip
LISTS = frozenset((
    "courses", "course", "catalog", "catalogue", "search", "explore", "browse", "home", "index", "category",
    "categories", "subjects", "library", "training", "kurse", "suche", "cours", "recherche", "cursos", "buscar",
    "corsi", "cerca", "cursussen", "zoeken",
))  # fmt: skip
SLUG = 5  # letters of a path's last part that names one page


@dataclass(frozen=True)
class Verdict:
    """What a look came to: one of the results, and what it rests on in a sentence of our own words."""

    result: LinkResult
    evidence: str


def judge(page: Page, title: str) -> Verdict:
    """Whether the course with this title is still at the address that was asked for.

    Args:
        page: what came at the end of the redirects, whatever its status; of its text only the phrase that was found
            gets into the evidence, folded.
        title: of the course, as people see it.
    """
    asked, last = _split(page.request.url), _split(page.url)
    where = "" if _place(asked) == _place(last) else f"; it was redirected to {page.url}"
    found = _by_status(page.status) or _by_page(page, title, asked, last)
    return Verdict(found.result, _plain(found.evidence + where))


def _by_status(status: int) -> Verdict | None:
    if status in PAGE_STATUSES:
        return None
    if status in GONE:
        return Verdict("gone", f"status {status}")
    if status in REFUSED:
        return Verdict("refused", f"status {status}: we are not let in, so it is not known")
    if status == PAYMENT_REQUIRED:
        return Verdict("paywall", "status 402: one has to pay")
    return Verdict("unreachable", f"status {status}, 200 was expected")


def _by_page(page: Page, title: str, asked: SplitResult, last: SplitResult) -> Verdict:
    is_elsewhere = _place(asked) != _place(last)
    if is_elsewhere and _is_sign_in(last) and not _is_sign_in(asked):
        return Verdict("paywall", "it leads to a page to sign in")
    if not _is_markup(page):
        return Verdict("moved" if is_elsewhere else "alive", "status 200, and what is there is no page of HTML")
    said = read(page)
    named = said.names(title)
    if gone := _says_gone(said, named, title):
        return Verdict("soft_gone", f"status {page.status}, but the page says `{gone}`")
    if is_elsewhere and ERROR_PAGES & set(_parts(last)) and named != "in_headline":
        return Verdict("soft_gone", f"status {page.status}, but the address is that of an error page")
    if is_elsewhere and named != "in_headline" and not _is_same_slug(asked, last):
        kind = "a list or a page higher up" if _is_higher(asked, last) else "a page"
        return Verdict("hub", f"it leads to {kind} whose headlines do not name the course")
    if found := SAYS_PAY.search(said.text):
        return Verdict("paywall", f"the page says `{found[0]}`")
    if is_elsewhere:
        return Verdict("moved", "the course has another address")
    return Verdict("alive", _ALIVE[named])


_ALIVE: dict[Named, str] = {
    "in_headline": "status 200, and the page's headline names the course",
    "in_text": "status 200, and the page names the course",
    "partly": "status 200; the page has some of the title's words",
    "nowhere": "status 200; the page neither names the course nor says that it is gone",
}


def _says_gone(said: Said, named: Named, title: str) -> str | None:
    """The words by which a page says that there is nothing; those of the course's own title are not among them."""
    pattern = SAYS_CLOSED_IN_HEADLINE if named == "in_headline" else SAYS_GONE_IN_HEADLINE
    for headline in said.headlines:
        if found := pattern.search(headline.replace(fold(title) or " ", " ")):
            return found[0]
    found = SAYS_GONE.search(said.text) if named == "nowhere" else None
    return found[0] if found else None


def _is_markup(page: Page) -> bool:
    kind = page.headers.get("content-type", "").lower()
    return "html" in kind if kind else page.body[:200].lstrip().startswith(b"<")


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def _place(url: SplitResult) -> tuple[str, tuple[str, ...]]:
    """What stays the same when a site adds a scheme, `www`, a slash or a tag for its statistics."""
    parts = _parts(url)
    if parts and re.fullmatch(r"(?:index|default)\.\w{3,4}", parts[-1]):
        parts = parts[:-1]
    return url.netloc.lower().rpartition("@")[2].partition(":")[0].removeprefix("www."), parts


def _parts(url: SplitResult) -> tuple[str, ...]:
    return tuple(part.lower() for part in unquote(url.path).split("/") if part)


def _is_sign_in(url: SplitResult) -> bool:
    return bool(SIGN_IN & set(_parts(url))) or url.netloc.lower().partition(".")[0] in SIGN_IN_HOSTS


def _is_same_slug(asked: SplitResult, last: SplitResult) -> bool:
    """Whether the part of the path that names the page came along, as when a site adds a language or a folder."""
    slug = (_parts(asked) or ("",))[-1]
    return len(slug) >= SLUG and slug not in LISTS and "." not in slug and slug in _parts(last)


def _is_higher(asked: SplitResult, last: SplitResult) -> bool:
    there = _parts(last)
    return len(there) < len(_parts(asked)) or not there or there[-1] in LISTS


def _plain(text: str) -> str:
    """A sentence on one line: an address may hold anything."""
    return " ".join("".join(char for char in text if char.isprintable()).split())[:MAX_EVIDENCE]
