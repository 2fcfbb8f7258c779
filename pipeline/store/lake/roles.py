"""What an administrator of the lake tells PostgreSQL: databases and roles, as SQL for psql.

Each library has a database of its own, since in one database anybody may read the names of everybody's tables. Nobody
but its role can connect to it. In the shared database libraries may change rows and nothing else: who could make a
table or a trigger there could have it run by another library's role, and give that role another password.
"""

from __future__ import annotations

from pipeline.errors import UsageError
from pipeline.store.lake.access import LIBRARY, RESERVED

OWNER, GROUP = "circlewise_lake", "circlewise_libraries"
GRANTS = f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {GROUP}"
"""What the owner lets libraries do with the shared tables, once they are there."""


def owner_sql() -> str:
    """Once a lake: its owner, the group of libraries, and the shared database."""
    return f"""-- For psql, as a superuser, once a lake. Then: \\password {OWNER}
CREATE ROLE {OWNER} LOGIN;
CREATE ROLE {GROUP} NOLOGIN;
CREATE DATABASE circlewise_shared OWNER {OWNER};
REVOKE ALL ON DATABASE circlewise_shared FROM PUBLIC;
GRANT CONNECT ON DATABASE circlewise_shared TO {GROUP};
"""


def roles_sql(library: str) -> str:
    """Once a library: its role, and a database that only it can open.

    Raises:
        UsageError: a library cannot be called so.
    """
    if not LIBRARY.fullmatch(library) or library in RESERVED:
        raise UsageError(
            f"`{library[:60]}` cannot be the name of a library; a small letter, then small letters, digits and _ were "
            f"expected, 40 at most, and none of {', '.join(RESERVED)}"
        )
    name = f"circlewise_{library}"
    return f"""-- For psql, as a superuser, once a library. Then: \\password {name}
CREATE ROLE {name} LOGIN IN ROLE {GROUP};
CREATE DATABASE {name} OWNER {name};
REVOKE ALL ON DATABASE {name} FROM PUBLIC;
"""
