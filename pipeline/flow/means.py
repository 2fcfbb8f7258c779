"""What matching is given: the library lexicon as it reads goals, the model of meaning, and the learned weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.embed.find import find_encoder
from pipeline.embed.kept import KeptVectors
from pipeline.embed.kept_base import KeptBase
from pipeline.embed.kept_goals import KeptGoals
from pipeline.embed.kept_pools import PoolFile
from pipeline.embed.near import KeptNear
from pipeline.engine.spread import Engine
from pipeline.flow.spread import courses_by
from pipeline.flow.taught import senses, spoken_terms, standing, verdicts
from pipeline.match.means import Means
from pipeline.match.score import ALL_FEATURES
from pipeline.match.shares import Spread
from pipeline.model import SUBJECT_KINDS, Concept, MatchDecision, MatchSettings, MatchWeights, Understood, WhyNot
from pipeline.store import Home
from pipeline.survey import AnswerReader, Said
from pipeline.typed_yaml import load_typed

WEIGHTS = Path("data") / "reference" / "match_weights.yaml"
STEPS = 64
NEW_TEXTS = 500
"""Descriptions of which a night makes vectors, about 10 s of CPU; those of titles are all made (decision 19)."""
TEXTS_FOR_ONE = 100
"""Descriptions of which vectors are made to answer one text, the nearest ones that no night came to yet."""
NAMES = frozenset(feature.name for feature in ALL_FEATURES)
SAID_OTHERWISE = SUBJECT_KINDS - {"name", "narrower_name"}
"""Kinds of terms that say what a thing is; a tool without any is known by its names only."""
NUMBERS = frozenset({"middle", "evidence", "score"})


@dataclass(frozen=True)
class Ready:
    """Means ready for use. `kept`, `near` and `goals` are None without a model; `said` tells the mode."""

    means: Means
    kept: KeptVectors | None
    said: str
    words: KeptBase
    near: KeptNear | None = None
    pools: PoolFile | None = None
    goals: KeptGoals | None = None

    @property
    def is_full(self) -> bool:
        """Whether there is a model of meaning."""
        return self.kept is not None

    def begin(self, titles: Sequence[str]) -> None:
        """Begin to make vectors of these titles beside what else is done before matching."""
        if self.kept is not None:
            self.kept.begin(titles)

    def write(self) -> None:
        """Keep what helps the next night: words, vectors, and what was found for goals. The caller holds the home."""
        self.words.write()
        if self.kept is not None:
            self.kept.write()
        if self.near is not None:
            self.near.write()
        if self.pools is not None:
            self.pools.write()
        self.write_goals()

    def write_goals(self) -> None:
        """Keep the vectors of goals asked for so far. The caller holds the home."""
        if self.goals is not None:
            self.goals.write()


def make_ready(
    reader: AnswerReader,
    weights: MatchWeights,
    settings: MatchSettings,
    vectors: Path | None,
    new_texts: int | None = None,
    decisions: Sequence[MatchDecision] = (),
    words: Path | None = None,
    home: Home | None = None,
    spread: Spread | None = None,
    engine: Engine | None = None,
) -> Ready:
    """Everything that matching needs.

    Args:
        reader: reads goals with the library lexicon.
        weights: what each feature counts.
        settings: `model_folder` names a model of the library's own.
        vectors: file in which vectors are kept; None to keep none.
        new_texts: make vectors of no more new descriptions than so many; the rest waits. None for all.
        decisions: what people taught; terms among them are already in the reader's lexicon (`taught_reader`).
        words: file that says what courses said when all were read; None to read every course.
        home: where is kept what was found for goals the night before; None to work out everything.
        spread: deals work on many goals or courses out to other processes; None to do all in this one.
        engine: makes vectors of many courses in parts; None to make all in this process.

    Raises:
        SettingsError: `model_folder` is named and holds no model that can be used.
    """
    encoder, said = find_encoder(Path(settings.model_folder) if settings.model_folder else None)
    taught = standing(decisions)
    base = KeptBase(words, spread)
    pools = None if home is None else PoolFile(home.pools, home.salt())
    means = Means(
        understand=understanding(reader, senses(reader, taught)),
        find_base=None if words is None else base.find,
        open_pools=None if pools is None else pools.open,
        spread=spread,
        weights=weights,
        verdicts=verdicts(taught),
    )
    if encoder is None:
        return Ready(means, None, said, base, pools=pools)
    kept = KeptVectors(encoder, vectors, None if engine is None else courses_by(engine, encoder, settings.model_folder))
    choose = None if new_texts is None else kept.within(new_texts)
    recall = None if home is None else KeptNear(home.near)
    goals = None if home is None else KeptGoals(encoder, home.goals, home.salt())
    embed = replace(
        means,
        embed_courses=kept.courses,
        embed_goals=encoder.goals if goals is None else goals.goals,
        choose_texts=choose,
        find_near=None if recall is None else recall.find,
    )
    return Ready(embed, kept, said, base, recall, pools, goals)


def understanding(
    reader: AnswerReader, decided: Mapping[str, Concept] | None = None
) -> Callable[[str], tuple[Understood, ...]]:
    """How the lexicon reads a text: its goals in order, each with the concepts it names and their English terms.

    `decided` are the senses that people decided, by meaning (decision 14); they take the place of what the words say.
    """
    sense_of = decided or {}
    spoken, known = spoken_terms(reader), {term.concept for term in reader.terms if term.kind in SAID_OTHERWISE}

    def concepts(phrase: str) -> tuple[Concept, ...]:
        named = {span.concept: span.term.decision for span in reader.lexicon.spans(phrase) if span.concept}
        return tuple(
            Concept(
                name=name,
                terms=tuple(spoken.get(name, [name])),
                is_name=name in spoken and name not in known,
                spelled_out=reader.lexicon.sense(name) or "",
                decision=named[name],
            )
            for name in sorted(named)
        )

    def one_goal(said: Said, why_not: WhyNot) -> Understood:
        meaning = reader.meanings.of(said.matching_text).key
        found = (sense_of[meaning],) if meaning in sense_of else concepts(said.phrase)
        sense = "" if any(concept.decision for concept in found) else reader.lexicon.sense(said.matching_text) or ""
        return Understood(
            phrase=said.phrase,
            text=sense or said.matching_text,
            level=said.level,
            language=said.language,
            concepts=concepts(sense) if sense else found,
            why_not=why_not,
            meaning=meaning,
            read_as=sense,
        )

    def understand(text: str) -> tuple[Understood, ...]:
        why_not = _why_not(reader.why_dropped(text))
        return tuple(one_goal(said, why_not) for said in reader.text(text)) or (
            Understood(phrase=text, text=text, why_not="non_answer"),
        )

    return understand


def _why_not(dropped: str | None) -> WhyNot:
    return "non_answer" if dropped == "non_answer" else "no_training_goal" if dropped else ""


def load_weights(path: Path) -> MatchWeights:
    """The learned weights.

    Raises:
        SettingsError: the file is missing, or says what it may not.
    """
    return load_typed(path, MatchWeights, checks=_wrong)


def _wrong(weights: MatchWeights) -> Iterator[str]:
    for key, named in (("full", weights.full), ("lesser", weights.lesser)):
        for name, weight in named.items():
            if name not in NAMES:
                yield f"{key}.{name}: no such feature, expected one of {', '.join(sorted(NAMES))}"
            if weight * STEPS != round(weight * STEPS):
                yield f"{key}.{name}: found {weight:g}, expected a multiple of 1/{STEPS}: parts sum to the score"
    for key, named in (("confidence_full", weights.confidence_full), ("confidence_lesser", weights.confidence_lesser)):
        if "middle" not in named or named.keys() - NUMBERS:
            expected = f"expected `middle` and any of {', '.join(sorted(NUMBERS - {'middle'}))}"
            yield f"{key}: found {', '.join(named) or 'nothing'}, {expected}"
