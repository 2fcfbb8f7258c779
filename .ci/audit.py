"""The bill of materials, and whether a pinned package has a known hole: `make audit`.

Reads `requirements.lock`, and the locks of what is installed in folders of its own. Writes
`build/bill-of-materials.json` (CycloneDX) of the first. Prints one sentence on what was looked up;
ends with 1 where a hole is known that `.ci/excused.txt` does not excuse, or an excuse has run out of use.
An index that knows nothing of holes is told, not taken for a clean one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parent.parent
LOCK, EXCUSED, BILL = "requirements.lock", ".ci/excused.txt", "build/bill-of-materials.json"
BESIDE = ("pipeline/store/lake/packages.lock", "tests/bench/match/full_text.lock")
"""What is installed in folders of its own: looked up as well, and no part of the bill."""


def excuses(lines: Iterable[str]) -> dict[str, str]:
    """Holes that are excused, each with the reason: `ID  DAY  REASON` a line, `#` begins a remark.

    Raises:
        ValueError: a line has no day or no reason.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not (text := line.split("#")[0].strip()):
            continue
        parts = text.split(maxsplit=2)
        if len(parts) < 3 or parts[1].count("-") != 2:
            raise ValueError(f"{EXCUSED}, line {number}: found `{text}`, expected `ID  YYYY-MM-DD  REASON`")
        found[parts[0]] = parts[2]
    return found


def verdict(packages: Iterable[Mapping[str, Any]], excused: Mapping[str, str]) -> tuple[list[str], bool]:
    """What to print, and whether it passes, from the `dependencies` of pip-audit's JSON."""
    packages = list(packages)
    looked_up = [package for package in packages if "skip_reason" not in package]
    said: list[str] = []
    used: set[str] = set()
    for package in looked_up:
        for hole in package.get("vulns", ()):
            ids = {hole["id"], *hole.get("aliases", ())}
            if excuse := sorted(ids & excused.keys()):
                used.add(excuse[0])
                continue
            mended = ", ".join(hole.get("fix_versions", ())) or "no version yet"
            said.append(f"{package['name']} {package['version']} has a known hole, {hole['id']}; mended in: {mended}")
    holes = len(said)
    if len(looked_up) == len(packages):
        said += [
            f"{EXCUSED}: {name} is excused, but no pinned package has it any more: delete the line"
            for name in sorted(excused.keys() - used)
        ]
    unknown, named = len(packages) - len(looked_up), "hole" if holes == 1 else "holes"
    rest = f"; the package index here tells nothing of the other {unknown}" if unknown else ""
    said.append(f"audit: {len(looked_up)} of {len(packages)} pinned packages looked up, {holes} known {named}{rest}")
    return said, len(said) == 1


def main() -> int:
    """Write the bill, ask for holes, say what was found."""
    (PROJECT / BILL).parent.mkdir(exist_ok=True)
    tools = Path(sys.executable).parent
    bill = ["cyclonedx-py", "requirements", LOCK, "--output-reproducible", "-o", BILL]
    subprocess.run([tools / bill[0], *bill[1:]], cwd=PROJECT, check=True, capture_output=True)  # noqa: S603
    packages: dict[tuple[str, str], Mapping[str, Any]] = {}
    for lock in (LOCK, *BESIDE):
        audit = [
            "pip-audit",
            "-r",
            lock,
            "--disable-pip",
            "--require-hashes",
            "--progress-spinner",
            "off",
            "-f",
            "json",
        ]
        asked = subprocess.run(  # noqa: S603
            [tools / audit[0], *audit[1:]], cwd=PROJECT, check=False, capture_output=True, text=True
        )
        try:
            found = json.loads(asked.stdout)["dependencies"]
        except (ValueError, KeyError):
            print(f"audit: the index gave no answer, so nothing is known of holes: {asked.stderr.strip()[-300:]}")
            return 0
        packages |= {(each["name"], each.get("version", "")): each for each in found}
    said, passes = verdict(packages.values(), excuses((PROJECT / EXCUSED).read_text(encoding="utf-8").splitlines()))
    print(*said, sep="\n")
    return 0 if passes else 1


if __name__ == "__main__":
    sys.exit(main())
