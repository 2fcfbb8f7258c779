"""The machine of a run, and how fast its disk, its memory and its arithmetic are: the floors under every stage."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

import duckdb
import numpy as np

MIB = 1 << 20
WRITTEN = 256 * MIB
COPIED = 256 * MIB
ROUNDS = 3
SIDE = 1_024
"""Of the matrices that are multiplied."""


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What a run was measured on. Rates are the best of three rounds; all of one process."""

    processor: str
    cores: int
    memory_gib: float
    system: str
    python: str
    duckdb: str
    load: float
    """How many processes wanted a processor when the run began."""
    write_mb_s: float
    """A file written from first byte to last and synced."""
    read_mb_s: float
    """The same file read again, most of it out of memory: what the system's cache gives."""
    copy_gb_s: float
    """Bytes read and written, of an array copied in memory."""
    gflops: float
    """Single precision, matrices of 1,024, on all cores; in CPU time of one core."""

    def writing_s(self, n_bytes: float) -> float:
        """Seconds on the wall."""
        return n_bytes / self.write_mb_s / 1e6

    def reading_s(self, n_bytes: float) -> float:
        """Seconds on the wall."""
        return n_bytes / self.read_mb_s / 1e6

    def copying_s(self, n_bytes: float) -> float:
        """Seconds to move so many bytes through memory once, read and written."""
        return 2 * n_bytes / self.copy_gb_s / 1e9

    def computing_s(self, flops: float) -> float:
        """Seconds of CPU."""
        return flops / self.gflops / 1e9


def measured_machine(folder: Path) -> Machine:
    """This machine, with a disk as `folder` is on."""
    write, read = _disk(folder / "floor.bin")
    return Machine(
        processor=_about("/proc/cpuinfo", "model name") or platform.machine(),
        cores=os.cpu_count() or 1,
        memory_gib=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30), 1),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        duckdb=duckdb.__version__,
        load=round(os.getloadavg()[0], 1),
        write_mb_s=write,
        read_mb_s=read,
        copy_gb_s=_memory(),
        gflops=_arithmetic(),
    )


def _about(path: str, name: str) -> str:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def _disk(path: Path) -> tuple[float, float]:
    """Megabytes a second, written and read."""
    block = np.random.default_rng(7).bytes(MIB)
    writing, reading = [], []
    for _ in range(ROUNDS):
        began = perf_counter()
        with path.open("wb") as file:
            for _ in range(WRITTEN // MIB):
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        writing.append(perf_counter() - began)
        began = perf_counter()
        with path.open("rb") as file:
            while file.read(MIB):
                pass
        reading.append(perf_counter() - began)
    path.unlink()
    return WRITTEN / min(writing) / 1e6, WRITTEN / min(reading) / 1e6


def _memory() -> float:
    source = np.ones(COPIED, dtype=np.uint8)
    target = np.empty_like(source)
    took = []
    for _ in range(ROUNDS):
        began = perf_counter()
        np.copyto(target, source)
        took.append(perf_counter() - began)
    return 2 * COPIED / min(took) / 1e9


def _arithmetic() -> float:
    left = np.random.default_rng(7).standard_normal((SIDE, SIDE), dtype=np.float32)
    took = []
    left @ left
    for _ in range(ROUNDS):
        began = process_time()
        for _ in range(4):
            left @ left
        took.append(process_time() - began)
    return 4 * 2 * SIDE**3 / min(took) / 1e9
