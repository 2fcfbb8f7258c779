"""The words that steps of ratings are made of, in English and Spanish, and how strongly each says yes.

A strength is 0 to 1. The second number only puts steps of one strength in their order: "needed" is weaker than "very
needed". Words are in lower case without accents.
"""

from __future__ import annotations

import re

SUBJECT = (
    r"(?:needed|need|needs|interested|interest|important|importance|useful|usefulness|relevant|helpful"
    r"|valuable|likely|confident"
    r"|comfortable|familiar|satisfied|experienced|priority|barrier|essential|critical|necessary|proficient|skilled"
    r"|interesting|knowledgeable|well|urgent|urgency|demand|value|benefit|want|wanted"
    r"|importantes?|interesad[oa]s?|interesantes?|utiles|util|necesari[oa]s?|relevantes?|prioritari[oa]s?"
    r"|interes|necesidad|prioridad|importancia|utilidad|satisfech[oa]s?|probable|urgentes?|urgencia)"
)
DEGREES: tuple[tuple[str, float, float], ...] = (
    ("not at all|para nada|nada de|nada|en absoluto", 0.0, 0),
    ("not|no|not really|un|none|without|sin|ningun[oa]?|no es|no me es|no estoy|no hay", 0.0, 1),
    ("not very|not so|not particularly|hardly|barely|muy poc[oa]|very low|very little|muy baj[oa]", 0.25, 0),
    ("minimal|minor|little|of little|low|small|baj[oa]|poc[oa]|menor|es poco", 0.25, 1),
    ("slightly|slight|a little|a bit|un poco|un poco de|ligeramente|leve", 0.25, 2),
    ("somewhat|partly|some|algo|algo de|es algo", 0.5, 0),
    ("fairly|moderately|moderate|medium|average|medianamente|moderadamente|moderad[oa]|medi[oa]|mediana", 0.5, 1),
    ("quite|rather|pretty|mostly|bastante|es bastante", 0.75, 1),
    ("very|highly|large|major|high|big|really|of high|strong|great|much|alt[oa]|gran|mayor|muy|es muy|muchisim[oa]"
     "|much[oa]", 0.75, 2),
    ("absolutely|extremely|critical|critically|strongly|top|of greatest|very high|highest|completely|totally|maxim[oa]"
     "|muy alt[oa]|totalmente|absolutamente|extremadamente|sumamente|complete", 1.0, 0),
)  # fmt: skip
"""Words of degree before what is rated (in Spanish also after it): *slightly interested*, *prioridad alta*."""

