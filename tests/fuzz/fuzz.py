"""Let atheris look for a file that leaves a traceback: `python tests/fuzz/fuzz.py TARGET SECONDS` (see README.md)."""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]
with atheris.instrument_imports(include=["pipeline", "connectors", "targets"]):
    import targets


def main() -> None:
    """Write the seeds once, then run for so many seconds; what is found is written into the folder of the corpus."""
    name, seconds = sys.argv[1], sys.argv[2]
    folder = Path(sys.argv[3] if len(sys.argv) > 3 else "data/local/fuzz") / name
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(targets.seeds(name)):
        (folder / "corpus" / f"seed-{number:03}").write_bytes(seed)
    options = [
        f"-max_total_time={seconds}",
        "-timeout=20",
        "-rss_limit_mb=3000",
        "-handle_alrm=0",
        f"-artifact_prefix={folder}/",
    ]
    atheris.Setup([sys.argv[0], str(folder / "corpus"), "-max_len=20000", *options], targets.TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
