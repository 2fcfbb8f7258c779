"""Which column of a list is what: told by the words of its heading, in the languages of those who keep such lists.

A heading is understood when it is one of these words as a whole: `Link to slides` is no `link`. What is not understood
is left aside and told, so that a person can name it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from pipeline.model import CourseList, RawListing

LONGEST = 200
MEASURES = ("hours", "minutes", "weekly_hours", "weeks")
"""Our words for columns of plain numbers, whose unit is in the heading."""
FIELDS = (*(each.name for each in fields(RawListing)), *MEASURES)
_WORDS = {
    "key": ("id, key, course id, course code, code, course number, identifier, identificador, código, kennung, numéro"),
    "title": (
        "title, course title, name of course, course name, training title, name of training, course, "
        "training, name, título, título del curso, nombre del curso, nombre, curso, titre, titre du cours, "
        "intitulé, cours, formation, nom, titel, kurstitel, kursname, kurs, bezeichnung, veranstaltung, "
        "titolo, titolo del corso, corso, título do curso, cursus, cursusnaam, tytuł, название, 題名"
    ),
    "url": (
        "url, course url, link, course link, web address, web link, weblink, hyperlink, website, web page, "
        "webpage, enlace, enlace del curso, dirección web, sitio web, lien, adresse web, site web, "
        "webadresse, internetadresse, indirizzo web, collegamento, endereço, ligação, webadres, ссылка, リンク"
    ),
    "provider": (
        "provider, offered by, organisation, organization, publisher, institution, vendor, host, hosted by, "
        "presented by, proveedor, organización, institución, entidad, ofrecido por, fournisseur, organisme, "
        "éditeur, anbieter, veranstalter, einrichtung, träger, fornitore, ente, fornecedor, aanbieder, "
        "dostawca"
    ),
    "description": (
        "description, summary, about, abstract, course description, descripción, resumen, résumé, "
        "beschreibung, inhalt, kurzbeschreibung, descrizione, descrição, omschrijving, beschrijving, opis"
    ),
    "language": (
        "language, languages, lang, idioma, idiomas, lengua, langue, langues, sprache, sprachen, lingua, "
        "língua, taal, język"
    ),
    "topics": (
        "topics, topic, subjects, subject, tags, tag, keywords, keyword, categories, category, themes, theme, "
        "skills, skill, temas, tema, materia, materias, categoría, palabras clave, etiquetas, sujet, sujets, "
        "thème, thèmes, mots clés, catégorie, thema, themen, schlagwörter, schlagworte, stichwörter, "
        "kategorie, argomenti, argomento, assunto, assuntos, onderwerp, onderwerpen, trefwoorden, temat"
    ),
    "level": "level, difficulty, course level, nivel, dificultad, niveau, schwierigkeit, livello, nível, poziom",
    "duration": (
        "duration, length, course length, duración, duration of course, durée, dauer, kursdauer, durata, "
        "duração, duur, czas trwania"
    ),
    "effort": (
        "effort, workload, time commitment, esfuerzo, dedicación, charge de travail, aufwand, arbeitsaufwand, impegno"
    ),
    "price": (
        "price, cost, fee, fees, cost usd, precio, coste, costo, prix, coût, tarif, preis, kosten, gebühr, "
        "prezzo, preço, prijs, cena"
    ),
    "currency": "currency, moneda, devise, währung, valuta, moeda, waluta",
    "free": (
        "free, is free, free of charge, free or paid, cost type, gratis, gratuito, es gratuito, gratuit, "
        "kostenlos, kostenfrei, gratuita, bezpłatny"
    ),
    "licence": (
        "licence, license, rights, licencia, licence d utilisation, lizenz, licenza, licença, licentie, licencja"
    ),
    "pacing": "pacing, pace, self paced, ritmo, rythme, tempo",
    "starts": (
        "starts, start, start date, starts on, begins, inicio, fecha de inicio, comienza, début, date de "
        "début, beginn, startdatum, startet, inizio, data di inizio, início, data de início, begindatum"
    ),
    "ends": (
        "ends, end, end date, ends on, fin, fecha de fin, termina, date de fin, ende, enddatum, fine, data di "
        "fine, fim, einddatum"
    ),
    "enrol_until": (
        "enrol until, enroll until, enrolment deadline, enrollment deadline, register by, registration "
        "deadline, deadline, fecha límite, plazo de inscripción, date limite, anmeldeschluss, anmeldefrist, "
        "scadenza"
    ),
    "kind": "kind, listing kind",
    "hours": (
        "hours, total hours, duration hours, duration in hours, length hours, length in hours, contact hours, "
        "ce hours, horas, duración en horas, horas totales, heures, durée en heures, stunden, dauer in "
        "stunden, ore, uren"
    ),
    "minutes": "minutes, duration minutes, duration in minutes, length minutes, minutos, minuten, minuti",
    "weekly_hours": (
        "weekly hours, hours per week, hours a week, hours week, horas por semana, horas semanales, heures "
        "par semaine, stunden pro woche, wochenstunden, ore a settimana, horas semanais, uren per week"
    ),
    "weeks": (
        "weeks, number of weeks, duration weeks, duration in weeks, length in weeks, semanas, duración en "
        "semanas, semaines, durée en semaines, wochen, dauer in wochen, settimane, weken"
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """How one column was understood."""

    position: int
    """From 0."""
    heading: str
    field: str | None
    """What it is in our words; None where it is left aside."""
    because: str
    """Why, for the person who keeps the list."""
    is_open: bool = False
    """Left aside without a person's word: worth a look."""


