"""A night that works out only what changed gets, to the last bit, what a night gets that works out everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pipeline.embed.kept_base import KeptBase, base_in
from pipeline.embed.kept_pools import PoolFile
from pipeline.embed.near import KeptNear
from pipeline.match import retrieve
from pipeline.match.goal import ReadGoal
from pipeline.match.index import CourseText, Index, build_index
from pipeline.match.matcher import match_goals
from pipeline.match.means import Means, Vectors
from pipeline.match.pools import Pool
from pipeline.match.score import ALL_FEATURES
from pipeline.match.taught import Heard
from pipeline.match.weights import PLAIN
from pipeline.match.wordlist import Lexicon
from pipeline.model import Concept, GoalMatch, MatchSettings, MatchWeights, Understood, Verdict

SIZE = 16
SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "pi")
SALT = b"salt"
ALWAYS = MatchSettings(min_confidence=0.0, min_score_share=0.0)
WEIGHTS = replace(PLAIN, full={feature.name: 0.5 for feature in ALL_FEATURES} | {"other_language": -0.125})
OTHERS = replace(WEIGHTS, full={**WEIGHTS.full, "phrases": 0.25})


def embed(texts: Sequence[str]) -> Vectors:
    """Texts that share letters point the same way, a little."""
    found = np.full((len(texts), SIZE), 0.01, dtype=np.float32)
    for row, text in enumerate(texts):
        for place, letter in enumerate(text.lower()):
            found[row, (ord(letter) * 7 + place % 5) % SIZE] += np.float32(0.3 if ord(letter) % 2 else -0.7)
    return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6)


def understood(text: str) -> tuple[Understood, ...]:
    """A goal names a concept where it has a word of two syllables; *bade* alone is spelled out."""
    concepts = tuple(Concept(name=word, terms=(word, f"{word} lulu")) for word in text.split()[:1] if len(word) == 4)
    read_as = "lufi gogo" if text == "bade" else ""
    language = "es" if "nene" in text else None
    return (Understood(phrase=text, text=read_as or text, concepts=concepts, read_as=read_as, language=language),)


def word(rng: np.random.Generator) -> str:
    return "".join(SYLLABLES[place] for place in rng.integers(0, len(SYLLABLES), int(rng.integers(2, 4))))


def words(rng: np.random.Generator, most: int) -> str:
    return " ".join(word(rng) for _ in range(int(rng.integers(1, most + 1))))


def course(rng: np.random.Generator, n: int) -> CourseText:
    return CourseText(
        course_id=f"c:{n:05}",
        title=f"{'Advanced ' if rng.random() < 0.1 else ''}{words(rng, 3)}",
        description=words(rng, 9) if rng.random() < 0.6 else "",
        topics=(word(rng),) if rng.random() < 0.3 else (),
        language=[None, "en", "es"][int(rng.integers(3))],
    )


def changed(rng: np.random.Generator, courses: Sequence[CourseText], share: float) -> list[CourseText]:
    """Some are gone, some say something else or are in another language, some are new; they may stand anywhere."""
    newest = max((int(each.course_id[2:]) for each in courses), default=0)
    found = [each for each in courses if rng.random() > share / 3]
    found = [course(rng, int(each.course_id[2:])) if rng.random() < share / 3 else each for each in found]
    found = [replace(each, language="es") if rng.random() < share / 9 else each for each in found]
    found += [course(rng, newest + 1 + n) for n in range(int(len(courses) * share / 3))]
    return sorted(found, key=lambda each: each.course_id if rng.random() > share / 9 else "")


@dataclass
class Kept:
    """The files of a home, and the nights of one matching beside those of one from scratch."""

    folder: Path
    lexicon: Lexicon
    salt: bytes = SALT
    scored: int = 0

    def night(
        self,
        courses: Sequence[CourseText],
        goals: Sequence[str],
        settings: MatchSettings = ALWAYS,
        verdicts: tuple[Verdict, ...] = (),
        weights: MatchWeights = WEIGHTS,
        language: str | None = None,
        *,
        is_lesser: bool = False,
    ) -> list[GoalMatch]:
        """What goals get with what was kept, which is held to be what they get from scratch."""
        base, near, pools = self.files()
        plain = Means(understand=understood, weights=weights, verdicts=verdicts)
        if not is_lesser:
            plain = replace(plain, embed_courses=embed, embed_goals=embed)
        means = replace(plain, find_base=base.find, find_near=near.find, open_pools=pools.open)
        found = match_goals(build_index(courses, self.lexicon, means), goals, settings, 10, language)
        for each in (base, near, pools):
            each.write()
        self.scored = pools.n_scored
        assert found == match_goals(self.scratch(courses, plain), goals, settings, 10, language)
        return found

    def files(self) -> tuple[KeptBase, KeptNear, PoolFile]:
        return (
            KeptBase(self.folder / "words.bin"),
            KeptNear(self.folder / "near.npz"),
            PoolFile(self.folder / "pools.bin", self.salt),
        )

    def scratch(self, courses: Sequence[CourseText], plain: Means) -> Index:
        """Every course read anew; only the base's figures stand."""
        base = base_in(self.folder / "words.bin")
        assert base is not None
        return build_index(courses, self.lexicon, plain, replace(base, course_keys=np.zeros_like(base.course_keys)))


