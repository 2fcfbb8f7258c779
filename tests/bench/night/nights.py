"""Whole nights over catalogues of any size, by the verb that operators use.

    python tests/bench/night/nights.py COURSES SHARED FOLDER [GOALS [VECTORS]]

prints one JSON object: the first night of all, which makes vectors of every title; the same from a home that has them
already; and the night after, with 2 % of the courses changed. With VECTORS, a file that keeps those of the originals,
the first of all is not measured and copies have vectors like their originals (copies.py): the model would take half an
hour for 250,000 titles. Each night is a process of its own, and so is what serves the catalogues.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
GOALS = 2_000
GROUP = 5
BRANCHES = 40
EVENINGS = ("2026-11-24T07:30", "2026-11-25T07:30")
SETTINGS = """
timezone: America/New_York
contact: bench@library.example.org
night: {at: "02:30"}
politeness: {delay_seconds: 0}
sources:
"""


def wishes(shared: Path, n: int) -> list[str]:
    """n different wishes: those of the judgements, and where there are too few, two of them made one."""
    found: dict[str, None] = {}
    for name in ("library_goals_dev/goals.csv", "mooc_core_dev/goals_clean.csv", "mooc_core_dev/goals_noisy.csv"):
        with (shared / "matching" / name).open(encoding="utf-8", newline="") as file:
            found |= dict.fromkeys(row["text"] for row in csv.DictReader(file))
    listed = list(found)
    more = [f"{listed[at % len(listed)]} {listed[at * 11 % len(listed)]}" for at in range(len(listed), n)]
    return [*listed[:n], *more]


def write_survey(path: Path, texts: list[str]) -> None:
    """A form with one question; each wish is that of `GROUP` people."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["Timestamp", "Which branch do you work in?", "In your own words: what would you like to learn?"])
        for at, text in enumerate(texts):
            for person in range(GROUP):
                stamp = f"2026/03/02 9:{(at + person) % 60:02}:11 AM EST"
                out.writerow([stamp, f"Branch {(at + person) % BRANCHES}", text])


def write_settings(path: Path, sources: Iterator[str]) -> None:
    path.write_text(
        SETTINGS + "".join(f"  {source}: {{politeness: {{max_pages: 500}}}}\n" for source in sources), encoding="utf-8"
    )


@contextmanager
def feeds(courses: int, night: int, shared: Path) -> Iterator[str]:
    """The catalogues of one night; gives the address of the gateway."""
    command = [sys.executable, str(HERE / "feeds.py"), str(courses), str(night), str(shared)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdin is not None
        assert serving.stdout is not None
        try:
            yield serving.stdout.readline().strip()
        finally:
            serving.stdin.close()
            serving.wait()


def run(
    home: Path, settings: Path, courses: int, night: int, shared: Path, survey: Path | None, vectors: str = ""
) -> dict[str, Any]:
    """One night; its report, with what the catalogue takes on disk. With `vectors` it is one that is not measured."""
    out = home.parent / "stages.json"
    with feeds(courses, night, shared) as gateway:
        command = [sys.executable, str(HERE / "staged.py"), str(out)]
        if vectors:
            command = [sys.executable, str(HERE / "copies.py"), str(shared), vectors]
        elif profile := os.environ.get("CIRCLEWISE_BENCH_PROFILE"):
            command += ["--profile", f"{profile}-{home.name}-{night}.stats"]
        command += ["run", "--home", str(home), "--config", str(settings), "--json"]
        command += ["--gateway", gateway, "--as-of", EVENINGS[night - 1]]
        for source in source_names():
            command += ["--source", source]
        if survey:
            command += ["--survey", str(survey)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-4000:])
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["published"], report
    if vectors:
        return report
    report |= json.loads(out.read_text(encoding="utf-8"))
    report["catalogue_bytes"] = (home / "catalogue.duckdb").stat().st_size
    report["pages_bytes"] = sum(each.stat().st_size for each in (home / "pages").rglob("*") if each.is_file())
    return report


def source_names() -> list[str]:
    from feeds import FEEDS

    return list(FEEDS)


def main(courses: str, shared: str, folder: str, goals: str = str(GOALS), vectors: str = "") -> None:
    n, there, place = int(courses), Path(shared), Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    survey, settings = place / "wishes.csv", place / "schedule.yaml"
    write_survey(survey, wishes(there, int(goals)))
    write_settings(settings, iter(source_names()))
    found: dict[str, Any] = {"courses": n}
    new, home = place / "new", place / "home"
    of_all = run(new, settings, n, 1, there, survey, vectors)
    if not vectors:
        found["of_all"] = of_all
    home.mkdir()
    shutil.copy(new / "vectors.npy", home)
    for other in new.glob("vectors*"):
        shutil.copy(other, home)
    shutil.rmtree(new)
    found["first"] = run(home, settings, n, 1, there, survey)
    found["second"] = run(home, settings, n, 2, there, None)
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
