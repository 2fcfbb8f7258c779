"""How long a large survey takes from its bytes to goals, and that joining wordings grows with their number only."""

from __future__ import annotations

import csv
import io
import random
import resource
import time

import pytest

from pipeline.model import DemandSettings, Wish
from pipeline.survey import AnswerReader, as_kept, goals, read_export, wishes

RESPONDENTS = 100_000
SKILLS = ("Grant writing", "Public speaking", "Excel (formulas, charts)", "Zines", "Weeding", "Python", "Storytime")
STEPS = ("Not needed", "Slightly needed", "Moderately needed", "Very needed", "Absolutely essential")
SUBJECTS = (
    "grant writing",
    "managing volunteers",
    "de-escalation",
    "ai",
    "RA",
    "book repair",
    "zines",
    "maps",
    "excel",
)
KEY = b"k" * 32


def large_export() -> bytes:
    """100,000 made-up answers to a form with a list, two rated rows and a question in one's own words."""
    dice = random.Random(7)
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(
        ["Timestamp", "Which branch do you work in?", "What is your role?"]
        + ["Which skills would you like to learn? (choose all that apply)"]
        + [f"How much do you need training in the following? [{row}]" for row in ("Robotics", "Leadership")]
        + ["In your own words: what else would you like to learn?"]
    )
    for n in range(RESPONDENTS):
        chosen = ";".join(sorted(dice.sample(SKILLS, dice.choice((1, 2, 3)))))
        typed = (
            f"{dice.choice(SUBJECTS)} {dice.randrange(4000)}" if n % 3 == 0 else dice.choice(("", "n/a", "maps, zines"))
        )
        rated = [dice.choice(STEPS), dice.choice(STEPS)]
        stamp = f"2026/03/02 9:{n % 60:02}:11 AM EST"
        out.writerow([stamp, f"Branch {n % 40}", f"Role {n % 9}", chosen, *rated, typed])
    return text.getvalue().encode()


@pytest.mark.bench
def test_a_hundred_thousand_respondents(reader: AnswerReader, capsys: pytest.CaptureFixture[str]) -> None:
    data = large_export()
    started = time.process_time()
    export = read_export(data, "large.csv")
    read = time.process_time()
    wanted, _ = wishes(export, DemandSettings(), reader)
    wished = time.process_time()
    found = goals(wanted, "s1", KEY, reader.meanings, 5)
    joined = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with capsys.disabled():
        print(
            f"\n{RESPONDENTS:,} respondents: read {read - started:.1f} s, "
            f"{len(wanted):,} wishes {wished - read:.1f} s, "
            f"{len(found):,} goals {joined - wished:.1f} s of CPU; peak {peak:.0f} MiB"
        )
    assert len(found) > 10_000


def differing_export() -> bytes:
    """100,000 made-up people who all typed something else, a third of it in words that nobody knows."""
    dice = random.Random(3)
    syllables = (
        "ba",
        "ko",
        "ri",
        "mun",
        "tel",
        "sar",
        "vo",
        "lin",
        "qua",
        "pre",
        "dor",
        "nis",
        "ta",
        "fel",
        "wis",
        "ul",
    )
    lead = (
        "",
        "I would like to learn ",
        "how to do ",
        "training on ",
        "more about ",
        "advanced ",
        "me gustaría aprender ",
    )
    place = ("for the branch", "with seniors", "at the desk", "in the summer", "for grant reports", "")
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(["Timestamp", "Which branch do you work in?", "In your own words: what would you like to learn?"])
    for n in range(RESPONDENTS):
        word = "".join(dice.choices(syllables, k=4)) + (str(n) if n % 2 else "")
        typed = f"{dice.choice(lead)}{dice.choice(SUBJECTS)} {word} {dice.choice(place)}"
        if n % 3 == 0:
            typed += f"{dice.choice((', ', ' and ', '; '))}{dice.choice(SUBJECTS)} {word[:6]}"
        out.writerow([f"2026/03/02 9:{n % 60:02}:11 AM EST", f"Branch {n % 40}", typed])
    return text.getvalue().encode()


@pytest.mark.bench
def test_a_hundred_thousand_different_texts(reader: AnswerReader, capsys: pytest.CaptureFixture[str]) -> None:
    data, fresh = differing_export(), AnswerReader(reader.lexicon)
    started = time.process_time()
    export = read_export(data, "different.csv")
    read = time.process_time()
    kept = as_kept(export, fresh, 5)
    sieved = time.process_time()
    wanted, _ = wishes(kept.export, DemandSettings(), fresh)
    wished = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with capsys.disabled():
        print(
            f"\n{RESPONDENTS:,} different texts: read {read - started:.1f} s, sieved {sieved - read:.1f} s, "
            f"{len(wanted):,} wishes {wished - sieved:.1f} s of CPU; peak {peak:.0f} MiB"
        )
    assert len(wanted) > RESPONDENTS


@pytest.mark.bench
def test_joining_is_linear(reader: AnswerReader, capsys: pytest.CaptureFixture[str]) -> None:
    seconds = {}
    for n in (25_000, 50_000, 100_000, 200_000):
        wanted = [
            Wish(respondent=f"r{k}", question_id="q", wording=f"subject {k % (n // 2)}", origin="person", strength=1.0)
            for k in range(n)
        ]
        fresh = AnswerReader(reader.lexicon).meanings
        started = time.process_time()
        assert len(goals(wanted, "s1", KEY, fresh, 5)) == n // 2
        seconds[n] = time.process_time() - started
    with capsys.disabled():
        print("\n" + ", ".join(f"{n:,} wishes: {spent:.2f} s" for n, spent in seconds.items()))
