"""Headings that ask who somebody is, where they live, or what the tool noted about them: told by the words alone."""

from __future__ import annotations

import re

from pipeline.survey.person_heads import MAX_HEAD, asks_for_person, without_fields
from pipeline.survey.wording import key, wording

ASKED = (
    r"(?:(?:what(?: is| s| are)?|which is|please|enter|provide|give|type|add|share|tell us|the|your|you|my"
    r"|our|preferred|work|staff|home|personal|primary|contact|best|business|county|library|cell|mobile|employee|full"
    r"|respondent s?|participant s?|recipient s?|user s?|supervisor s?|manager s?|facilitator s?|colleague s?|first"
    r"|last|middle|legal|daytime|emergency|and|or|of|optional|required|su|sus|tu|cu[aá]l es|indique|escriba|por favor"
    r"|de|el|la|n[uú]mero|direcci[oó]n|ihre?|deine?|votre|ton) )*"
)
NAME = (
    r"(?:name|names|surnames?|initials|nickname|signature|nombres?|apellidos?|nachname|vorname|nom|pr[eé]nom"
    r"|firstname|lastname)"
)
MAIL = r"(?:e mail|email|correo(?: electr[oó]nico)?|e mail adresse|courriel)"
PHONE = (
    r"(?:telephone|phone|mobile|cell|cellphone|fax|extension|tel[eé]fono|m[oó]vil|celular|whatsapp|telefon"
    r"|telefonnummer|handynummer|t[eé]l[eé]phone)(?: 1| 2)?"
)
WHAT = rf"(?:{NAME}|{MAIL}|{PHONE})"
END = (
    r"(?: (?:optional|required|address(?:es)?|numbers?|no|you|id|completos?|if you (?:wish|like|want).*"
    r"|so (?:that )?we .*|we can .*))*$"
)
PERSON = r"(?:supervisor|manager|boss|line manager|team lead(?:er)?)"
NETWORK = r"(?:twitter|linkedin|facebook|instagram|slack|discord|skype|github|orcid|mastodon|bluesky|zoom)"
ACCOUNT = r"(?: (?:handle|profile|user ?name|id|account|url|link|address))+"
CONTACT_HEADS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^{ASKED}{WHAT}(?: (?:and|or|y|o|und|oder|et|ou) {ASKED}{WHAT})*{END}",
        rf"^(?:your |my )(?:full |first |last )?name and\b|\bwhat (?:is|s) (?:your|the best) (?:\w+ )?{WHAT}$",
        r"^(?:first|last|full|middle|family|given|recipient(?: ?first| ?last)?|supervisor s?|manager s?) ?name$",
        r"^(?:(?:full|complete|legal|your|my|staff|employee|participant) )*name(?: (?:first|last|middle|surname|and"
        r"|or|branch|department|dept|title|job|location|library|role|position))+$",
        r"^(?:form |survey )?(?:completed|submitted|filled (?:in|out)|signed|prepared|answered|nominated"
        r"|requested) by$",
        r"^who are you$|^who is (?:filling|completing|submitting|answering) .*$",
        r"^(?:participant|employee|staff member|team member|attendee|nominee|submitter|trainee|signed"
        r"|signature)(?: s)?$",
        r"^name (?:first|last|middle|family|given)$|^(?:\w+ )?(?:e ?mail|phone)(?: address| number)?$",
        r"^(?:recipientfirst|recipientlast)name$|^recipientemail$|^emailaddress$",
        r"\b(?:leave|enter|provide|share|give|include|add|type|write) (?:us )?(?:your|a|an) (?:full"
        r" )?(?:name|e ?mail|phone|contact)",
        r"^(?:your |emergency |preferred )*contact(?: (?:person|info|information|details|data)\b.*)?$",
        r"\b(?:how|where|when) (?:can|could|may|should|do|shall) (?:we|i) (?:best )?(?:contact|reach|call|e ?mail|text"
        r"|phone) you\b",
        r"\bbest (?:number|phone|e ?mail|address) (?:to|for|at)\b|\bwhat (?:should|shall|do) we call you\b",
        rf"^name of (?:the |your )*(?:{PERSON}|facilitator|instructor|trainer|colleague|person|contact)\b",
        rf"^(?:who is |name of |the name of )?(?:your |my |direct |line |immediate )*{PERSON}(?: s)?(?: name)?$",
        r"^(?:ip ?address|ip|ipaddr|user ?agent|browser|network id|referr?er|session(?: id)?|cookie|token"
        r"|external ?reference"
        r"|externaldatareference|refurl|refurl referrer url|ipaddr ip address|device(?: type| id)?|operating system)$",
        r"^(?:user ?name|user ?id|login|netid|screen name|handle)(?: .*)?$",
        rf"^(?:your )?{NETWORK}{ACCOUNT}$|^(?:your )?(?:twitter|linkedin|facebook|instagram|orcid)$",
        rf"^{ASKED}(?:(?:date|day|year|month|place|city|country) of birth|birth ?(?:date|year|month|place)|dob"
        r"|d o b|ssn|social security|fecha de nacimiento|lugar de nacimiento|a[nñ]o de nacimiento|geburtsdatum"
        r"|date de naissance)\b",
        rf"^{ASKED}(?:birthday|cumplea[nñ]os)(?: (?:optional|mm|dd|day|month|date).*)?$",
        r"\b(?:when|where|what year|which year) (?:were|was|are) you born\b"
        r"|\b(?:cu[aá]ndo|d[oó]nde) naci[oó](?:ste)?\b",
        r"^(?:file upload|uploaded file|attachment)\b|^(?:please )?(?:upload|attach) (?:your|a|an|the)\b",
    )
)
PLACE = (
    r"(?:country|canton|province|city|town|city town|municipality|postal code|post ?code|zip(?: code| postal"
    r" code)?|zipcode|latitude|longitude|locationlatitude|locationlongitude|locationaccuracy"
    r"|gps(?: location| coordinates| position)?|coordinates|geo ?point|geolocation|home address|mailing address"
    r"|street address|street|address|address(?: line)? \d|census region|us region|us state|state"
    r"|state province(?: region)?|pa[ií]s|ciudad|provincia|municipio|c[oó]digo postal|direcci[oó]n(?: postal)?"
    r"|domicilio|adresse|wohnort|plz)"
)
PLACE_HEADS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(?:your |home |location |the |su |tu )*{PLACE}(?: of residence)?(?: state province region| optional)?$",
        r"^(?:location )?(?:census|us) region\b|^location census region$",
        r"^(?:\w+ ){0,2}(?:country|zip code|postcode|postal code)$",
        rf"\b(?:which|what) (?:{PLACE}) (?:do|are|is|did)\b",
        rf"^(?:what is|what s|please enter|enter|select|please select) (?:your|the) (?:home |work )?{PLACE}\b",
        r"\b(?:which|what) county do you live|\bwhere (?:do you live|are you (?:from|based|located)|you live)\b",
    )
)
BRANCH = re.compile(r"\b(?:branch|library|libraries|biblioteca|sucursal)\b")
OF_BRANCH = re.compile(r"\b(?:branch|library) name\b|\bname of (?:your|the) (?:branch|library)\b")
NUMBER = r"(?: id| number| no| nr| barcode| code| pin)"
ID_HEADS = re.compile(
    r"^(?:id|respondent ?id|response ?id|responseid|record ?id|participant ?id|collector ?id"
    r"|submission ?id|entry ?id|unnamed 0|id response id|index|row|redcap survey identifier"
    r"|uuid|seed|seed seed|custom(?: data)? \d+)$"
    rf"|^(?:(?:what|is|s|please|enter|your|the|my) )*(?:(?:employee|staff|badge|card|library card|personnel|payroll"
    rf"|student|member|membership|patron|worker|volunteer|hr|person){NUMBER}+|badge|barcode|personalnummer)$"
)
TIME_HEADS = re.compile(
    r"^(?:timestamp|time ?stamp|(?:start|end|completion|submission|submit|recorded|last modified"
    r"|completed|created|modified)"
    r" ?(?:time|date)?(?: utc| at| on)?|submit ?date.*|(?:start|end) ?date date .*|date ?stamp.*|date"
    r" (?:submitted|created|modified)"
    r"|submitted(?: at| on)?|duration(?: in)?(?: seconds| minutes)?|.*\btimestamp)$"
)
UNDER = re.compile(r"^_\w+$")


def head_is_withheld(head: str) -> bool:
    """True where a heading asks for a person, contact data, an id, a time stamp, a network trace or a place to live."""
    words = key(without_fields(head[:MAX_HEAD]).replace("_", " ").replace("#", " number"))
    if UNDER.match(wording(head)) or ID_HEADS.match(words) or TIME_HEADS.match(words) or asks_for_person(head):
        return True
    if any(pattern.search(words) for pattern in CONTACT_HEADS):
        return not OF_BRANCH.search(words)
    return not BRANCH.search(words) and any(pattern.search(words) for pattern in PLACE_HEADS)
