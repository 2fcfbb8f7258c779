"""Where the work of a night is done: what schedule.yaml may say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.model.setting import setting


@dataclass(frozen=True, kw_only=True)
class EngineSettings:
    """On this machine, or on a cluster that runs already. A night never needs the cluster: it goes on without it."""

    kind: Literal["local", "dask"] = setting(
        "`local`: this machine, nothing else is installed; `dask`: a cluster (docs/operators/cluster.md)",
        default="local",
    )
    scheduler: str | None = setting(
        "address of the cluster's scheduler: tls://HOST:PORT, or tcp://127.0.0.1:PORT on this very machine",
        default=None,
    )
    tls_ca_file: str | None = setting(
        "whole path of the certificates (PEM) by which the cluster is known", default=None
    )
    tls_cert_file: str | None = setting("whole path of the certificate (PEM) shown to the cluster", default=None)
    tls_key_file: str | None = setting("whole path of the key (PEM) of that certificate", default=None)
    folder: str | None = setting(
        "whole path of a folder that every worker sees at the same path: the catalogue lies there while goals are "
        "matched on the cluster; left out, goals are matched on this machine",
        default=None,
    )
    idle_seconds: float = setting(
        "without any answer of the cluster, until the rest is done on this machine", limits=(1, 3600), default=120.0
    )
