"""The rules, one module per family. `all_rules` is the register."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

from gel_airlock_jupyter.registry import Rule, rules_in

FAMILIES = (
    "identifiers",
    "person_ids",
    "pseudo_ids",
    "ages",
    "counts",
    "unclear",
    "recalculation",
    "joint",
    "percentages",
    "statistics",
    "extremes",
    "complements",
    "dominance",
    "session",
    "individuals",
    "descriptions",
    "person_variants",
    "variants",
    "variant_lists",
    "genotypes",
    "genes",
    "releases",
    "figures",
    "files",
    "unseen",
    "models",
    "requests",
    "texts",
)


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, by id."""
    return rules_in(import_module(f"{__name__}.{family}") for family in FAMILIES)
