"""A connector on a shared platform: its name, its constants and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from pipeline.author.platforms import Candidate
from pipeline.author.render import WIDTH, class_name
from pipeline.contract import Connector
from pipeline.contract.recognised import Constant


def made(source: str, base: type[Connector], constants: Mapping[str, Constant]) -> Connector:
    """The same connector, before it is written."""
    connector: type[Connector] = type(base.__name__, (base,), {"source": source, **constants})
    return connector()


def render_on_platform(source: str, url: str, candidate: Candidate, base: type[Connector]) -> str:
    """The text of connector.py."""
    own = class_name(source)
    own = f"{own}Source" if own == base.__name__ else own
    constants = candidate.seen.constants
    values = [_constant(name, value) for name, value in constants.items()]
    needs_re = any(isinstance(value, re.Pattern) for value in constants.values())
    host = urlsplit(url).hostname
    return "\n".join(
        [
            f'"""{source}: {host}; started by `circlewise new-connector`."""',
            "",
            *(["import re", ""] if needs_re else []),
            f"from connectors.platforms.{candidate.sign.shape} import {base.__name__}",
            "",
            "",
            f"class {own}({base.__name__}):",
            f'    """On {candidate.sign.title}, recognised by what its first page shows."""',
            "",
            f'    source = "{source}"',
            *values,
            "",
        ]
    )


def _constant(name: str, value: Constant) -> str:
    """A line of code; a long text in pieces."""
    if isinstance(value, re.Pattern):
        return f'    {name} = re.compile(r"{value.pattern}")'
    if isinstance(value, tuple):
        return f"    {name} = {_tuple(value)}"
    if not isinstance(value, str):
        return f"    {name} = {value!r}"
    line = f"    {name} = {json.dumps(value)}"
    if len(line) <= WIDTH + 2:
        return line
    pieces = "".join(f"\n        {json.dumps(value[at : at + 100])}" for at in range(0, len(value), 100))
    return f"    {name} = ({pieces}\n    )"


def _tuple(values: tuple[int, ...] | tuple[str, ...]) -> str:
    """As code, a long one over several lines."""
    parts = [json.dumps(each) for each in values]
    line = f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
    return line if len(line) <= WIDTH // 2 else "\n".join(["(", *(f"        {part}," for part in parts), "    )"])