WHOLE: dict[str, tuple[float, float]] = {
    words: (strength, place)
    for strength, place, several in (
        (0.0, 0, "none|never|poor|very low|uninterested|unimportant|definitely not|not at all|nada|para nada"
                 "|en absoluto|nunca|muy bajo|muy baja|ninguno|ninguna|unnecessary|totalmente en desacuerdo"
                 "|muy en desacuerdo|novice|novato|no me interesa|no lo necesito|not needed|muy malo|muy mala"),
        (0.0, 1, "no"),
        (0.25, 0, "muy poco|muy poca|very little|hardly ever|casi nunca"),
        (0.25, 1, "low|rarely|seldom|fair|beginner|basic|disagree|dislike|dissatisfied|unlikely|probably not|little"
                  "|poco|poca|bajo|baja|rara vez|en desacuerdo|principiante|basico|small|minimal|malo|mala"),
        (0.25, 2, "a little|a bit|slightly|slight|un poco"),
        (0.5, 0, "maybe|neither|some|somewhat|algo|tal vez|quizas|quiza|nice to have|occasionally|neutral"),
        (0.5, 1, "medium|moderate|moderately|sometimes|intermediate|average|good|a veces|medio|media|regular|moderado"
                 "|moderada|intermedio"),
        (0.75, 0, "interested|important|useful|needed|agree|like|satisfied|likely|relevant|probably|often|frequently"
                  "|advanced|de acuerdo|a menudo|avanzado|importante|necesario|necesaria|util|interesado|interesada"
                  "|prioritario|me interesa|lo necesito"),
        (0.75, 1, "very good|quite a bit|quite|mostly|bastante|casi siempre|almost always|bueno|buena"),
        (1.0, 0, "high|yes|si|a lot|much|mucho|mucha|alto|alta|definitely|me interesa mucho|lo necesito mucho"
                 "|muy bueno|muy buena|urgente"),
        (1.0, 1, "very high|very often|expert|excellent|a great deal|very much|muchisimo|muchisima|muy alto|muy alta"
                 "|experto|experta|excelente|muy de acuerdo|urgent|extremely"),
        (1.0, 2, "always|siempre|essential|critical|must have|vital|esencial|imprescindible|indispensable"
                 "|totalmente de acuerdo"),
    )
    for words in several.split("|")
}  # fmt: skip
TAIL = r"(?: (?:to|for|in|of|para|en|de) .*| at all)?$"
AGREE = (
    (r"^strongly (?:disagree|dislike|oppose)" + TAIL, 0.0, 0),
    (r"^(?:somewhat|slightly) (?:disagree|dislike)" + TAIL, 0.25, 2),
    (r"^(?:neither|neutral)\b.*$|^ni .* ni .*$", 0.5, 0),
    (r"^(?:strongly|completely|totally) (?:agree|like|support)" + TAIL, 1.0, 0),
    (r"^(?:somewhat|slightly) (?:agree|like)" + TAIL, 0.75, -1),
    (r"^(?:algo|parcialmente) de acuerdo$", 0.75, -1),
    (r"^(?:algo|parcialmente) en desacuerdo$", 0.25, 2),
    (r"^very (?:unfavou?rabl[ey]|dissatisfied|unlikely)" + TAIL, 0.0, 0),
    (r"^somewhat (?:unfavou?rabl[ey]|dissatisfied|unlikely)" + TAIL, 0.25, 2),
    (r"^somewhat favou?rabl[ey]" + TAIL, 0.75, 0),
    (r"^very favou?rabl[ey]" + TAIL, 1.0, 0),
)
RULES: tuple[tuple[re.Pattern[str], float, float], ...] = tuple(
    (re.compile(pattern), strength, place)
    for pattern, strength, place in (
        *AGREE,
        *((rf"^(?:{words}) ?(?:an? )?{SUBJECT}{TAIL}", strength, place) for words, strength, place in DEGREES),
        (rf"^{SUBJECT} to me$", 1.0, 0),
        *((rf"^{SUBJECT} (?:{words})$", strength, place) for words, strength, place in DEGREES),
    )
)  # fmt: skip
NO_STEP = re.compile(
    r"^(?:(?:i )?(?:don t|do not|dont) know.*|.*\bn a\b|na|not applicable|does(?: not|n t) apply|not"
    r" sure|unsure|unfamiliar.*|no opinion|prefer not to (?:say|answer)|no answer"
    r"|no (?:lo )?se(?: no aplica)?|no aplica|no corresponde|sin opinion|ns nc"
    r"|prefiero no (?:decir|contestar|responder).*)$"
)
BARE = frozenset(
    re.findall(r"[a-z]+", " ".join(WHOLE))
    + re.findall(r"[a-z]+", " ".join(words for words, _, _ in DEGREES))
    + f"""{SUBJECT[3:-1].replace("|", " ")}
    interesado interesada necesario necesaria prioritario prioritaria satisfecho satisfecha baja bajo alta alto media
    medio poca mucha ninguno ninguna ningun moderada maxima maximo utiles
    strongly somewhat slightly moderately fairly very highly quite completely totally absolutely extremely critically
    really partly neither nor favorable favorably unfavorable unfavorably favourable favourably unfavourable
    unfavourably support oppose not at all no un a an bit lot small minor large major big top greatest of to me i am
    don t do dont know n na applicable does doesn apply sure unsure unfamiliar opinion prefer say answer or and is it
    only de en es para lo me se aplica sin ni""".split()
)
"""Words that steps are made of; with any other word a step may be what somebody typed."""
