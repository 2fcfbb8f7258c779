"""Whether a question asks what somebody wants to learn, told by its grammar, English or Spanish.

Such a question has a verb of wanting, needing or helping, and what is wanted: to learn, or a thing that is learned
("which topics would help you"). One that asks what was learned, how training went, or what keeps people from it has
these words too, and asks something else.
"""

from __future__ import annotations

import re

LEARN = (
    r"(?:(?:learn|study|develop|improv|gain|acquir|practi[cs]|explor|master|build|grow|strengthen|refresh)(?:e|ing)?\b"
    r"|(?:get|becom|be)(?:e|ting|ing)? (?:\w+ )?(?:better|stronger)\b|brush(?:ing)? up\b|be able to\b"
    r"|(?:get|becom|be|feel)(?:e|ting|ing)? more (?:confident|comfortable|skilled|effective|proficient|knowledgeable)\b"
    r"|(?:know|underst[ao]nd)(?:ing)? more\b|(?:be|get)(?:ting)? trained\b)"
)
WANT = (
    r"(?:want|like|love|wish|hope|need|hoping|wanting|needing|interested in|interest in|eager|keen|excited|curious"
    r"|plan|planning)"
)
THING = (
    r"(?:topics?|skills?|subjects?|courses?|areas?|class(?:es)?|trainings?|workshops?|tools?|webinars?|sessions?"
    r"|professional (?:development|learning)|pd|software)"
)
DEGREE = r"(?:the |most |more |best |very |really |also |still |particularly |especially )*"
THESE = r"(?:of (?:these|those|the following|the below)|(?:these|those|the following))"
PICKED = rf"\b(?:(?:what|which)(?: (?:other|new|additional|kinds? of|types? of))* {THING}|which {THESE})(?: {THING})?"
"""What a list or a kind of learning is asked by: "which of these", "what training", "which of the following skills"."""
USEFUL = r"(?:useful|helpful|beneficial|valuable|relevant|interesting|appealing|of (?:use|help|interest|benefit|value))"
JOB = r"(?:job|work|role|position|duties|tasks?)"
WORKSHOP = r"(?:library|training|course|workshop|session|event|program|service|class|webinar|circle|survey|facilitator)"

QUIERE = (
    r"(?:quisiera[ns]?|quiere[ns]?|quiero|querr[ií]as?|dese[ao]s?|desear[ií]as?|necesita[ns]?|necesito|espera[ns]?"
    r"|(?:le|les|te|me|nos) (?:gustar[ií]an?|interesan?|interesar[ií]an?|encantar[ií]an?))"
)
APRENDER = (
    r"(?:(?:aprender|mejorar|desarrollar|saber|conocer|estudiar|practicar|perfeccionar|fortalecer|reforzar|dominar"
    r"|adquirir|profundizar|capacitar|formar|actualizar|especializar|entrenar)(?:se|te|me|nos|lo)?\b"
    r"|(?:tomar|hacer|recibir|asistir a)\b[^.?!]{0,30}\b(?:cursos?|talleres|taller|clases?|capacitaci|formaci))"
)
TEMA = r"(?:temas?|cursos?|talleres|taller|clases?|[aá]reas?|habilidades|habilidad|herramientas?|destrezas?)"
AYUDA = r"(?:ayudar[ií]an?|servir[ií]an?|beneficiar[ií]an?|ser[ií]an? (?:m[aá]s |muy )?[uú]til(?:es)?)"
CUAL = r"\b(?:qu[eé]|cu[aá]l(?:es)?)\b"

