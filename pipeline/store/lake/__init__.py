"""The lake: a published catalogue, a second time, in a store that many libraries write at once (decision 41).

DuckLake keeps its tables as Parquet files and its metadata in PostgreSQL. Its extensions are made for DuckDB 1.5.5, so
whatever touches the lake runs in a process of its own (`worker`), with that version on its path.
"""

from pipeline.store.lake.access import LakeAccess, find_access
from pipeline.store.lake.call import TitleVectors, ask_lake, init_lake, lake_status, publish_to_lake
from pipeline.store.lake.roles import owner_sql, roles_sql
from pipeline.store.lake.state import LakeState, read_state, write_state

__all__ = [
    "LakeAccess",
    "LakeState",
    "TitleVectors",
    "ask_lake",
    "find_access",
    "init_lake",
    "lake_status",
    "owner_sql",
    "publish_to_lake",
    "read_state",
    "roles_sql",
    "write_state",
]
