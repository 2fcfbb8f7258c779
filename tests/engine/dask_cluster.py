"""A real cluster on this machine: a scheduler and two workers, each a process of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from distributed import Client, Security

ROOT = Path(__file__).parents[2]
SCHEDULER = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
WORKER = ("--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard", "--local-directory")

OPTIONS = {"tls_ca_file": "--tls-ca-file", "tls_cert_file": "--tls-cert", "tls_key_file": "--tls-key"}


@dataclass
class RunningCluster:
    address: str
    folder: Path
    """With the logs of all its processes."""
    scheduler: subprocess.Popen[str]
    workers: list[subprocess.Popen[str]]

    def pids(self) -> dict[str, int]:
        """By address, the process of each worker; where it has a nanny, this one is not it."""
        with Client(self.address, set_as_default=False) as client:
            found: dict[str, int] = client.run(os.getpid)
        return found

    def logs(self) -> str:
        """What scheduler and workers wrote so far."""
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("*.log")))


@contextmanager
def running_cluster(
    folder: Path, n: int = 2, *, has_nanny: bool = False, tls: Mapping[str, str] | None = None
) -> Iterator[RunningCluster]:
    """A scheduler that `n` workers have joined; with a nanny each is started by a process that looks after it.

    `tls`: certificates by the keys of schedule.yaml.
    """
    secured = [] if tls is None else [part for key, path in tls.items() for part in (OPTIONS[key], path)]
    log = folder / "scheduler.log"
    scheduler = _started(log, *SCHEDULER, *(["--protocol", "tls", *secured] if secured else []))
    workers: list[subprocess.Popen[str]] = []
    try:
        address = _address(log, scheduler)
        for number in range(n):
            nanny = "--nanny" if has_nanny else "--no-nanny"
            arguments = ("distributed.cli.dask_worker", address, nanny, *secured, *WORKER, str(folder))
            workers.append(_started(folder / f"worker-{number}.log", *arguments))
        if n:
            with Client(address, set_as_default=False, security=_security(tls)) as client:
                client.wait_for_workers(n, timeout=240)
        yield RunningCluster(address, folder, scheduler, workers)
    finally:
        for process in [*workers, scheduler]:
            if has_nanny:  # it takes its worker along
                process.terminate()
            else:
                process.kill()
            process.wait()


def _security(tls: Mapping[str, str] | None) -> Security | None:
    if tls is None:
        return None
    files = (tls["tls_ca_file"], tls["tls_cert_file"], tls["tls_key_file"])
    return Security(tls_ca_file=files[0], tls_client_cert=files[1], tls_client_key=files[2], require_encryption=True)


def _started(log: Path, *arguments: str) -> subprocess.Popen[str]:
    paths = [str(ROOT), str(Path(__file__).parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    with log.open("w") as file:
        command = [sys.executable, "-m", *arguments]
        return subprocess.Popen(command, stdout=file, stderr=file, env=environment, text=True, cwd=log.parent)


def _address(log: Path, process: subprocess.Popen[str]) -> str:
    """Where the scheduler listens; it writes so once it does."""
    while process.poll() is None:
        if found := re.search(r"Scheduler at:\s+((?:tcp|tls)://127\.0\.0\.1:\d+)", log.read_text()):
            return found[1]
        os.sched_yield()
    raise AssertionError(log.read_text())


def certificates(folder: Path) -> dict[str, str]:
    """An authority, and a certificate of it that scheduler, workers and night share; by the keys of schedule.yaml."""
    if (openssl := shutil.which("openssl")) is None:
        pytest.skip("openssl is not there to make certificates")
    made = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2")
    authority = (*made, "-keyout", "ca-key.pem", "-out", "ca.pem", "-subj", "/CN=authority")
    signed = (
        *made,
        "-keyout",
        "key.pem",
        "-out",
        "cert.pem",
        "-subj",
        "/CN=ours",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca-key.pem",
    )
    for arguments in (authority, signed):
        subprocess.run([openssl, *arguments], cwd=folder, check=True, capture_output=True)
    return {f"tls_{what}_file": str(folder / f"{what}.pem") for what in ("ca", "cert", "key")}
