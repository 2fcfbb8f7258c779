"""What pages say when a course is gone, or closed to whoever does not pay or sign in.

Written from what web servers, content systems and course platforms say by default, in the languages of the catalogues
(en, de, fr, es, it, pt, nl). Phrases are compared folded (see `fold`): in small letters, without accents, any
punctuation as a blank; so `doesn't` is `doesn t` there, and is written here as people write it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

CLOSED_IN_HEADLINE = (
    "no longer available", "no longer offered", "no longer exists", "has been removed", "has been retired",
    "has been deleted", "has been discontinued", "has been withdrawn",
    "nicht mehr verfügbar", "nicht mehr angeboten", "existiert nicht mehr", "wurde entfernt", "wurde gelöscht",
    "n'est plus disponible", "n'est plus proposé", "n'est plus proposée", "n'existe plus", "a été supprimée",
    "a été supprimé",
    "ya no está disponible", "ya no se ofrece", "ya no existe", "ha sido eliminada", "ha sido eliminado",
    "non è più disponibile", "non esiste più", "è stata rimossa", "è stato rimosso",
    "já não está disponível", "não está mais disponível", "já não existe", "não existe mais", "foi removida",
    "foi removido",
    "niet meer beschikbaar", "niet meer aangeboden", "bestaat niet meer", "is verwijderd",
)  # fmt: skip
"""Mean that a course is gone where the page's title or first heading says so, whether it names the course or not."""

GONE_IN_HEADLINE = (
    *CLOSED_IN_HEADLINE,
    "error 404", "404 error", "http 404", "410 gone", "not found", "does not exist", "doesn't exist",
    "can't be found", "cannot be found", "could not be found", "couldn't be found", "couldn't find", "can't find",
    "nothing found", "page unavailable", "course unavailable",
    "nicht gefunden", "existiert nicht", "introuvable", "non trouvée", "non trouvé", "n'existe pas",
    "no encontrada", "no encontrado", "no se encontró", "no se ha encontrado", "no existe",
    "non trovata", "non trovato", "non esiste",
    "não encontrada", "não encontrado", "não foi encontrada", "não foi encontrado", "não existe",
    "niet gevonden", "bestaat niet",
)  # fmt: skip
"""Mean the same where no headline names the course. Not `not available`: that is said of countries, too."""

GONE_ANYWHERE = (
    "page not found", "404 not found", "error 404", "404 error", "http 404", "course not found", "content not found",
    "page does not exist", "page doesn't exist", "course does not exist", "course doesn't exist",
    "page no longer exists", "course no longer exists", "page is no longer available", "page could not be found",
    "page cannot be found", "page can't be found", "page couldn't be found", "page was not found", "find the page",
    "find that page", "find this page", "page you requested", "page you are looking for", "page you're looking for",
    "page you were looking for", "url was not found",
    "seite nicht gefunden", "seite wurde nicht gefunden", "seite konnte nicht gefunden werden", "seite existiert nicht",
    "seite ist nicht mehr verfügbar", "seite gibt es nicht", "kurs nicht gefunden", "kurs wurde nicht gefunden",
    "kurs konnte nicht gefunden werden", "kurs existiert nicht",
    "page introuvable", "page non trouvée", "page n'a pas été trouvée", "page n'existe pas", "page n'existe plus",
    "page demandée n'existe", "page que vous cherchez", "page que vous recherchez", "page que vous demandez",
    "cours introuvable", "cours non trouvé", "cours n'existe",
    "página no encontrada", "página no existe", "página no se ha encontrado", "página que buscas", "página que busca",
    "página que está buscando", "página que estás buscando", "página solicitada no", "no se encontró la página",
    "no se ha encontrado la página", "curso no encontrado", "curso no existe",
    "pagina non trovata", "pagina non esiste", "pagina richiesta non", "pagina che cerchi", "pagina che stai cercando",
    "corso non trovato", "corso non esiste",
    "página não encontrada", "página não foi encontrada", "página não existe", "página que procura",
    "página que você procura", "página que está a procurar", "página que está procurando",
    "não foi possível encontrar a página", "não encontramos a página", "curso não encontrado", "curso não existe",
    "pagina niet gevonden", "pagina bestaat niet", "pagina is niet gevonden", "pagina kan niet worden gevonden",
    "pagina die je zoekt", "pagina die u zoekt", "pagina niet vinden", "cursus niet gevonden", "cursus bestaat niet",
)  # fmt: skip
"""Mean that a page is gone where the course's words are nowhere on it."""

