"""What matching is given: the library lexicon as it reads goals, the model of meaning, and the learned weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.embed.find import find_encoder
from pipeline.embed.kept import KeptVectors
from pipeline.embed.near import KeptNear
from pipeline.match.means import Means
from pipeline.match.score import ALL_FEATURES
from pipeline.model import Concept, MatchSettings, MatchWeights, Understood, WhyNot
from pipeline.survey import AnswerReader
from pipeline.typed_yaml import load_typed

WEIGHTS = Path("data") / "reference" / "match_weights.yaml"
STEPS = 64
NEW_TEXTS = 500
"""Descriptions of which a night makes vectors, about 10 s of CPU; those of titles are all made (decision 19)."""
NAMES = frozenset(feature.name for feature in ALL_FEATURES)
NUMBERS = frozenset({"middle", "evidence", "score"})
SPOKEN_KINDS = frozenset({"skill", "name", "synonym", "narrower", "narrower_name"})
LANGUAGE = "en"
"""Concepts are named in English, and most catalogues are English: a Spanish goal finds them through the concept."""


@dataclass(frozen=True)
class Ready:
    """Means ready for use. `kept` and `near` are None without a model; `said` tells the mode."""

    means: Means
    kept: KeptVectors | None
    said: str
    near: KeptNear | None = None

    @property
    def is_full(self) -> bool:
        """Whether there is a model of meaning."""
        return self.kept is not None

    def write(self) -> None:
        """Keep what helps the next night: vectors, and which courses are close to goals. The caller holds the home."""
        if self.kept is not None:
            self.kept.write()
        if self.near is not None:
            self.near.write()


def make_ready(
    reader: AnswerReader,
    weights: MatchWeights,
    settings: MatchSettings,
    vectors: Path | None,
    new_texts: int | None = None,
    near: Path | None = None,
) -> Ready:
    """Everything that matching needs.

    Args:
        reader: reads goals with the library lexicon.
        weights: what each feature counts.
        settings: `model_folder` names a model of the library's own.
        vectors: file in which vectors are kept; None to keep none.
        new_texts: make vectors of no more new descriptions than so many; the rest waits. None for all.
        near: file that says which courses were close to goals; None to look at every course.

    Raises:
        SettingsError: `model_folder` is named and holds no model that can be used.
    """
    encoder, said = find_encoder(Path(settings.model_folder) if settings.model_folder else None)
    means = Means(understand=understanding(reader), weights=weights)
    if encoder is None:
        return Ready(means, None, said)
    kept = KeptVectors(encoder, vectors)
    choose = None if new_texts is None else kept.within(new_texts)
    recall = None if near is None else KeptNear(near)
    embed = replace(
        means,
        embed_courses=kept.courses,
        embed_goals=encoder.goals,
        choose_texts=choose,
        find_near=None if recall is None else recall.find,
    )
    return Ready(embed, kept, said, recall)


def understanding(reader: AnswerReader) -> Callable[[str], tuple[Understood, ...]]:
    """How the lexicon reads a text: its goals in order, each with the concepts it names and their English terms."""
    spoken: dict[str, list[str]] = {}
    for term in reader.terms:
        if term.language == LANGUAGE and term.kind in SPOKEN_KINDS:
            spoken.setdefault(term.concept, []).append(term.term)

    def understand(text: str) -> tuple[Understood, ...]:
        why_not = _why_not(reader.why_dropped(text))
        return tuple(
            Understood(
                phrase=said.phrase,
                text=said.matching_text,
                level=said.level,
                language=said.language,
                concepts=tuple(
                    Concept(name=name, terms=tuple(spoken.get(name, [name])))
                    for name in sorted(reader.concepts(said.phrase))
                ),
                why_not=why_not,
            )
            for said in reader.text(text)
        ) or (Understood(phrase=text, text=text, why_not="non_answer"),)

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
