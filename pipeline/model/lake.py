"""The lake: one store that many libraries write, each its own part of it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.setting import setting


@dataclass(frozen=True, kw_only=True)
class LakeSettings:
    """Where nights are published a second time, for a state or a country: docs/lake.md."""

    library: str = setting(
        "short name of this library: a small letter, then small letters, digits and _, 40 at most. It is the name of "
        "its role, its database and its folder in the lake, and never changes"
    )
    data: str = setting("folder of the lake as a whole path; `shared/` and a folder for each library lie in it")
    packages: str | None = setting(
        "folder with DuckDB 1.5.5 and its extensions, as docs/lake.md installs them; left out, those beside Circlewise",
        default=None,
    )
    server_env: str = setting(
        "environment variable that says where PostgreSQL is and who we are there, as `host=… user=… password=…`; the "
        "same with _FILE behind it names a file that says so",
        default="CIRCLEWISE_LAKE",
    )
    keep_sources: tuple[str, ...] = setting(
        "ids of sources whose courses stay with this library, besides its own lists, which always do", default=()
    )
    share_topics: bool = setting(
        "whether shortlisted topics are told to all libraries: title and courses, no counts", default=True
    )
    keep_days: int = setting("days for which earlier states of the lake can be read", limits=(1, 3650), default=7)
    max_minutes: float = setting(
        "time for all of it; then the night ends without, and the next one tries again",
        limits=(0.05, 600),
        default=30.0,
    )
