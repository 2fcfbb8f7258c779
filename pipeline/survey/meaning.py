"""What a wish means, as far as it can be told without guessing: wishes of one meaning become one goal.

A wrong join costs more than a missed one: it counts people for what they did not ask, and nobody sees it. So wordings
are joined only by what can be shown:

- `concept`: the whole subject is a term that the library lexicon holds for the concept itself (*RA*, *readers'
  advisory*). A term that is under or beside its concept (*phishing* under online safety) is a goal of its own.
- `concepts`: nothing but such terms with *and* between them, in any order.
- `order`: the same words in another order, where the order says nothing: *managing volunteers*, *volunteer management*,
  *management of volunteers*.
- `words`: the same words but for their form; `spelling`: the same once abbreviations are written out and slips of the
  keyboard are put right.

Everything else is for a person to join.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import SAME_KINDS, JoinRule
from pipeline.survey.forms import Forms
from pipeline.survey.lexicon import Lexicon, Words
from pipeline.survey.tokens import plain_words

OF = frozenset({"of", "de", "del"})
MAX_REORDERED = 4
"""Words of the longest wording whose order may be changed; longer ones say more than a name does."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one wording means.

    `key` is the same for all wordings of one meaning, `form` for those that differ in form only. `because` says in a
    sentence why the wording belongs to its goal. `concepts` are those of the lexicon that it means, none where it is
    known by its words only.
    """

    key: str
    form: str
    rule: JoinRule
    because: str
    concepts: frozenset[str]


class Meanings:
    """Tells what wordings mean, with one lexicon; what it found is remembered, since people say the same things."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._forms = Forms(lexicon)
        self._joiners = lexicon.words_of("joiner")
        self._running = lexicon.words_of("prose") | lexicon.words_of("leading") | lexicon.words_of("trailing")
        self._concepts: dict[Words, str] = {}
        self._known: dict[str, Meaning] = {}
        self._form_of: dict[str, str] = {}
        self._taught: dict[Words, str] = {}
        several: set[Words] = set()
        for term in lexicon.terms:
            if term.kind in SAME_KINDS:
                for key in self._keys(term.term):
                    if term.decision and key not in self._concepts:
                        self._taught[key] = term.decision
                    if self._concepts.setdefault(key, term.concept) != term.concept and key not in self._taught:
                        several.add(key)
        for key in several:
            del self._concepts[key]

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon they rest on."""
        return self._lexicon

    def form(self, text: str) -> str:
        """What wordings share that differ in form only."""
        if text not in self._form_of:
            self._form_of[text] = " ".join(self._forms.of(text)) or text.casefold()
        return self._form_of[text]

    def of(self, subject: str) -> Meaning:
        """What a subject means: the words that name it, without polite words and level words (Wish.matching_text)."""
        if subject not in self._known:
            self._known[subject] = self._read(subject)
        return self._known[subject]

    def _read(self, subject: str) -> Meaning:
        words = self._forms.of(subject)
        form = " ".join(words) or subject.casefold()
        named = self._reordered(subject, words)
        concept = self._named(words) or self._named(named)
        if concept is not None:
            taught = next((self._taught[key] for key in self._forms_of(words, named) if key in self._taught), None)
            because = (
                f"it is held for {concept} ({taught})" if taught else f"the library lexicon holds it for {concept}"
            )
            return Meaning(f"concept\n{concept}", form, "concept", because, frozenset({concept}))
        several = self._several(words)
        if several:
            said = " and ".join(sorted(several))
            key = "concepts\n" + "\n".join(sorted(several))
            return Meaning(key, form, "concepts", f"it names {said} and nothing beside them", several)
        if named != words:
            return Meaning("words\n" + " ".join(named), form, "order", "the same words in another order", frozenset())
        return Meaning(f"words\n{form}", form, "words", "the same words", frozenset())

    def _keys(self, term: str) -> set[Words]:
        """The forms under which a term is known: as it stands, and without *and* where it is a list."""
        words = self._forms.of(term)
        return {words, self._without_joiners(words)}

    def _forms_of(self, *wordings: Words) -> tuple[Words, ...]:
        return tuple(form for words in wordings for form in (words, self._without_joiners(words)))

    def _named(self, words: Words) -> str | None:
        return self._concepts.get(words) or self._concepts.get(self._without_joiners(words))

    def _without_joiners(self, words: Words) -> Words:
        """A list without its *and*; where one would be left standing alone at an end it is no list."""
        if not words or words[0] in self._joiners or words[-1] in self._joiners:
            return words
        return tuple(word for word in words if word not in self._joiners)

    def _several(self, words: Words) -> frozenset[str]:
        """The concepts of a wording that is nothing but terms with *and* between them; none where it is not."""
        parts: list[list[str]] = [[]]
        for word in words:
            if word in self._joiners:
                parts.append([])
            else:
                parts[-1].append(word)
        found = [self._concepts.get(tuple(part)) for part in parts]
        names = frozenset(name for name in found if name is not None)
        return names if len(parts) > 1 and None not in found else frozenset()

    def _reordered(self, subject: str, words: Words) -> Words:
        """*managing X* and *management of X* as *X management*, where X is a plain name; else the words as they are."""
        if not 2 <= len(words) <= MAX_REORDERED:
            return words
        first, *rest = words
        if rest[0] in OF and self._forms.is_action(first):
            rest = rest[1:]
        elif not self._forms.is_verb(plain_words(subject)[0]):
            return words
        return words if not rest or self._running.intersection(rest) else (*rest, first)