@pytest.fixture
def kept(tmp_path: Path, lexicon: Lexicon) -> Kept:
    return Kept(tmp_path, lexicon)


@pytest.fixture(scope="module", autouse=True)
def few() -> Iterator[None]:
    """Few candidates, so that small catalogues have courses that are none."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name, n in (
            ("retrieve", "CANDIDATES", 12),
            ("goal", "CANDIDATES", 12),
            ("retrieve", "DEEP", 18),
            ("pools", "DEEP", 18),
        ):
            patch.setattr(f"pipeline.match.{module}.{name}", n)
        yield


def verdict(rng: np.random.Generator, number: int, courses: Sequence[CourseText], goals: Sequence[str]) -> Verdict:
    return Verdict(
        decision_id=number,
        wording=goals[int(rng.integers(len(goals)))],
        course_id=courses[int(rng.integers(len(courses)))].course_id,
        says=("accepted", "rejected", "wrong_sense")[int(rng.integers(3))],
        decided_by="Ada",
        decided_at=datetime(2026, 11, 1, number, tzinfo=UTC),
    )


EVENTS = ("nothing", "two percent", "a third", "most", "goals", "taught", "weights", "language", "no model", "unsure")


@pytest.mark.slow
@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    seed=st.integers(0, 2**32 - 1),
    n=st.integers(0, 160),
    events=st.lists(st.sampled_from(EVENTS), max_size=6, min_size=2),
)
def test_whatever_changes_a_night_gets_what_it_gets_from_scratch(
    seed: int, n: int, events: list[str], lexicon: Lexicon, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rng = np.random.default_rng(seed)
    kept = Kept(tmp_path_factory.mktemp("home"), lexicon)
    courses, goals = [course(rng, number) for number in range(n)], ["bade", "", *(words(rng, 3) for _ in range(5))]
    verdicts: tuple[Verdict, ...] = ()
    weights, language, is_lesser, least = WEIGHTS, None, False, ALWAYS
    for number, event in enumerate(["nothing", *events]):
        courses = changed(rng, courses, {"two percent": 0.06, "a third": 0.3, "most": 0.9}.get(event, 0.0))
        if event == "goals":
            goals = [*goals[1:], words(rng, 2)]
        elif event == "taught" and courses:
            verdicts = (*verdicts, verdict(rng, number, courses, goals))
        elif event == "weights":
            weights = OTHERS if weights is WEIGHTS else WEIGHTS
        elif event == "language":
            language = None if language else "es"
        elif event == "no model":
            is_lesser = not is_lesser
        elif event == "unsure":
            least = MatchSettings(min_confidence=0.9) if least is ALWAYS else ALWAYS
        kept.night(courses, goals, least, verdicts, weights, language, is_lesser=is_lesser)


def test_two_percent_changed_scores_little_more_than_two_percent(kept: Kept) -> None:
    rng = np.random.default_rng(3)
    courses, goals = [course(rng, n) for n in range(1_500)], [words(rng, 3) for _ in range(40)]
    kept.night(courses, goals)
    every, read = kept.scored, (kept.folder / "words.bin").read_bytes()
    assert every > 40 * 12
    kept.night(courses, goals)
    assert kept.scored == 0
    for _ in range(3):
        courses = changed(rng, courses, 0.02)
        kept.night(courses, goals)
        assert 0 < kept.scored < 0.06 * every
    assert (kept.folder / "words.bin").read_bytes() == read, "the base stands still"


def test_where_the_catalogue_drifted_all_is_read_anew(kept: Kept) -> None:
    rng = np.random.default_rng(4)
    courses, goals = [course(rng, n) for n in range(100)], [words(rng, 3) for _ in range(4)]
    kept.night(courses, goals)
    read = (kept.folder / "words.bin").read_bytes()
    kept.night([*courses, *(course(rng, n) for n in range(100, 110))], goals)
    assert (kept.folder / "words.bin").read_bytes() == read
    courses += [course(rng, n) for n in range(100, 111)]
    found = kept.night(courses, goals)
    assert (kept.folder / "words.bin").read_bytes() != read
    plain = Means(understand=understood, weights=WEIGHTS, embed_courses=embed, embed_goals=embed)
    assert found == match_goals(build_index(courses, kept.lexicon, plain), goals, ALWAYS), "as if nothing were kept"


def test_where_too_many_of_the_best_went_the_goal_is_looked_for_anew(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew: list[int] = []
    look = retrieve._pool

    def noted(index: Index, goal: ReadGoal, heard: dict[int, Heard], key: int) -> Pool:
        anew.extend([key] if key else [])
        return look(index, goal, heard, key)

    monkeypatch.setattr(retrieve, "_pool", noted)
    courses = [CourseText(course_id=f"c:{n:05}", title=f"bafi {'lu ' * (n % 40)}") for n in range(60)]
    courses += [CourseText(course_id=f"d:{n:05}", title="mama") for n in range(400)]
    best = [found.course_id for found in kept.night(courses, ["bafi"])[0].courses]
    assert len(anew) == 1
    kept.night([each for each in courses if each.course_id not in best[:2]], ["bafi"])
    assert len(anew) == 1, "those next to the last take the places of two"
    left = kept.night([each for each in courses if each.course_id not in best], ["bafi"])[0].courses
    assert len(anew) == 2
    assert left
    assert not {found.course_id for found in left} & set(best)


def test_a_word_that_only_a_new_course_says_is_found_and_one_that_went_is_not(kept: Kept) -> None:
    rng = np.random.default_rng(5)
    courses = [course(rng, n) for n in range(200)]
    kept.night(courses, ["zyxgram"])
    new = CourseText(course_id="e:1", title="Zyxgram")
    assert kept.night([*courses, new], ["zyxgram"])[0].courses[0].course_id == "e:1"
    assert "e:1" not in {found.course_id for found in kept.night(courses, ["zyxgram"])[0].courses}


@pytest.mark.parametrize("name", ["words.bin", "pools.bin"])
@pytest.mark.parametrize("harm", ["cut", "text", "empty", "damaged", "missing"])
def test_a_file_that_cannot_be_used_costs_time_only(kept: Kept, name: str, harm: str) -> None:
    rng = np.random.default_rng(6)
    courses, goals, path = [course(rng, n) for n in range(120)], [words(rng, 2)], kept.folder / name
    expected = kept.night(courses, goals)
    assert path.stat().st_mode & 0o777 == 0o600
    whole = path.read_bytes()
    if harm == "missing":
        path.unlink()
    else:
        middle = len(whole) // 2
        damaged = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
        path.write_bytes({"cut": whole[:-64], "text": b"words", "empty": b"", "damaged": damaged}[harm])
    assert kept.night(courses, goals) == expected
    assert bool(kept.scored) == (name == "pools.bin")
    assert path.read_bytes() == whole


def test_of_a_wish_the_file_holds_a_salted_hash_and_no_word(kept: Kept) -> None:
    rng = np.random.default_rng(7)
    courses = [course(rng, n) for n in range(120)]
    kept.night(courses, ["bafi gogo"])
    data = (kept.folder / "pools.bin").read_bytes()
    assert b"bafi" not in data
    other = Kept(kept.folder, kept.lexicon, b"other salt")
    other.night(courses, ["bafi gogo"])
    assert other.scored > 0, "a hash of another home is not known here"


def test_a_disk_that_cannot_be_written_stops_nothing(tmp_path: Path, lexicon: Lexicon) -> None:
    base, pools = KeptBase(tmp_path / "nowhere" / "words.bin"), PoolFile(tmp_path / "nowhere" / "pools.bin", SALT)
    courses = [course(np.random.default_rng(1), 1)]
    match_goals(build_index(courses, lexicon, Means(find_base=base.find, open_pools=pools.open)), ["bade"], ALWAYS)
    base.write()
    pools.write()
    assert list(tmp_path.iterdir()) == []
