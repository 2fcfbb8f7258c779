"""The mapping: what was guessed about an export, written for a person to put right, and taken back in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.errors import UsageError
from pipeline.model import Export, QuestionKind, QuestionMapping, SurveyMapping
from pipeline.survey.inspect import told_steps
from pipeline.survey.layout import Block
from pipeline.survey.unworded import MADE_UP, made_up
from pipeline.survey.wording import key, wording

HEAD = """\
# How {name} is read: what was guessed, for you to put right. Then: circlewise survey add {name} --mapping THIS FILE
# role: goal (what people want to learn), branch, role, availability, facilitate, level, language, or none.
# kind: free_text, choice, multi_select, rating, ranking or date; contact leaves the question out, and from other
# nothing is read.
# A question with a column an option or row can be multi_select, rating, ranking or free_text; with ticked boxes
# it is multi_select, and so is a grid of which each row has a list of its own ("Monday": "Morning, Afternoon").
# A rating in one line ("How interested are you in learning about zines?") is a wish for what it asks about.
# split_at: ["Mornings"] where two questions were taken for one: the option with which the next one begins.
# labels: {{"1": Excel, "2": Maps}} where the answers are codes: what each one stands for.
# A question whose wording the export lacks: write here how it was asked, and what it is for is guessed from that.
# steps: how strongly each step says yes, from 0 to 1; null where it is no step, such as "don't know".
# A line that is taken out is guessed again; `is_stored: false` leaves a question out. What people typed in a question
# of role none is not kept, since nothing is read from it: `is_stored: true` keeps it, or give the question a role. A
# mapping that is put right later needs the export again: keep it.
# dialect: another one reads the columns differently; what the tool's own would leave out stays out.
# Never stored, whatever stands here: {not_stored}.
"""
SHOWN, MAX_LISTED = 60, 400
TICKED_KINDS: tuple[QuestionKind, ...] = ("multi_select",)
SPREAD_KINDS: tuple[QuestionKind, ...] = ("multi_select", "rating", "ranking", "free_text")


def mapped(blocks: Sequence[Block], mapping: SurveyMapping) -> tuple[list[Block], dict[int, str]]:
    """The blocks with the kinds that a person told, and the columns of questions that are not wanted.

    A question of kind `contact` is not wanted: it is never stored.

    Raises:
        UsageError: the mapping names a question that is not there or that is worded differently, or tells a kind that
            its columns cannot have.
    """
    blocks = [part for block in blocks for part in _split(block, mapping.questions.get(block.question_id))]
    known = {block.question_id: block for block in blocks}
    for question_id, told in mapping.questions.items():
        block = known.get(question_id)
        if block is None:
            raise UsageError(
                f"the mapping names the question `{question_id}`, but the export has "
                f"{', '.join(known) or 'no question that may be stored'}: is it the mapping of another export, or of "
                "a question that is never stored? `circlewise survey inspect --write-mapping` writes a fresh one"
            )
        is_given = block.is_unworded and told.wording is not None and MADE_UP not in told.wording
        if told.wording is not None and not is_given and key(told.wording) != key(block.wording):
            raise UsageError(
                f"the mapping words `{question_id}` as {told.wording[:SHOWN]!r}, the export as "
                f"{wording(block.wording)[:SHOWN]!r}: columns have moved, or the mapping is of another export"
            )
    kept: list[Block] = []
    left_out: dict[int, str] = {}
    for block in blocks:
        wanted = mapping.questions.get(block.question_id)
        if wanted is None:
            kept.append(block)
        elif wanted.is_stored is not False and wanted.kind != "contact":
            kept.append(_worded(_of_kind(block, wanted.kind), wanted.wording))
        else:
            left_out |= {column: wording(block.wording) for column in (*block.columns, *block.typed)}
    return kept, left_out


def _split(block: Block, told: QuestionMapping | None) -> tuple[Block, ...]:
    """The question in parts, each beginning with an option that the mapping names; what was typed is the last one's."""
    if told is None or not told.split_at:
        return (block,)
    labels = [key(label) for label in block.labels]
    unknown = [option for option in told.split_at if key(option) not in labels[1:]]
    if unknown:
        raise UsageError(
            f"the mapping splits `{block.question_id}` ({wording(block.wording)[:SHOWN]}) at "
            f"{', '.join(repr(option[:SHOWN]) for option in unknown)}, which is none of its options behind the first"
            + (f": {', '.join(block.labels[1:])[:MAX_LISTED]}" if block.labels else ", since it has one column")
        )
    starts = sorted({0, *(labels.index(key(option), 1) for option in told.split_at)})
    parts = []
    for start, end in zip(starts, [*starts[1:], len(labels)], strict=True):
        is_last = end == len(labels)
        part = replace(
            block,
            columns=block.columns[start:end],
            labels=block.labels[start:end],
            typed=block.typed if is_last else (),
            typed_labels=block.typed_labels if is_last else (),
        )
        parts.append(replace(part, wording=made_up(part.labels)) if block.is_unworded and start else part)
    return tuple(parts)


def _worded(block: Block, told: str | None) -> Block:
    """A question without a wording, worded as a person says it was asked."""
    if not block.is_unworded or told is None or MADE_UP in told:
        return block
    return replace(block, wording=told, is_unworded=False)


def _of_kind(block: Block, kind: QuestionKind | None) -> Block:
    """The block with the kind told; one that says of each option whether it was chosen can only be a multi-select."""
    if kind is None or not block.columns:
        return block
    allowed = TICKED_KINDS if block.is_ticked else SPREAD_KINDS if block.labels else None
    if allowed and kind not in allowed:
        columns = "a column an option, ticked or not" if block.is_ticked else "a column an option or row"
        raise UsageError(
            f"the mapping tells `{block.question_id}` ({wording(block.wording)[:SHOWN]}) to be {kind}, but it has "
            f"{columns}, which can be {' or '.join(allowed)}: take out its line `kind`, or `is_stored: false` leaves "
            "the question out"
        )
    return replace(block, kind=kind)


def mapping_text(export: Export, name: str, min_group: int) -> str:
    """The mapping of an export as YAML, with all that was guessed and a comment on what each word means.

    As `survey inspect` does, it tells nothing that fewer than `min_group` people said in their own words.
    """
    lines = [
        HEAD.format(name=name, not_stored=", ".join(_one_line(column) for column in export.not_stored) or "nothing")
    ]
    lines += [f"dialect: {export.dialect}  # confidence {export.confidence:.2f}\n", "questions:\n"]
    lines += _questions(export, min_group)
    return "".join(lines)


def _questions(export: Export, min_group: int) -> Iterator[str]:
    for question in export.questions:
        yield f"  {question.question_id}:  # answered by {question.n_answers}\n"
        yield f"    wording: {_quoted(question.wording)}\n"
        yield f"    kind: {question.kind}\n"
        unused = "" if question.is_kept else "  # what was typed is not kept"
        yield f"    role: {question.role}{unused}\n"
        steps = told_steps(question, export, min_group)
        if question.kind == "rating" and question.role == "goal" and steps:
            yield "    steps:\n"
            for step, value in steps.items():
                yield f"      {_quoted(step)}: {'null' if value is None else f'{value:g}'}\n"


def _quoted(text: str) -> str:
    """Text in double quotes, as both JSON and YAML read it."""
    return json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:SHOWN]
