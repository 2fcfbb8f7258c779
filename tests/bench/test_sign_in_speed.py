"""What a sign-in costs: a password held against its hash, on purpose dear."""

from __future__ import annotations

from statistics import median
from time import process_time

import pytest
from benchbook.book import Book

from pipeline.store.passwords import hashed, is_right

ROUNDS = 9
ARGON2_BYTES = 47_104 * 1024
REASON = (
    "Argon2id is slow on purpose: 46 MiB are filled once for each try, so that a stolen list of hashes is dear to "
    "guess from. The floor is the same memory written once. Somebody who is signed in pays nothing of it."
)


@pytest.mark.bench
def test_a_password(book: Book) -> None:
    kept, took = hashed("five plain words of somebody"), []
    for _ in range(ROUNDS):
        began = process_time()
        assert is_right("five plain words of somebody", kept)
        took.append(process_time() - began)
    book.add(
        stage="sign-in", what="a password held against its hash", ours=1000 * median(took), unit="ms of CPU",
        size=f"median of {ROUNDS}", floor=1000 * book.machine.copying_s(ARGON2_BYTES), floor_of="46 MiB moved once",
        reason=REASON,
    )  # fmt: skip
    book.note(sign_in_cpu_s=median(took))
