"""The mapping that `survey inspect` writes: what a person knows better about an export than the reader's guesses."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.demand import Dialect, QuestionKind, QuestionRole
from pipeline.model.setting import setting


@dataclass(frozen=True, kw_only=True)
class QuestionMapping:
    """One question, put right; what is left out stays as it was guessed."""

    wording: str | None = setting(
        "the question as the export words it; another one there is an error. Where the export has none (a multi-select "
        "of Typeform), write the question as it was asked",
        default=None,
    )
    kind: QuestionKind | None = setting("what kind of question it is", default=None)
    role: QuestionRole | None = setting(
        "what it is for: `goal` where it says what people want to learn, else branch, role, availability, facilitate, "
        "level, language, or none",
        default=None,
    )
    is_stored: bool | None = setting(
        "false leaves the question out, as if it had not been asked; true keeps what people typed in a question of no "
        "use (role none), which is not kept otherwise",
        default=None,
    )
    steps: dict[str, float | None] = setting(
        'how strongly each step of a rating says yes, from 0 to 1; null is no step, such as "don\'t know"',
        limits=(0, 1),
        default_factory=dict,
    )
    labels: dict[str, str] = setting(
        'what each code stands for, where the export has codes for answers: `"1": Excel`; every code of the question',
        default_factory=dict,
    )
    split_at: tuple[str, ...] = setting(
        "the options with which another question begins, where the export has two multi-selects side by side as one; "
        "each part is a question of its own then",
        default=(),
    )


@dataclass(frozen=True, kw_only=True)
class SurveyMapping:
    """How one survey's exports are to be read."""

    dialect: Dialect | None = setting("the survey tool, where it was told wrongly", default=None)
    questions: dict[str, QuestionMapping] = setting(
        "by the id that `survey inspect` shows, such as q6", default_factory=dict
    )


NO_MAPPING = SurveyMapping(dialect=None, questions={})
