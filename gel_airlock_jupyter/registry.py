"""How a check is written and registered: a small function under a permanent rule id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gel_airlock_jupyter.findings import Finding, Location, Severity
from gel_airlock_jupyter.policy.model import Limits, Policy
from gel_airlock_jupyter.roles.model import Reading


@dataclass(frozen=True)
class Context:
    """What a check may know besides the view.

    `declared` is what the researcher said, `reading` how the table was understood, `session` live evidence from the
    kernel (absent in the clean re-check). `memo` is shared by the rules that look at the same view, for work that
    several of them need.
    """

    rule: str
    policy: Policy
    declared: Mapping[str, Any] = field(default_factory=dict)
    reading: Reading = field(default_factory=Reading)
    session: Any = None
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def limits(self) -> Limits:
        """Return sizes and times of the policy."""
        return self.policy.limits

    def setting(self, key: str, default: Any = None, rule: str | None = None) -> Any:
        """Return a setting of this rule (or of another one) from the policy."""
        return self.policy.settings(rule or self.rule).get(key, default)

    def finding(
        self,
        message: str,
        where: Iterable[Location] = (),
        fix: str | None = None,
        severity: str | Severity | None = None,
        places: int = 0,
    ) -> Finding:
        """Return a finding of this rule; severity from the policy unless given, locations capped but counted."""
        locations = tuple(where)
        level = Severity(severity) if severity else self.policy.severity(self.rule)
        return Finding(self.rule, level, message, locations[: self.limits.places], fix, max(places, len(locations)))


Check = Callable[[Any, Context], Iterable[Finding]]


@dataclass(frozen=True)
class Rule:
    """A registered check."""

    id: str
    subjects: tuple[type, ...]
    title: str
    check: Check

    @property
    def doc(self) -> str:
        """Return its documentation page."""
        return (self.check.__doc__ or "").strip()


def rule(identifier: str, *subjects: type, title: str) -> Callable[[Check], Check]:
    """Register a function as the check behind a rule id.

    Parameters
    ----------
    identifier : str
        Permanent rule id, such as "CT-01".
    *subjects : type
        View classes the check applies to.
    title : str
        One line for tables of rules.
    """

    def register(check: Check) -> Check:
        check.__rule__ = Rule(identifier, subjects, title, check)  # type: ignore[attr-defined]
        return check

    return register


def rules_in(modules: Iterable[object]) -> tuple[Rule, ...]:
    """Return the rules that modules define, by id."""
    found = {
        entry.__rule__.id: entry.__rule__
        for module in modules
        for entry in vars(module).values()
        if hasattr(entry, "__rule__")
    }
    return tuple(found[key] for key in sorted(found))


def some(labels: Iterable[str], most: int = 10, between: str = ", ") -> str:
    """Return a list in words, capped: "a, b +3 more"."""
    listed = list(labels)
    more = f" +{len(listed) - most} more" if len(listed) > most else ""
    return between.join(listed[:most]) + more


def plural(number: int, noun: str, form: str | None = None) -> str:
    """Return "1 cell", "2 cells"."""
    return f"{number:,} {noun if number == 1 else form or noun + 's'}"
