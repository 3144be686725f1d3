"""Real sealed bundles, made the way a researcher makes them."""

from __future__ import annotations

import itertools
from pathlib import Path

import pandas as pd

from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings
from gel_airlock_jupyter.transfer.settings import TransferSettings

FORM = {
    "project": "RR150",
    "aim": "Publication",
    "justification": "Table 1 of a paper in an open journal.",
    "agreement": "Yes",
}


class Sealer:
    """Seals requests of three small outputs; every bundle is another one."""

    def __init__(self, store: Path, transfer: TransferSettings | None = None) -> None:
        self.session = Session(Settings(store, "RR150", transfer=transfer or TransferSettings()))
        self._numbers = itertools.count(1)
        counts = pd.DataFrame({"disease": ["Leigh syndrome", "MELAS", "Other"], "participants": [12, 8, 40]})
        means = pd.DataFrame({"disease": ["Leigh syndrome", "MELAS"], "mean_bmi": [24.1, 22.8]})
        small = pd.DataFrame({"disease": ["Leigh syndrome", "MELAS", "Other"], "participants": [12, 3, 40]})
        stage = self.session.stage
        why = {"title": "An output", "description": "Participants by disease."}
        self.items = {
            "pass": stage(counts, "counts.csv", unit="participants", **why).id,
            "review": stage(means, "means.csv", justification="Groups of 12 and 8 people.", **why).id,
            "fail": stage(small, "small.csv", unit="participants", exception="Agreed with the families.", **why).id,
        }

    def request(self, *outputs: str) -> str:
        """Make a request of some of the outputs and return its id."""
        said = f"Counts of participants, version {next(self._numbers)}."
        return self.session.request([self.items[name] for name in outputs], description=said, **FORM).id

    def bundle(self, *outputs: str) -> Path:
        """Seal a request of some of the outputs."""
        return self.session.bundle(self.request(*outputs))
