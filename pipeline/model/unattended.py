"""How a night that nobody watches makes itself heard: messages, logs, and what a monitor is told."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.setting import setting


@dataclass(frozen=True, kw_only=True)
class NotifySettings:
    """Messages after a night. Addresses hold passwords, so they are never written here: only where they are found."""

    digest_env: str = setting(
        "environment variable with the addresses that get the digest, white space between them; the same with _FILE "
        "behind it names a file with one address a line",
        default="CIRCLEWISE_NOTIFY",
    )
    admin_env: str = setting(
        "the same for who is told of sources that were held, blocked or failed and of nights that came to nothing; "
        "where it names no address, those of the digest get it",
        default="CIRCLEWISE_NOTIFY_ADMIN",
    )
    after_run: bool = setting(
        "whether `circlewise run` sends as well; `circlewise schedule` always does", default=False
    )
    retries: int = setting("times a message is sent again that did not go out", limits=(0, 5), default=2)
    wait_seconds: float = setting("seconds before it is sent again", limits=(0, 60), default=10.0)
    max_seconds: float = setting("seconds for one message to one address, in all", limits=(1, 600), default=90.0)


@dataclass(frozen=True, kw_only=True)
class LogSettings:
    """How much is kept in logs/; the oldest goes first."""

    keep_days: int = setting(
        "days that logs and summaries of nights are kept; `doctor` reckons with those of 60",
        limits=(31, 3650),
        default=90,
    )
    max_mb: int = setting("megabytes that logs may take together, summaries aside", limits=(1, 10_000), default=100)
    max_file_mb: float = setting("megabytes after which a log goes on in a new file", limits=(0.01, 1000), default=10.0)


@dataclass(frozen=True, kw_only=True)
class MonitorSettings:
    """What a monitor is told: `circlewise metrics`, and /metrics, /healthz and /readyz of `circlewise serve`."""

    max_age_hours: float = setting(
        "age of the last night from which /readyz says that what people see is too old", limits=(1, 8760), default=48.0
    )
