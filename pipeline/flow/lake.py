"""After a night is published: the same once more in the lake, for a library that has one. It never ends a night."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.errors import CirclewiseError, SettingsError, StoreError
from pipeline.model import Settings, SourceRules
from pipeline.store import Catalogue, Home
from pipeline.store.lake import (
    LakeAccess,
    LakeState,
    TitleVectors,
    find_access,
    publish_to_lake,
    read_state,
    write_state,
)

TITLES = "SELECT course_id, title FROM out.course WHERE list_contains($1, source) ORDER BY course_id"


@dataclass(frozen=True, kw_only=True)
class ToLake:
    """What a night needs to publish into the lake."""

    access: LakeAccess | None
    trouble: str
    """Why there is no access; empty where there is."""
    sources: tuple[str, ...]
    """Whose courses are told to all: those of the web that the library does not keep to itself."""


def lake_of(settings: Settings, known: Mapping[str, SourceRules], environ: Mapping[str, str]) -> ToLake | None:
    """The lake that the settings name; None where they name none.

    A library's own lists of courses are never among the sources that are told to all, nor is what people entered.
    """
    if settings.lake is None:
        return None
    kept = set(settings.lake.keep_sources)
    sources = tuple(sorted(source for source, rules in known.items() if rules.files is None and source not in kept))
    try:
        if unknown := kept - known.keys():
            raise SettingsError(f"lake.keep_sources: there is no source {sorted(unknown)[0]}; expected ids of sources")
        access = find_access(settings.lake, environ)
    except SettingsError as error:
        return ToLake(access=None, trouble=str(error), sources=sources)
    return ToLake(access=access, trouble="", sources=sources)


def to_lake(home: Home, settings: Settings, lake: ToLake, at: datetime) -> tuple[dict[str, Any], str | None]:
    """Publish the catalogue of a home into the lake, and note how far the lake is.

    Returns:
        Rows written, by part and table, and why it could not be done; None where it could. What failed is tried again
        by the next night, which brings all that this one would have.
    """
    before, stamp = read_state(home), at.isoformat(timespec="seconds")
    written: dict[str, Any] = {}
    try:
        if lake.access is None or settings.lake is None:
            raise StoreError(lake.trouble)
        night_id = last_night(home)
        written = publish_to_lake(
            lake.access,
            home.catalogue,
            night_id,
            sources=lake.sources,
            share_topics=settings.lake.share_topics,
            vectors=_vectors(home, settings, lake.sources),
        )
        state, failure = LakeState(night_id=night_id, published_at=stamp), None
    except (CirclewiseError, OSError) as error:
        failure = str(error)
        state = replace(before, failure=failure, since=before.since or stamp)
    except Exception as error:  # noqa: BLE001 - the night is published, and what goes wrong here must not end it
        failure = f"something nobody foresaw: {type(error).__name__}"
        state = replace(before, failure=failure, since=before.since or stamp)
    try:
        write_state(home, state)
    except OSError as error:
        failure = failure or f"lake.json of the home cannot be written ({error.strerror})"
    return written, failure


def last_night(home: Home) -> str:
    """The night whose catalogue is published."""
    with Catalogue(home.catalogue) as catalogue:
        return catalogue.published_night()


def _vectors(home: Home, settings: Settings, sources: Sequence[str]) -> TitleVectors | None:
    """What titles mean, as far as nights worked it out; None where there is no model of meaning."""
    if not home.vectors.exists():
        return None
    from pipeline.embed.find import find_encoder
    from pipeline.embed.kept import KeptVectors

    folder = settings.match.model_folder
    encoder, _ = find_encoder(Path(folder) if folder else None)
    if encoder is None:
        return None
    with Catalogue(home.catalogue) as catalogue:
        rows = catalogue.query(TITLES, [list(sources)]).rows
    places, vectors = KeptVectors(encoder, home.vectors).known([str(title) for _, title in rows])
    ids = [str(rows[place][0]) for place in places]
    return TitleVectors(model=encoder.files.name, course_ids=ids, vectors=vectors)
