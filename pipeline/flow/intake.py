"""What to tell a person of an export whose survey is in the home already, where something stays as it is."""

from __future__ import annotations

from pipeline.store.surveys import Intake


def why_it_stays(intake: Intake, min_group: int, *, is_mapped: bool) -> str | None:
    """The rest of the sentence "survey X is already here…"; None where the export, or its mapping, was taken in."""
    not_applied = "; the mapping was NOT applied" if is_mapped else ""
    if intake.outcome == "known":
        if intake.reread is not None:
            return " and is read as this mapping has it; nobody is counted twice"
        return (
            f"; this export holds nothing new, and nobody is counted twice{not_applied}"
            f"{': give it with the export that is here' if is_mapped else ''}"
        )
    if intake.outcome == "smaller":
        return f" with more respondents; the larger export stays, and nobody is counted twice{not_applied}"
    if intake.outcome == "few":
        return (
            f", and this export differs from it by fewer than {min_group} people: what is here stays, since a change "
            f"of the counts would tell what these few said; add a later export when more have answered{not_applied}"
        )
    if intake.outcome == "unmapped":
        return (
            ", read under a mapping, and this newer export came without one: nothing was changed, lest what you put "
            "right, or left out, comes back as it was guessed; add it again with --mapping"
        )
    if intake.outcome == "few_reread" and intake.reread and intake.reread.fewest:
        question_id, _ = intake.reread.fewest
        return (
            f"; the mapping was NOT applied: it changes how `{question_id}` is counted, which fewer than {min_group} "
            "people answered, so that two nights side by side would tell what these few said. Where nobody keeps an "
            "earlier catalogue, purge the survey and add it anew"
        )
    return None


def what_changed(intake: Intake) -> str:
    """What was done with an export that changed a survey which is here; nothing to say of a new survey."""
    if intake.outcome == "updated":
        return ", brought up to date (this newer export replaces the older one)"
    if intake.outcome == "reread" and intake.reread:
        changed = ", ".join(intake.reread.changed)
        gone = (
            "; what it leaves out is gone from the answers, and the next night takes it out of the catalogue"
            if intake.reread.has_less
            else ""
        )
        return f", read anew as the mapping has it (changed: {changed}{gone})"
    return ""
