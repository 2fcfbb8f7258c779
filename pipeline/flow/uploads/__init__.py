"""What is done with an uploaded survey export: looked into, added, or a survey purged; each by a process of its own.

An export of 100,000 rows takes a processor for half a minute, and a hostile one may take all memory: neither may stop
the page, so every task runs in a process with limits, and leaves an answer in the upload's folder.
"""

from pipeline.flow.uploads.launch import start, stop
from pipeline.flow.uploads.task import Task, TaskKind

__all__ = ["Task", "TaskKind", "start", "stop"]
