"""The passive recorder that `%load_ext` starts: cells and readings, no values, under a millisecond a cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.provenance.cells import CellRun, History, slice_of
from gel_airlock_jupyter.provenance.record import Provenance, record
from gel_airlock_jupyter.provenance.sources import Watch


class Recorder:
    """Listens to a shell's cells.

    Parameters
    ----------
    shell : InteractiveShell
        The shell; cells run before are taken from its input history without their ids.
    """

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._info: Any = None
        self.history = History()
        self.watch = Watch()
        ran = shell.user_ns.get("_ih", shell.user_ns.get("In", []))[:-1]  # the last is the cell that runs now
        for count, source in enumerate(ran):
            if isinstance(source, str) and source.strip():
                self.history.runs.append(CellRun("", count, source))

    def start(self) -> None:
        """Begin to listen."""
        self._shell.events.register("pre_run_cell", self._before)
        self._shell.events.register("post_run_cell", self._after)
        self.watch.refresh()

    def stop(self) -> None:
        """Stop listening, and put wrapped readers back."""
        self._shell.events.unregister("pre_run_cell", self._before)
        self._shell.events.unregister("post_run_cell", self._after)
        self.watch.stop()

    def _before(self, info: Any) -> None:
        self._info = info
        self.watch.refresh()

    def _after(self, result: Any) -> None:
        self.watch.refresh()
        self.history.note(getattr(result, "info", None) or self._info, result)

    def of(self, variable: str, notebook: str | None, policy: Policy) -> Provenance:
        """Return the provenance of a variable as it stands now."""
        runs = list(self.history.runs)
        if self._info is not None and (not runs or runs[-1].source != self._info.raw_cell):
            number = runs[-1].count + 1 if runs else 1
            runs.append(CellRun(str(getattr(self._info, "cell_id", None) or ""), number, self._info.raw_cell or ""))
        cells = slice_of(variable, runs, self.history.complete)
        return record(variable, cells, tuple(self.watch.sources), notebook, policy, Path.cwd())
