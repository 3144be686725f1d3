"""Lets the tests of this folder share their oracle and the tables of others; test folders are no packages here."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "support")]
