"""Whether a course speaks of a word in the sense of libraries, where the word is all that was typed."""

from __future__ import annotations

import numpy as np

from pipeline.match.grams import pairs
from pipeline.match.index import Index
from pipeline.match.postings import Ints
from pipeline.match.retrieve import Asked
from pipeline.match.text import subject_words, words

LIBRARIES = ("library", "libraries", "librarian", "biblioteca", "bibliotecas")
UNSAID = 0.4
"""What is left of the confidence where the best course does not. Of 12 words on library_goals_dev, which has courses on
grants and on service at a desk only, 8 others were answered with courses on books and data before, confidence .44 to
.67."""


def says_it(asked: Asked, row: int) -> bool:
    """Whether the course says the word together with libraries, or a term of what the lexicon takes it for."""
    index, query = asked.index, asked.goal.queries[0]
    libraries = {index.term(index.lexicon.stem(word)) for word in LIBRARIES}
    has_word, has_library = (
        any(key >= 0 and index.words.amount(key, row) > 0 for key in keys) for keys in (query.unsure, libraries)
    )
    if has_word and has_library:
        return True
    terms = (term for concept in asked.goal.concepts for term in concept.terms)
    return any(_says(index, term, query.unsure, row) for term in terms)


def _says(index: Index, term: str, unsure: frozenset[int], row: int) -> bool:
    """Whether the course has all words of a term, side by side; the typed word alone is no term."""
    keys: Ints = np.array([index.term(index.lexicon.stem(word)) for word in subject_words(words(term))], dtype=np.int64)
    if not len(keys) or (keys < 0).any() or set(keys.tolist()) <= unsure:
        return False
    if len(keys) == 1:
        return index.words.amount(int(keys[0]), row) > 0
    return all(index.phrases.amount(key, row) > 0 for key in pairs(keys).tolist())
