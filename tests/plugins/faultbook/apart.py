"""Verbs on a small home in processes of their own, which are killed, or kept short of something."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faultbook.small import Said, SmallHome

ZYGOTE = Path(__file__).with_name("zygote.py")
ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Apart:
    """A process that waits for orders."""

    process: subprocess.Popen[str]
    folder: Path

    def verb(self, small: SmallHome, *words: object, **order: Any) -> Said:
        """Run a verb on the home; a negative status is the signal that ended it."""
        return self.order(small.folder, small.connectors, *words, **order)

    def order(self, home: Path, connectors: Path, *words: object, **order: Any) -> Said:
        """The same on any home; see zygote.py for what an order may say."""
        out, err = self.folder / "out", self.folder / "err"
        environ = {"CIRCLEWISE_HOME": str(home), "COLUMNS": "200"}
        whole = {"words": [str(word) for word in words], "environ": environ, "connectors": str(connectors)}
        whole |= {"place": str(home), "out": str(out), "err": str(err), **order}
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(whole) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return Said(answer["status"], out.read_text(), err.read_text())

    def counted(self, small: SmallHome, *words: object) -> Mapping[str, int]:
        """How often a verb does each kind of step where nobody kills it."""
        counts = self.folder / "counts"
        said = self.verb(small, *words, counts=str(counts))
        assert said.status == 0, said
        found: dict[str, int] = json.loads(counts.read_text())
        return found


@contextmanager
def process_apart(folder: Path, around: Sequence[str] = ()) -> Iterator[Apart]:
    """One for a block; it ends with it. `around` are words before it, such as of a program that shuts it in."""
    environ = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ZYGOTE.parents[1]}"}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([*around, sys.executable, str(ZYGOTE)], **pipes, text=True, env=environ) as process:
        try:
            yield Apart(process, folder)
        finally:
            assert process.stdin
            process.stdin.close()
