"""What is wrong with a home, in words, with what to do about it: the examinations behind `circlewise doctor`.

Every examination takes what it needs and changes nothing. The time and the disk are passed in.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.errors import CirclewiseError
from pipeline.flow.doctor.about import LEVELS, Finding, Subject
from pipeline.flow.doctor.disk import Bounds, Disk, disk_findings, look_at_disk
from pipeline.flow.doctor.files import file_findings
from pipeline.flow.doctor.lake import lake_findings
from pipeline.flow.doctor.nights import night_findings
from pipeline.flow.doctor.published import catalogue_findings

__all__ = ["LEVELS", "Bounds", "Disk", "Finding", "Subject", "examine", "look_at_disk"]


def examine(subject: Subject, disk: Disk) -> list[Finding]:
    """Everything that is wrong with a home, the worst first; within a level in the order of the examinations."""
    found = list(_all(subject, disk))
    return sorted(found, key=lambda finding: LEVELS.index(finding.level))


def _all(subject: Subject, disk: Disk) -> Iterator[Finding]:
    for examination in (catalogue_findings, file_findings, night_findings, lake_findings):
        try:
            yield from examination(subject)
        except (OSError, CirclewiseError) as error:
            yield Finding(
                level="broken",
                what=f"a part of the home cannot be looked at ({error})",
                do="give this account the right to read the home, then ask again",
            )
    yield from disk_findings(subject, disk)