_COURSE = "(?:this|the|our) (?:full |entire )?(?:course|class|training|content|lesson|page)"
_DE = "(?:diesen|dieser|diese|dieses|den|der|die|das|zum|auf den|auf diesen|auf das) (?:kurs|kurses|inhalt|inhalte)"
_FR = "(?:a |au )?(?:ce|cette|le|la) (?:cours|contenu|formation|page)"
_ES = "(?:a |al )?(?:este|esta|el|la)? ?(?:curso|contenido|pagina)"
_IT = "(?:a |al )?(?:questo|questa|il|la)? ?(?:corso|contenuto|pagina)"
_PT = "(?:a |ao )?(?:este|esta|o|a)? ?(?:curso|conteudo|pagina)"
_NL = "(?:deze|dit|de|het) (?:cursus|inhoud|pagina|training)"
_SEE = "(?:access|view|see|watch|unlock|read)"
PAYWALL = (
    f"(?:subscribe|upgrade|pay|(?:log|sign) ?in|login|become a member) to {_SEE} {_COURSE}",
    f"(?:subscription|membership|payment|purchase|log ?in|login|sign ?in) (?:is )?required to {_SEE} {_COURSE}",
    f"(?:must|need to|have to) (?:subscribe|upgrade|purchase|pay|log ?in|login|sign ?in|be (?:logged|signed) in|"
    f"be a (?:paid |paying |premium )?(?:member|subscriber))(?: \\w+){{0,3}} to {_SEE} {_COURSE}",
    f"{_COURSE} is (?:only )?(?:available|open|reserved) (?:only )?(?:to|for) (?:\\w+ )?(?:members|subscribers)",
    f"{_COURSE} is for (?:\\w+ )?(?:members|subscribers) only",
    f"{_COURSE} requires an? (?:\\w+ )?(?:subscription|membership)",
    "(?:members|subscribers) only (?:course|content|page)",
    f"(?:melden sie sich an|melde dich an|loggen sie sich ein|bitte anmelden|einloggen) um (?:auf )?{_DE}",
    f"(?:abonnement|mitgliedschaft|anmeldung) (?:ist )?erforderlich um {_DE}",
    "(?:kurs|inhalt) ist nur fur (?:angemeldete |zahlende )?(?:mitglieder|abonnenten|nutzer)",
    f"(?:connectez vous|identifiez vous|abonnez vous) pour (?:acceder|voir|consulter|suivre) {_FR}",
    f"{_FR} est reservee? aux (?:abonnes|membres)",
    f"(?:inicia sesion|inicie sesion|suscribete|suscribase|debes iniciar sesion) para (?:acceder|ver) {_ES}",
    f"{_ES} (?:es )?solo para (?:miembros|suscriptores|socios)",
    f"(?:accedi|effettua il login|abbonati|iscriviti e paga) per (?:accedere|vedere|visualizzare) {_IT}",
    f"{_IT} e (?:riservato|riservata) (?:ai|agli) (?:membri|abbonati|soci)",
    f"(?:inicie sessao|faca login|entre|assine) para (?:acessar|aceder|ver) {_PT}",
    f"{_PT} (?:e )?(?:exclusivo|exclusiva|so|apenas) para (?:membros|assinantes|associados)",
    f"(?:log in|meld je aan|meld u aan|neem een abonnement) om {_NL} te (?:bekijken|zien|volgen|openen)",
    f"{_NL} is alleen (?:beschikbaar )?voor (?:leden|abonnees)",
)
"""Patterns over folded text. That one enrols, or may sign in, is normal and not among them."""


def fold(text: str) -> str:
    """Text as it is compared: small letters without accents, everything that is no letter or digit as one blank."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(_GAP.sub(" ", _MARKS.sub("", letters)).split())


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Finds any of these phrases in folded text, as whole words."""
    folded = sorted({fold(phrase) for phrase in phrases}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(folded)})\b")


_MARKS = re.compile("[\u0300-\u036f]")
_GAP = re.compile(r"[\W_]+")
SAYS_CLOSED_IN_HEADLINE = any_of(CLOSED_IN_HEADLINE)
SAYS_GONE_IN_HEADLINE = re.compile(rf"^404\b|{any_of(GONE_IN_HEADLINE).pattern}")  # `BIO 404` is a course
SAYS_GONE = any_of(GONE_ANYWHERE)
SAYS_PAY = re.compile(rf"\b(?:{'|'.join(PAYWALL)})\b")