def folded(heading: str) -> str:
    """A heading as it is compared: without accents, case, signs and what stands in brackets."""
    if len(heading) > LONGEST:
        return ""
    text = re.sub(r"[(\[][^)\]]*[)\]]", " ", heading) if not re.match(r"\s*[(\[]", heading) else heading
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return " ".join(re.findall(r"[^\W_]+", plain.casefold()))


def _ranks() -> Iterator[tuple[str, tuple[int, str]]]:
    for field, words in _WORDS.items():
        for rank, word in enumerate(words.split(", ")):
            yield folded(word), (rank, field)


RANKS: dict[str, tuple[int, str]] = dict(reversed(list(_ranks())))
"""By folded heading: its place among the words of a field, and the field. The first field that has a word keeps it."""


def n_understood(headings: Sequence[str]) -> int:
    """How many different fields these headings name; 0 where none of them is a title."""
    found = {RANKS[word][1] for word in map(folded, headings) if word in RANKS}
    return len(found) if "title" in found else 0


def understand(headings: Sequence[str], how: CourseList) -> tuple[Column, ...]:
    """Every column that has a heading, in its order. What a person said counts first; then the likeliest word."""
    named = {folded(heading): field for field, heading in how.columns.items() if heading is not None}
    ignored = {folded(heading) for heading in how.ignore} | {folded(heading) for heading in how.leave_out}
    taken: dict[str, int] = {}
    for position, heading in enumerate(headings):
        if folded(heading) in named:
            taken.setdefault(named[folded(heading)], position)
    best = sorted((RANKS[word], position) for position, word in enumerate(map(folded, headings)) if word in RANKS)
    for (_, field), position in best:
        is_free = folded(headings[position]) not in named and folded(headings[position]) not in ignored
        if is_free and field not in how.columns:
            taken.setdefault(field, position)
    at = {position: field for field, position in taken.items()}
    return tuple(
        _column(position, heading, at.get(position), headings, taken, how)
        for position, heading in enumerate(headings)
        if heading.strip()
    )


def _column(
    position: int, heading: str, field: str | None, headings: Sequence[str], taken: dict[str, int], how: CourseList
) -> Column:
    word = folded(heading)
    if field is not None:
        said = how.columns.get(field)
        because = "the mapping says so" if said is not None else f"its heading means {field}"
        return Column(position=position, heading=heading, field=field, because=because)
    if word in map(folded, (*how.ignore, *how.leave_out)):
        return Column(position=position, heading=heading, field=None, because="the mapping leaves it aside")
    meant = RANKS.get(word)
    if meant is None:
        because = "its heading is not understood"
    elif meant[1] in taken:
        because = f"`{headings[taken[meant[1]]]}` is read as {meant[1]} already"
    else:
        because = f"the mapping says that no column is {meant[1]}"
    return Column(position=position, heading=heading, field=None, because=because, is_open=True)
