"""The lake: whether it has the night that is published here."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.flow.doctor.about import Finding, Subject
from pipeline.flow.lake import last_night
from pipeline.store.lake import read_state


def lake_findings(subject: Subject) -> Iterator[Finding]:
    """Whether the lake is behind, and why. Nothing is asked of the lake itself; `circlewise lake status` does."""
    home, settings = subject.home, subject.settings
    if settings is None or settings.lake is None or home.is_demo or not home.catalogue.exists():
        return
    state = read_state(home)
    if state.failure:
        has = f"it has the night {state.night_id}" if state.night_id else "it has no night of this library"
        yield Finding(
            level="watch",
            what=f"since {(state.since or '')[:16]} the lake could not be written ({state.failure}); {has}",
            do="mend what it names; the next night tries again, `circlewise lake publish` does it now",
        )
    elif state.night_id != (here := last_night(home)):
        yield Finding(
            level="watch",
            what=f"the lake has the night {state.night_id}, and {here} is published here"
            if state.night_id
            else f"the lake has no night of this library, and {here} is published here",
            do="the next night tries again, `circlewise lake publish` does it now",
        )