WANTS_TO_LEARN = (
    rf"\b{WANT} (?:to )?(?:be )?{LEARN}"
    rf"|\b(?:wish|wished) (?:that )?you (?:had )?(?:knew|known|learned|learnt|understood|were better|could)\b"
    rf"|\b(?:if|thing|things|skill|topic) you could (?:only |just )?(?:{LEARN}|take|attend|choose|pick)"
    rf"|\b{QUIERE}\b[^.?!]{{0,40}}\b{APRENDER}|\bsi pudiera[ns]? {APRENDER}"
)
"""A verb of wanting and one of learning; asked of a job or a place too, the rest is only mentioned."""
HELPS_AT_WORK = (
    rf"{PICKED}\b[^.?!]*\b(?:would|could|might|will) {DEGREE}"
    rf"(?:help|benefit|make your?|be {DEGREE}{USEFUL}|you find {DEGREE}{USEFUL})\b"
    rf"|\bwhat (?:would|could) {DEGREE}help you {DEGREE}(?:(?:to )?do|in|with|at) your {JOB}"
)
NAMED = re.compile(
    rf"{WANTS_TO_LEARN}|{HELPS_AT_WORK}|\b(?:training|learning) (?:needs?|goals?)\b"
    r"|\b(?:what|which) (?:(?:new|other|more|additional) )?(?:training|skills?|topics?)\b"
)
GOAL = re.compile(
    rf"{WANTS_TO_LEARN}|{HELPS_AT_WORK}"
    # what somebody needs, as the name of a thing
    r"|\b(?:training|learning|development|professional development|professional growth|pd|educational|skills?)"
    r" (?:needs?|goals?|topics?|interests?|wish|priorit|objectives?|areas?|gaps?|requests?|suggestions?)"
    rf"|\b{THING} (?:requests?|suggestions?|gaps?|wish)"
    rf"|\b(?:{THING}|opportunit(?:y|ies)) (?:for|of) (?:\w+ )?(?:growth|improvement|development|interest|learning)\b"
    r"|\b(?:growth|improvement) (?:areas?|needs?|goals?)\b"
    rf"|^(?:any |your )?(?:desired|requested|wanted|suggested|future|other|additional) {THING}[?:.]*$"
    r"|\btopics? for (?:(?:future|upcoming|new|next|our|the|a|this|other) )+"
    rf"(?:{THING}|year|learning|circles?|events?)\b"
    r"|^(?:goals?|topics?|skills?)[?:]?$"
    # interest
    r"|\binterested in (?:learning|studying|developing|improving|taking|training)"
    r"|\binterests? in (?:training|learning)\b|\binterest(?:ed)? in .*\b(?:topic|course|training|skill)"
    r"|\bhow interested are you\b|\blevels? of (?:interest|need)\b"
    rf"|\banything (?:else )?(?:that )?you(?:'d| would)? {DEGREE}{WANT} to (?:be )?{LEARN}"
    rf"|(?:{PICKED}|\bwhat(?: else)?) (?:are|would|do|might) you {DEGREE}(?:be )?{DEGREE}"
    r"(?:interested|curious|keen)\b"
    rf"|{PICKED}(?: would| might| could| do)? {DEGREE}interests? you\b"
    rf"|\b{THING}\b.*\b(?:interest|useful to|help) (?:you|your)"
    r"|\b(?:rate|rank|indicate|specify)\b[^.?!]*\b(?:interest|need)\b"
    # what is wanted, needed, missed or would be attended
    rf"|\b{THING}\b[^.?!]*\b(?:you|your)\b[^.?!]*\b(?:need|want|like|wish|appreciate|interest|{LEARN}|prefer|choose|benefit|help"
    r"|take|attend|come to|missing|lack)"
    r"|\b(?:need|want|like|wish) (?:more )?training (?:in|on|about)\b"
    r"|\bwhat\b[^.?!]*\b(?:you|your)\b[^.?!]*\b(?:learn|develop|improve|training|acquire)"
    rf"|(?:{PICKED}|\bwhat(?: else)?) (?:do|would|could) you {DEGREE}(?:need|want|like|use)(?: more| some)? "
    r"(?:help|training|practice|guidance) (?:with|in|on)\b"
    rf"|\bwhich {THESE}\b[^.?!]*\bwould you (?:like to |want to |consider |be interested in )?"
    r"(?:attend|tak|join|sign up|com|go)"
    rf"|(?:{PICKED}|\bwhat(?: else)?)\b[^.?!]*\b(?:should|could|can) (?:we|the library) "
    r"(?:offer|teach|run|plan|cover|schedule)\b"
    # what helps
    r"|\b(?:what|which) (?:training|skills?|topics?|courses?)\b[^.?!]*\b(?:help|benefit|useful)\b"
    rf"|\b{THING} (?:that|which) would {DEGREE}(?:help|benefit|be {DEGREE}{USEFUL}|make)\b"
    # how much
    r"|\bpriorit(?:y|ies) for (?:training|learning)\b"
    r"|\bhow (?:important|useful|helpful|necessary|needed|valuable|relevant|urgent|much needed) (?:is|are|would)\b"
    r"[^.?!]*\b(?:training|learning|course|workshop|class|pd|professional development)"
    rf"|\bhow {USEFUL} would (?:each|any|these|those|the following)\b[^.?!]*\b(?:be|find)\b"
    rf"|\bif we (?:offered|taught|ran|held|could (?:offer|teach|run)) (?:you )?(?:a |an |any |one |some |more )?{THING}"
    r"|\blearning (?:circle )?(?:topics?|goals?|wish ?list)"
    # Spanish
    r"|\b(?:aprender|habilidades|capacitaci[oó]n|formaci[oó]n|temas?)\b"
    rf"|{CUAL}[^.?!]*\b{TEMA}\b[^.?!]*\b(?:{QUIERE}|{AYUDA})"
    rf"|{CUAL} (?:\w+ )?{QUIERE} (?:m[aá]s )?(?:apoyo|ayuda|capacitaci|formaci|pr[aá]ctica)"
    rf"|{CUAL} de (?:est[oae]s?|l[oa]s siguientes)\b[^.?!]*\b(?:{QUIERE}|ayudar[ií]an?|ser[ií]an? {DEGREE}(?:m[aá]s )?"
    r"[uú]til)"
    r"|\b[aá]reas? de (?:mejora|crecimiento|inter[eé]s|desarrollo|oportunidad)"
    r"|\b(?:necesidad(?:es)?|metas?|objetivos?|intereses|deseos) de (?:aprendizaje|desarrollo profesional|mejora)"
)
NOT_GOAL = re.compile(
    r"\bbarriers?\b|\bobstacles?\b|\bprevent|\b(?:hold(?:s|ing)?|held) you back\b|\bke(?:ep(?:s|ing)?|pt) you from\b"
    r"|\bstop(?:s|ped|ping)? you\b|\b(?:gets?|getting|stands?|standing) in (?:the|your) way\b"
    r"|\bmak(?:es?|ing) it (?:hard|harder|difficult|impossible)\b|\b(?:le|te|les) impid|\bdificult[ao]\b|\bchalleng"
    r"|\bformats?\b|\bhow do you (?:prefer|like"
    r"|usually|best|normally)\b"
    r"|\blearning (?:styles?|formats?|modes?|methods?|preferences?)\b|\bprefer(?:red)? (?:way|method|format|mode|style)"
    r"|\bsatisf|\bhow likely\b|\bhow often\b|\bwhy\b|\bhow many\b|\bhow long\b|\bdevices?\b|\breasons?\b|\bmotivat"
    r"|\bfeature requests?\b|\bsupport(?:ed)? from\b"
    # what was, and how it went
    r"|\blast (?:attend|time)|\b(?:have|had) you (?:ever |already |previously )?"
    r"(?:taken|attended|completed|used|participated|learned)"
    r"|^(?:was|were)\b|\bmet (?:your|my)\b"
    r"|\bdid you (?:learn|hear|attend|take|use|find|like)|(?<!\bwe )\bdid(?:n't| not)\b|\bresources? have you\b"
    r"|\byou(?:'ve| have)?(?: recently| already| just)? (?<!wish you )(?:learned|learnt|took|taken|attended|gained"
    r"|received|completed|enjoyed|found)\b"
    rf"|\b(?:was|were|(?:have|has) been) {DEGREE}(?:your |a )?(?:{USEFUL}|important)\b|\bhelped? you (?:learn|most)\b"
    r"(?<!would help you most)"
    r"|\bhow (?:would|do) you (?:rate|describe|evaluate) (?:the|your) (?:course|workshop|training"
    r"|instructor|session|organi[sz]ation)"
    # what others ought to do better, and what is needed to take part
    rf"|\b(?:improve|change) (?:about |in |on |of )?(?:the|this|these|our) (?:\w+ )?{WORKSHOP}"
    r"|\bhow (?:can|could|should|do|might) we\b|\bwe (?:improve|do better|change)\b"
    r"|\b(?:help|allow|enable|encourage|easier)\b[^.?!]*\b(?:attend|take part|participate|join|sign up|enrol)"
    r"|\bwhat (?:equipment|accommodations?|materials?|supplies|hardware|room|space)\b"
    r"|\bbarrera|\bobst[aá]cul|\bmotivo|\bformatos?\b|\bpor qu[eé]\b|\bsatisfac"
    r"|\bse (?:trat|cubr|v)\w*ron\b|\bfue(?:ron)?\b"
    r"|\bha[ns]? (?:sido|tomado|recibido|asistido|participado|hecho|completado|aprendido|usado)\b"
    r"|\b(?:recibi[oó]|tom[oó]|asisti[oó]|particip[oó]|aprendi[oó]|complet[oó])\b|\bhabilidades (?:tiene|posee)"
    r"|\bmejorar (?:de|en|del) (?:el |la |este |esta |nuestr[oa] )?"
    r"(?:biblioteca|taller|curso|capacitaci|formaci|sesi|servicio|programa)|\bpod(?:emos|r[ií]amos) mejorar\b"
)


def asks_for_goals(text: str) -> bool:
    """True where a question, in lower case and on one line, asks what somebody wants to learn."""
    return bool(GOAL.search(text)) and not NOT_GOAL.search(text)


def names_goals(text: str) -> bool:
    """True where it asks for them in so many words, so that a job, a place or a language is only mentioned beside."""
    return bool(NAMED.search(text)) and not NOT_GOAL.search(text)
