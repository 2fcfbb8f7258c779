"""Postal addresses in what people typed, English and Spanish, and the wishes that only look like one.

"10 tips for Google Drive" and "3 people a circle" hold a number and the name of a kind of street; so kinds that are
words of everyday are streets only where they and the name before them have capitals, or where nothing else is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

UNITS = (
    r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|people|persons?|places?|patrons?|staff|books?|times|percent"
    r"|ways?|tips?|tools?|steps?|things?|reasons?|ideas?|questions?|topics?|skills?|sessions?|class(?:es)?|courses?|kids"
    r"|children|teens|adults|seniors|members?|libraries|branch(?:es)?|or|and|to|of|in|on|per|for|at|by|new|more|pages?"
    r"|words|hundred|thousand|million|minutos|horas|d[ií]as|semanas|meses|a[nñ]os|personas|ni[nñ]os|libros|veces)\b"
)
HOUSE = rf"(?<![\w.,$€£/-])\d{{1,5}}[A-Za-z]? (?!{UNITS})"
NAME = r"(?!(?:and|or|in|on|to|for|of|per|a|an|with|at|from|by|as|your|our|my|is|are|that|how|y|o|de|en"
NAME += r"|para|con)\b)[\w.'-]+ "
STRONG = r"(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|parkway|pkwy|highway|hwy|terrace|turnpike)"
WEAK = (
    r"(?:[Dd]rive|[Dd]r|[Cc]ourt|[Cc]t|[Cc]ircle|[Cc]ir|[Pp]lace|[Pp]l|[Ww]ay|[Cc]lose|[Cc]rescent|[Ss]quare|[Ss]q"
    r"|[Tt]rail|[Ll]oop|[Pp]laza|[Rr]ow|[Aa]lley|[Pp]ike)"
)
NO_STREET = re.compile(
    r"(?i)(?:(?:google|one|hard|flash|usb|thumb|shared?|team|disk|disc|pen|book|food|blood|test|toy|coat|fund|membership|i"
    r"|cloud|personal|external|backup) drive"
    r"|(?:learning|study|reading|sewing|knitting|book|story|writing|writers?|talking|drum|quilting|literature|inner|full"
    r"|healing|discussion) circle"
    r"|(?:food|supreme|traffic|drug|small claims|juvenile|tennis|basketball|teen|probate) court"
    r"|wall street(?: journal)?"
    r"|sesame street|(?:first|second|third|safe|work|market|public|one|meeting) place|(?:silk|rocky|yellow brick) road"
    r"|(?:public|town|times) square|(?:my|other|only|right|best|better|easy|new) way)$"
)
STREET = re.compile(rf"(?i){HOUSE}(?:the )?(?:{NAME}){{1,4}}{STRONG}\b\.?(?!\w)")
CAPITAL_STREET = re.compile(
    rf"{HOUSE}(?:The )?(?:(?:[NSEW]{{1,2}}\.?|[NSEW][a-z]+|[A-Z][\w.'-]*|\d+(?:st|nd|rd|th)) ){{1,4}}"
    rf"(?=[A-Z]){WEAK}\b\.?(?!\w)"
)
WHOLE_STREET = re.compile(rf"(?i)^{HOUSE}(?:{NAME}){{1,2}}(?i:{WEAK})\b\.?$")
NO_KIND = re.compile(
    rf"{HOUSE}(?:(?:[NSEW]\.?|North|South|East|West|Upper|Lower|Old) )?"
    r"(?:Broadway|Bowery|(?:The )?Strand|Piccadilly|Embarcadero|Esplanade|Boardwalk|Promenade|Midway|(?:The )?Mall"
    r"|High St|Park Row)\b(?! (?:(?i:musical|show|play|song|tune|hit|star|theat|cast|book|classic)"
    r"|(?!in\b|near\b|apt\b)[a-z]))"
)
"""Streets whose name has no kind of street in it."""
TYPED = re.compile(
    r"(?i:(?:office|microsoft|excel|word|windows|adobe|photoshop|top|web|dewey|chapter|version|grades?|ages?|level"
    r"|python|section|part|the|last|next|first)) $"
)
"""What stands before a number that is no house."""
FLAT = re.compile(
    r"(?<!\w)(?i:apt|apartment|aptmt|apto|apartamento|dpto|departamento)\.? ?(?i:no\.? ?|n[ºo]\.? ?|#)?"
    r"\d{1,4} ?[A-Za-z]?\b"
    r"|(?<!\w)(?i:flat) (?:(?![23][Dd]\b)\d{1,3}[A-Za-z]|no\.? ?\d{1,3})\b"
    r"|(?<!\w)(?i:p\.? ?o\.?|post office) ?(?i:box)\.? ?(?:#|no\.?)? ?\d+\b"
    r"|(?<!\w)(?i:pob|apartado(?: de correos| postal)?|apdo\.?|postfach|casilla(?: postal)?) #?\d{1,6}\b"
)
"""A flat in a house, or a box at the post office."""
NOT_NAMED = r"(?!(?:en|para|con|por|y|a|o|que|desde|hasta|durante|como|sin|sobre)\b)"
SPANISH = re.compile(
    r"(?i)(?<!\w)(?:(?:calle|avenida|avda?|av|carrera|cra|carretera|ctra|paseo|plaza|plza|ronda|traves[ií]a|callej[oó]n"
    r"|jir[oó]n|calzada|blvr)\b\.? ?|c/ ?)"
    rf"(?:{NOT_NAMED}(?!\d+ {UNITS})[\w.'-]+,? ){{1,4}}(?<!de )(?:n[ºo.]* ?|n[uú]m\.? ?|# ?)?\d{{1,4}}(?:-\d{{1,4}})?\b"
    rf"(?! {UNITS})(?:,? ?\d{{1,2}}[ºªo°](?: ?[A-Za-z]\b| ?(?:izq|dcha|der)\w*\.?)?)?"
    r"|(?<!\w)(?:calle|carrera|cra\.?|cl\.?) \d{1,3}[a-z]? (?:#|n[ºo]\.? ?|no\.? ?)\d{1,3}[a-z]?-?\d*"
)
GERMAN = re.compile(r"(?i)\b[\w-]{3,30}(?:stra(?:ß|ss)e|str\.|weg|gasse|platz|allee) \d{1,4}[a-z]?\b")
STATES = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]"
    r"|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois"
    r"|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana"
    r"|Nebraska|Nevada|New (?:Hampshire|Jersey|Mexico|York)|North (?:Carolina|Dakota)|Ohio|Oklahoma|Oregon|Pennsylvania"
    r"|Rhode Island|South (?:Carolina|Dakota)|Tennessee|Texas|Utah|Vermont|(?:West )?Virginia|Washington|Wisconsin"
    r"|Wyoming)"
)
ZIP = re.compile(
    rf"(?:\b[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){{0,2}},? )?\b{STATES},? (?!\d{{2}}000\b)\d{{5}}(?:-\d{{4}})?\b(?! {UNITS})"
    r"|\b[A-Z][\w.' -]{2,30}, [A-Z]{2},? \d{5}(?:-\d{4})?\b|(?<![\w.-])(?<!\b[A-Z]{3} )\d{5}-\d{4}(?![\w-])"
)
"""A state of the United States with its postal code, or the long form of one (USPS Publication 28)."""
PLAIN = (FLAT, SPANISH, GERMAN, ZIP)
WITH_HOUSE = (STREET, CAPITAL_STREET, WHOLE_STREET, NO_KIND)
REST = re.compile(r"(?:,? [A-ZÀ-Þ\d#][\w.'ºª°#-]{0,30}){0,9}\.?$")
"""What goes on as an address to the end of an answer: a flat, a town, a state."""
TOWN = re.compile(
    r"^\d{1,5}[A-Za-z]? (?P<street>(?:[NSEW]\.? )?(?:[A-ZÀ-Þ][\w.'-]+ ){0,3}[A-ZÀ-Þ][\w.'-]+)"
    r", (?P<town>[A-ZÀ-Þ][\w' .-]+)$"
)
"""A house, a name and a town, and nothing else: only words of other things tell it from "365 Excel, Teams"."""


def streets(text: str) -> Iterator[tuple[int, int]]:
    """From which letter to which each postal address, or a part of one, goes."""
    for pattern in PLAIN:
        for found in pattern.finditer(text):
            yield _with_rest(text, found)
    for pattern in WITH_HOUSE:
        for found in pattern.finditer(text):
            if not (
                NO_STREET.search(found[0].rstrip(".")) or TYPED.search(text[max(0, found.start() - 12) : found.start()])
            ):
                yield _with_rest(text, found)


def _with_rest(text: str, found: re.Match[str]) -> tuple[int, int]:
    rest = REST.match(text, found.end())
    return found.start(), rest.end() if rest else found.end()
