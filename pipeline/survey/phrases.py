"""Several goals in one free answer, taken apart; a sentence is kept whole, and so is a term of the library lexicon.

"MarcEdit, Python, metadata standards" are three goals and "Python and SQL/databases" too; "I would like to learn how
to run a book club, ideally online" is one, and so are "diversity, equity and inclusion" and "self-care / burnout",
which the lexicon holds for one thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipeline.survey.cleaned import is_only_level
from pipeline.survey.lexicon import Lexicon
from pipeline.survey.listed import Listed
from pipeline.survey.tokens import plain, plain_words, tokens
from pipeline.survey.wording import passage, wording

MARKER = re.compile(r"^\s*(?:[-*•–·▪]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+")
IN_LINE_MARKER = re.compile(r"(?:^|\s)\(?\d[.)]\s+")
TIGHT_SLASH = re.compile(r"(?<=[^\W\d_]{3})/(?=[^\W\d_]{3})")
SLASH = re.compile(r"\s+/\s*|\s*/\s+")
NEXT_SENTENCE = r"(?<=[^\W\d_]{3})[.!?]+\s+(?=[A-ZÀ-Þ0-9¿¡\"(])"
SENTENCE = re.compile(r"[.!?](?:\s|$).*\w|[!?]\s*$")
BRACKETS = re.compile(r"\([^()]*\)")
NEVER = r"(?!)"
SEMICOLON = re.compile(r"\s*;\s*")
MAX_WORDS = 6
MAX_WORDS_BESIDE_AND = 3
MAX_ROUNDS = 20

Piece = tuple[int, int]
"""A part of an item: from which letter to which."""


class Splitter:
    """Takes answers apart with the words of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        joiners, hedges = _any(lexicon, "joiner", "or_joiner"), _any(lexicon, "hedge")
        hedged = rf"(?:(?:{hedges})\s+)*"
        also = _any(lexicon, "strong_joiner")
        self._commas = re.compile(rf"\s*[;,•]\s*(?:(?:{joiners}|&)\s+)?{hedged}", re.IGNORECASE)
        self._and = re.compile(rf"\s+(?:{_any(lexicon, 'joiner')}|&)\s+{hedged}", re.IGNORECASE)
        self._also = re.compile(rf"[,;]\s*(?:{also})\s+|\s+(?:{_two_words(lexicon)})\s+", re.IGNORECASE)
        self._sentences = re.compile(rf"{NEXT_SENTENCE}(?i:{hedged})")
        self._prose, self._leading = lexicon.words_of("prose"), lexicon.words_of("leading")
        self._trailing, self._generic = lexicon.words_of("trailing"), lexicon.words_of("generic")
        self._listed = Listed(lexicon)

    def phrases(self, text: str) -> tuple[str, ...]:
        """The goals of one free answer in its own words and order, without repeats; each of them is one goal again."""
        found = self._once(text)
        parts = {text: found}
        for _ in range(MAX_ROUNDS):
            for piece in found:
                if piece not in parts:
                    parts[piece] = self._once(piece)
            again = tuple(dict.fromkeys(part for piece in found for part in parts[piece]))
            if again == found:
                break
            found = again
        return found

    def stands_alone(self, piece: str) -> bool:
        """True for a short noun-like phrase: few words, none that only makes sense within a sentence."""
        words = [plain(word.strip(".,:;!?\"'")) for word in BRACKETS.sub(" ", piece).split()]
        words = [word for word in words if word]
        return (
            1 <= len(words) <= MAX_WORDS
            and any(character.isalpha() for character in piece)
            and not self._prose.intersection(words)
            and words[0] not in self._leading
            and words[-1] not in self._trailing
            and piece.count("(") == piece.count(")")
        )

    def _once(self, text: str) -> tuple[str, ...]:
        found: list[str] = []
        for line in passage(text).split("\n"):
            for item in _items(line):
                found += self._parted(item)
        return tuple(dict.fromkeys(found))

    def _parted(self, item: str) -> list[str]:
        if self._lexicon.is_whole(item):
            return [item.rstrip(".") or item]
        for part in (self._at_sentences, self._at_also, self._at_semicolons):
            pieces = part(item)
            if len(pieces) > 1:
                return pieces
        if SENTENCE.search(item):
            return [item]
        pieces = self._at_separators(item)
        return [piece.rstrip(".") or piece for piece in pieces]

    def _at_sentences(self, item: str) -> list[str]:
        """Short phrases closed by a full stop each; real sentences belong together."""
        pieces = self._texts(item, self._cut(item, (0, len(item)), self._sentences))
        is_short = [self.stands_alone(piece) or self._listed.is_doing(piece, len(pieces)) for piece in pieces]
        return pieces if all(is_short) else [item]

    def _at_also(self, item: str) -> list[str]:
        """Something added to what was said: "…, and also how to run a meeting"."""
        pieces = self._texts(item, self._cut(item, (0, len(item)), self._also))
        return pieces if all(map(self._opens, pieces[1:])) else [item]

    def _at_semicolons(self, item: str) -> list[str]:
        pieces = self._texts(item, self._cut(item, (0, len(item)), SEMICOLON))
        return pieces if all(map(self._opens, pieces)) else [item]

    def _opens(self, piece: str) -> bool:
        """True where a piece can start a goal: it opens like one, or with a word that is not of a running sentence."""
        words, openings = plain_words(piece), self._lexicon.list_of("opening")
        return bool(words) and (
            any(words[:size] in openings for size in range(2, 6))
            or (words[0] not in self._prose and words[0] not in self._leading)
        )

    def _at_separators(self, item: str) -> list[str]:
        if known := self._known_after_opening(item):
            return known
        pieces = self._cut(item, (0, len(item)), self._commas)
        pieces = [part for piece in pieces for part in self._at_and(item, piece)]
        pieces = [part for piece in pieces for part in self._at_slash(item, piece)]
        pieces = self._with_levels(item, pieces)
        texts = self._texts(item, pieces)
        if not all(map(self.stands_alone, texts)):
            return self._with_doings(item)
        return self._texts(item, self._joined(item, self._with_objects(item, pieces)))

    def _with_doings(self, item: str) -> list[str]:
        """Goals among which are doing phrases: "Excel, Canva and how to say no"; the item where it is a sentence.

        Behind polite words ("I want to learn …") names are parted only where the lexicon knows them.
        """
        listed, start = self._listed, self._listed.opening_end(item)
        rest = self._cut(item, (start, len(item)), self._commas)
        rest = [part for piece in rest for part in self._cut(item, piece, listed.before_manner)]
        is_doing = [listed.is_doing(text, len(rest)) for text in self._texts(item, rest)]
        if not any(is_doing):
            return [item]
        pieces = [
            part
            for piece, is_one in zip(rest, is_doing, strict=True)
            for part in ([piece] if is_one else self._at_and(item, piece))
        ]
        pieces = self._with_levels(item, pieces)
        for text in self._texts(item, pieces):
            is_name = listed.is_known(text) or (not start and self.stands_alone(text))
            if not is_name and not listed.is_doing(text, len(rest)):
                return [item]
        texts = self._texts(item, self._joined(item, self._with_objects(item, pieces)))
        return [f"{item[:start]}{texts[0]}", *texts[1:]]

    def _known_after_opening(self, item: str) -> list[str]:
        """Two goals of "I want to learn zines and Excel", since the lexicon knows what each names; none where not."""
        openings, words = self._lexicon.list_of("opening"), tokens(item)
        longest = self._lexicon.beginnings_of("opening").get(words[0].plain, 0) if words else 0
        size = next(
            (n for n in range(min(8, len(words) - 1, longest), 0, -1) if tuple(w.plain for w in words[:n]) in openings),
            0,
        )
        if not size:
            return []
        start = words[size].start
        rest = [
            each
            for piece in self._cut(item, (start, len(item)), self._commas)
            for each in self._cut(item, piece, self._and)
        ]
        texts = self._texts(item, rest)
        if len(rest) == 1 or not all(map(self._lexicon.concept, texts)) or len(self._joined(item, rest)) < len(rest):
            return []
        return [f"{item[:start]}{texts[0]}", *texts[1:]]

    def _at_and(self, item: str, piece: Piece) -> list[Piece]:
        """Split at "and" unless the parts share a head ("adult and teen programming") or one says little alone."""
        parts = self._cut(item, piece, self._and)
        texts = self._texts(item, parts)
        if len(parts) == 1 or not all(map(self.stands_alone, texts)):
            return [piece]
        bare = [BRACKETS.sub("", text).strip() for text in texts]
        known = [self._lexicon.concept(text) for text in bare]
        if None not in known:
            return parts
        sizes = [len(text.split()) for text in bare]
        is_known_before = all(known[:-1]) and min(sizes) > 1 and self._lexicon.concepts(bare[-1]).difference(known[:-1])
        if is_known_before:
            return parts
        shares_head = any(later > earlier for earlier, later in pairwise(sizes))
        says_little = any(plain(text) in self._generic for text in bare)
        return [piece] if shares_head or says_little or max(sizes) > MAX_WORDS_BESIDE_AND else parts

    def _at_slash(self, item: str, piece: Piece) -> list[Piece]:
        """Split at a slash with a space beside it, and between two known terms; `CI/CD` and `and/or` stay whole."""
        text = item[slice(*piece)]
        if "and/or" in text.casefold() or "://" in text:
            return [piece]
        parts = self._cut(item, piece, SLASH)
        texts = self._texts(item, parts)
        if not all(map(self.stands_alone, texts)) or self._generic.intersection(map(plain, texts)):
            return [piece]
        found: list[Piece] = []
        for part in parts:
            tight = self._cut(item, part, TIGHT_SLASH)
            found += tight if all(map(self._lexicon.concept, self._texts(item, tight))) else [part]
        return found

    def _with_levels(self, item: str, pieces: Sequence[Piece]) -> list[Piece]:
        """A piece that only names a level belongs to the goal beside it: "graphic design, no experience"."""
        found: list[Piece] = []
        is_level = [is_only_level(item[slice(*piece)], self._lexicon) for piece in pieces]
        for piece, only in zip(pieces, is_level, strict=True):
            if found and (only or (len(found) == 1 and is_level[0])):
                found[-1] = (found[-1][0], piece[1])
            else:
                found.append(piece)
        return found

    def _with_objects(self, item: str, pieces: Sequence[Piece]) -> list[Piece]:
        """Pieces that say whom or what the doing phrase before them is about belong to it."""
        found: list[Piece] = []
        texts, at = self._texts(item, pieces), 0
        while at < len(pieces):
            after = next((n for n in range(at + 1, len(pieces)) if self._listed.starts_anew(texts[n])), len(pieces))
            size = self._n_objects(texts[at], texts[at + 1 : after], is_first=at == 0 and after == len(pieces))
            found.append((pieces[at][0], pieces[at + size][1]))
            at += size + 1
        return found

    def _n_objects(self, doing: str, others: Sequence[str], *, is_first: bool) -> int:
        """How many of the pieces that follow a doing phrase are its objects."""
        listed = self._listed
        if listed.stand_beside(doing, others):
            return 0
        if not self.stands_alone(doing):
            return len(others) if listed.starts_anew(doing) else 0
        if not listed.is_list_opener(doing):
            return 0
        if is_first:
            return len(others)
        return next((n for n, other in enumerate(others) if not listed.is_object(doing, other)), len(others))

    def _joined(self, item: str, pieces: Sequence[Piece]) -> list[Piece]:
        """Neighbours that the lexicon holds for one thing become one; a semicolon keeps them apart."""
        found: list[Piece] = []
        for piece in pieces:
            before = item[slice(*found[-1])] if found else ""
            if found and ";" not in item[found[-1][1] : piece[0]] and self._is_one(before, item[slice(*piece)]):
                found[-1] = (found[-1][0], piece[1])
            else:
                found.append(piece)
        return found

    def _is_one(self, one: str, other: str) -> bool:
        return bool(self._lexicon.concepts(one) & self._lexicon.concepts(other))

    def _cut(self, item: str, piece: Piece, separator: re.Pattern[str]) -> list[Piece]:
        """A piece cut where the separator stands outside round brackets and outside terms; empty parts are left out."""
        found = list(separator.finditer(item, *piece))
        if not found:
            return [piece]
        parts, start = [], piece[0]
        kept = self._lexicon.spans(item)
        for match in found:
            before = item[piece[0] : match.start()]
            is_inside = any(span.start < match.end() and match.start() < span.end for span in kept)
            if before.count("(") <= before.count(")") and not is_inside:
                parts.append((start, match.start()))
                start = match.end()
        parts.append((start, piece[1]))
        return [part for part in parts if item[slice(*part)].strip(" ;,.")] or [piece]

    @staticmethod
    def _texts(item: str, pieces: Iterable[Piece]) -> list[str]:
        return [item[slice(*piece)].strip() for piece in pieces]


def _items(line: str) -> list[str]:
    """A line without its bullet; one that counts `1. … 2. …` is as many items."""
    pieces = IN_LINE_MARKER.split(line) if len(IN_LINE_MARKER.findall(line)) > 1 else [MARKER.sub("", line)]
    return [piece for piece in (wording(piece).strip(" ;,") for piece in pieces) if piece]


def _any(lexicon: Lexicon, *kinds: str) -> str:
    """A pattern for any of the terms of these kinds, the longest first."""
    terms = {term.term for term in lexicon.terms if term.kind in kinds and any(map(str.isalnum, term.term))}
    return "|".join(sorted(map(re.escape, terms), key=lambda term: (-len(term), term))) or NEVER


def _two_words(lexicon: Lexicon) -> str:
    return "|".join(part for part in _any(lexicon, "strong_joiner").split("|") if "\\ " in part) or NEVER
