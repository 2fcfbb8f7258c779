"""What a page's answer means for its course; doubt is for the course."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.contract import Page, Request
from pipeline.links import judge

COURSE = (
    "<title>Introduction to Biology | Provider</title><h1>Introduction to Biology</h1><p>Enroll for free. Sign in</p>"
)
HOME = "<title>Provider: learn anything</title><h1>Welcome</h1><p>Popular: Introduction to Biology</p>"


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (404, "gone"), (410, "gone"), (401, "refused"), (403, "refused"), (407, "refused"), (451, "refused"),
        (402, "paywall"), (400, "unreachable"), (204, "unreachable"), (202, "unreachable"), (304, "unreachable"),
    ],
)  # fmt: skip
def test_a_status_that_is_no_page(judged: Any, status: int, result: str) -> None:
    verdict = judged(COURSE, status=status)
    assert verdict.result == result
    assert str(status) in verdict.evidence


@pytest.mark.parametrize(
    "markup",
    [
        COURSE,
        "<title>Provider</title><h1>Biology, Introduction to</h1>",
        "<title>Provider</title><main>introduction   to\nBIOLOGY</main>",
        '<title>Provider</title><meta property="og:title" content="Introduction to Biology"><div id=app></div>',
        '<title>P</title><script type="application/ld+json">{"name": "Introduction to Biology"}</script>',
        "<title>Provider</title><div id=app></div><script>messages = {e404: 'Page not found'}</script>",
        "<title>Provider</title><body><noscript>Page not found? Switch on JavaScript.</noscript>",
        "<h1>Introduction to Biology</h1><p>If the page could not be found, write to us.</p>",
        "<h1>Introduction to Biology</h1><p>You must be logged in to post a comment.</p><a>Log in</a><a>Sign up</a>",
        "<h1>Introduction to Biology</h1><p>Subscribe to our newsletter. Upgrade to get a certificate.</p>",
        "<h1>Introduction to Biology</h1><p>Register to access exclusive offers. Enrol to access the course forum.</p>",
        "<title>BIO 404: Einführung</title><h1>BIO 404</h1>",
        "<title>Provider</title><h1>This course is not available in your country</h1>",
        "",
    ],
)
def test_what_leaves_a_course_alive(judged: Any, markup: str) -> None:
    assert judged(markup).result == "alive"


@pytest.mark.parametrize(
    "headline",
    [
        "Page not found", "404", "404 - Oops", "Error 404 | Provider", "Sorry, this course is no longer available",
        "We couldn’t find that page", "Course has been retired", "Introduction to Biology is no longer available",
        "Seite nicht gefunden", "Dieser Kurs ist nicht mehr verfügbar", "Die Seite existiert nicht",
        "Page introuvable", "Cette page n’existe pas", "Ce cours n'est plus disponible",
        "Página no encontrada", "Este curso ya no está disponible", "No se ha encontrado la página",
        "Pagina non trovata", "Il corso non è più disponibile", "Página não encontrada",
        "O curso não está mais disponível", "Pagina niet gevonden", "Deze cursus is niet meer beschikbaar",
    ],
)  # fmt: skip
@pytest.mark.parametrize("tag", ["title", "h1"])
def test_a_headline_that_says_gone(judged: Any, headline: str, tag: str) -> None:
    verdict = judged(f"<{tag}>{headline}</{tag}><p>Popular: Chess, Pottery</p>")
    assert verdict.result == "soft_gone"
    assert "status 200, but the page says `" in verdict.evidence


def test_a_course_that_is_closed_on_its_own_page(judged: Any) -> None:
    markup = "<title>Introduction to Biology</title><h1>This course is no longer offered</h1>"
    assert judged(markup).result == "soft_gone"


def test_the_courses_own_title_never_says_that_it_is_gone(judged: Any) -> None:
    title = "Why perfection does not exist and is no longer available"
    assert judged(f"<title>{title}</title><h1>{title}</h1>", title=title).result == "alive"


@pytest.mark.parametrize(
    "text",
    [
        "Sorry, the page you are looking for has moved on.", "The requested URL was not found on this server.",
        "Der Kurs wurde nicht gefunden.", "La page que vous recherchez est ailleurs.", "La página solicitada no está.",
        "La pagina che stai cercando…", "Não encontramos a página.", "We kunnen de pagina niet vinden.",
    ],
)  # fmt: skip
def test_a_text_that_says_gone_counts_where_the_course_is_nowhere(judged: Any, text: str) -> None:
    address = "<p>You asked for /courses/introduction-to-biology</p>"
    assert judged(f"<title>Provider</title><p>{text}</p>{address}").result == "soft_gone"
    assert judged(f"<title>Provider</title><h2>Introduction to Biology</h2><p>{text}</p>").result == "alive"


@pytest.mark.parametrize(
    ("last", "markup", "result"),
    [
        ("https://provider.example/", HOME, "hub"),
        ("https://provider.example/courses", HOME, "hub"),
        ("https://provider.example/courses/search?q=biology", HOME, "hub"),
        ("https://other.example/learn/chess-for-beginners", "<h1>Chess</h1>", "hub"),
        ("https://provider.example/learn/bio-101", COURSE, "moved"),
        ("https://other.example/c/77", COURSE, "moved"),
        ("https://provider.example/en/courses/introduction-to-biology", "<div id=app></div>", "moved"),
        ("https://provider.example/404", HOME, "soft_gone"),
        ("https://provider.example/", "<title>Page not found</title>", "soft_gone"),
        ("https://provider.example/login?next=/courses/introduction-to-biology", COURSE, "paywall"),
        ("https://accounts.provider.example/v2/start", "<h1>Hello</h1>", "paywall"),
        ("https://provider.example/catalogue/introduction-to-biology", "<p>Log in to view this course</p>", "paywall"),
        ("http://www.provider.example/courses/introduction-to-biology/?utm_source=x", COURSE, "alive"),
        ("https://provider.example/courses/introduction-to-biology/index.html", COURSE, "alive"),
        ("https://files.example/biology.pdf", HOME, "hub"),
    ],
)
def test_where_a_redirect_leads(judged: Any, last: str, markup: str, result: str) -> None:
    verdict = judged(markup, last=last)
    assert verdict.result == result
    assert (last in verdict.evidence) == (result != "alive")


def test_a_page_that_is_gone_at_the_end_of_a_redirect_says_where(judged: Any) -> None:
    verdict = judged("", status=404, last="https://new.example/x")
    assert (verdict.result, verdict.evidence) == ("gone", "status 404; it was redirected to https://new.example/x")


@pytest.mark.parametrize(
    "text",
    [
        "Subscribe to access this course", "Log in to view this page",
        "You must purchase a plan to unlock the full course",
        "Login required to access this content", "This course is only available to members",
        "This training requires a premium subscription", "Melden Sie sich an, um auf diesen Kurs zuzugreifen",
        "Der Kurs ist nur für angemeldete Nutzer", "Connectez-vous pour accéder à ce cours",
        "Ce contenu est réservé aux abonnés", "Inicia sesión para ver este curso", "Curso solo para suscriptores",
        "Accedi per visualizzare il corso", "Faça login para acessar este curso", "Log in om deze cursus te bekijken",
        "Deze cursus is alleen voor leden",
    ],
)  # fmt: skip
def test_words_that_one_must_pay_or_sign_in(judged: Any, text: str) -> None:
    verdict = judged(f"<h1>Introduction to Biology</h1><p>{text}</p>")
    assert verdict.result == "paywall"
    assert "the page says `" in verdict.evidence


@pytest.mark.parametrize("kind", ["application/pdf", "application/json", "video/mp4"])
def test_what_is_no_page_is_there(judged: Any, kind: str) -> None:
    assert judged(b"%PDF-1.7 page not found", kind=kind).result == "alive"
    assert judged(b"%PDF-1.7", kind=kind, last="https://files.example/biology.pdf").result == "moved"


def test_without_a_content_type_the_body_tells(judged: Any) -> None:
    assert judged("<title>Page not found</title>", kind="").result == "soft_gone"
    assert judged("Page not found", kind="").result == "alive"


def test_letters_in_another_charset(judged: Any) -> None:
    body = "<title>Página no encontrada</title>".encode("latin-1")
    assert judged(body, kind="text/html; charset=iso-8859-1").result == "soft_gone"


def test_evidence_holds_no_words_of_the_page_but_the_phrase(judged: Any) -> None:
    hostile = "=HYPERLINK(1)\x1b[31m \u202e Page not found <b>evil</b>"
    assert judged(f"<title>{hostile}</title>").evidence == "status 200, but the page says `not found`"
    verdict = judged(HOME, last="https://provider.example/\x1b[2J\u202e\n" + "x" * 5000)
    assert verdict.evidence.isprintable()
    assert len(verdict.evidence) <= 300


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 50_000, "<h1>" * 50_000 + "Page not found", "must subscribe " * 17_000, "a" * 262_144,
        "subscribe to access the full " * 9_000, "<title>" + "not " * 60_000, "must pay " + "x " * 120_000,
    ],
    ids=range(7),
)  # fmt: skip
def test_a_hostile_page_costs_little(judged: Any, markup: str) -> None:
    started = time.process_time()
    judged(markup)
    assert time.process_time() - started < 3  # took 0.1 s; quadratic time would be minutes


PIECES = st.sampled_from(
    ["<title>", "</title>", "<h1>", "</h1>", "<script>", "<!--", "Page not found", "Biology",
     "subscribe to access this course", "\x00", "\u202e", "<meta property='og:title' content=", "&#0;", "ﬁ", "İ",
     "<template>", "]]>"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=12).map("".join),
    st.text(max_size=40),
    st.one_of(st.just("https://a.example/x"), st.text(max_size=30)),
    st.sampled_from([200, 203, 404, 403, 500]),
)
def test_any_page_and_any_title_get_a_verdict(markup: str, title: str, last: str, status: int) -> None:
    body = markup.encode("utf-8", "surrogatepass")
    page = Page(Request("https://a.example/x", "look"), last, status, {"content-type": "text/html"}, body)
    verdict = judge(page, title)
    assert verdict.evidence.isprintable()
    assert verdict.result != "gone" or status == 404


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text("abcdefghijklmnopqrstuvwxyzäöüéñ", min_size=1, max_size=9), min_size=1, max_size=8).map(" ".join)
)
def test_a_page_whose_headline_is_the_title_is_alive(title: str) -> None:
    body = f"<title>{title} | Provider</title><p>404 page not found, error 404</p>".encode()
    page = Page(Request("https://a.example/x", "look"), "https://a.example/x", 200, {"content-type": "text/html"}, body)
    assert judge(page, title).result == "alive"
