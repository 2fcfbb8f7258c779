"""Progress of a night: live lines on a terminal, plain lines anywhere else. Always on standard error."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from pipeline.flow.counted import counted
from pipeline.flow.harvested import Harvest

STAGES = {
    "harvest": "harvest",
    "links": "looking whether shortlisted courses are still there",
    "build": "building the next catalogue",
    "match": "matching goals to courses",
    "propose": "proposing topics",
    "publish": "checking and publishing",
    "lake": "publishing into the lake",
}


class NightProgress:
    """Use as a context manager and pass it to the night; `console` decides between live and plain."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._is_live = self._console.is_terminal
        self._progress = Progress(
            SpinnerColumn(finished_text=" "),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=self._console,
            disable=not self._is_live,
        )
        self._tasks: dict[str, TaskID] = {}
        self._ended: set[str] = set()

    def __enter__(self) -> NightProgress:
        self._progress.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close("stage")
        self._progress.__exit__(kind, error, trace)

    def __call__(self, stage: str, harvest: Harvest | None) -> None:
        """Told by the night whenever something moves on."""
        if harvest is None:
            self._show("stage", STAGES[stage], is_over=False)
            self._plain("stage " + stage, STAGES[stage])
            return
        source, is_over = harvest.rules.source, harvest.finished_at > harvest.started_at or harvest.reason is not None
        text = f"{source}: {counted(len(harvest.pages), 'page')}, {counted(harvest.records, 'listing')}"
        if is_over:
            text += f", {harvest.outcome}"
        self._show(source, text, is_over=is_over)
        if is_over:
            self._plain(source, text)

    def _show(self, key: str, text: str, *, is_over: bool) -> None:
        if not self._is_live:
            return
        if key not in self._tasks:
            self._tasks[key] = self._progress.add_task(text, total=1)
        self._progress.update(self._tasks[key], description=text, completed=1 if is_over else 0)

    def _close(self, key: str) -> None:
        if key in self._tasks:
            self._progress.update(self._tasks[key], completed=1)

    def _plain(self, key: str, text: str) -> None:
        if not self._is_live and key not in self._ended:
            self._ended.add(key)
            self._console.print(text, markup=False, highlight=False)
