"""Two engines to measure beside, in packages that `make bench` puts into build/peers (pinned in ../peers.lock)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np


class Tantivy:
    """A search engine in Rust: BM25 over one text each, English stems; the index is in memory, made by one thread.

    Raises:
        ImportError: it is not installed.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        import tantivy

        self._tantivy, self._texts = tantivy, texts
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("id", stored=True)
        builder.add_text_field("said", stored=False, tokenizer_name="en_stem")
        self._index = tantivy.Index(builder.build())

    def index(self) -> None:
        """Read all texts."""
        writer = self._index.writer(num_threads=1)
        for row, text in enumerate(self._texts):
            writer.add_document(self._tantivy.Document(id=row, said=text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def search(self, goals: Sequence[str], n: int) -> list[list[int]]:
        """The places of the texts that suit best, by goal."""
        searcher = self._index.searcher()
        found = []
        for goal in goals:
            words = "".join(sign if sign.isalnum() else " " for sign in goal.lower())  # AND is an operator
            hits = searcher.search(self._index.parse_query(words, ["said"]), n).hits if words.strip() else []
            found.append([searcher.doc(address)["id"][0] for _, address in hits])
        return found


class SparseTop:
    """Weighted words of a title as a sparse matrix, and the best products of each goal's row (sparse_dot_topn).

    Raises:
        ImportError: it is not installed.
    """

    def __init__(self, titles: Sequence[str]) -> None:
        from sparse_dot_topn import sp_matmul_topn

        self._best: Callable[..., Any] = sp_matmul_topn
        self._titles = titles

    def index(self) -> None:
        """Read all titles."""
        counted = Counter(word for title in self._titles for word in set(title.lower().split()))
        self._columns = {word: column for column, word in enumerate(counted)}
        self._weights = np.array([np.log(len(self._titles) / n) + 1 for n in counted.values()], dtype=np.float32)
        self._courses = self._rows(self._titles).T.tocsr()

    def search(self, goals: Sequence[str], n: int) -> Any:
        """The best products of each goal, in one thread."""
        return self._best(self._rows(goals), self._courses, top_n=n, threshold=0.0, sort=True, n_threads=1)

    def _rows(self, texts: Sequence[str]) -> Any:
        from scipy.sparse import csr_matrix

        rows, columns = [], []
        for row, text in enumerate(texts):
            for column in {self._columns[word] for word in text.lower().split() if word in self._columns}:
                rows.append(row)
                columns.append(column)
        values = self._weights[columns]
        lengths = np.sqrt(np.bincount(rows, values**2, minlength=len(texts))).astype(np.float32)
        shape = (len(texts), len(self._columns))
        return csr_matrix((values / lengths[rows], (rows, columns)), shape=shape, dtype=np.float32)
