"""Tables are read and judged as every surface does it: views, roles, rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gel_airlock_jupyter import engine
from gel_airlock_jupyter.declarations import validated
from gel_airlock_jupyter.findings import Finding, Report
from gel_airlock_jupyter.fixing.fix import fix
from gel_airlock_jupyter.fixing.fixed import Fixed
from gel_airlock_jupyter.policy.load import from_content, load
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.roles.level import read_table
from gel_airlock_jupyter.roles.model import Reading
from gel_airlock_jupyter.subjects import RequestView, TableView


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load("genomics-england")


@pytest.fixture(scope="session")
def read(policy: Policy) -> Callable[..., Reading]:
    def reading(obj: Any, **declared: Any) -> Reading:
        view = views_of(obj, "table")[0]
        assert isinstance(view, TableView)
        return read_table(view, policy, validated(declared))

    return reading


@pytest.fixture(scope="session")
def kind(read: Callable[..., Reading]) -> Callable[..., str | None]:
    def of(obj: Any, **declared: Any) -> str | None:
        genetics = read(obj, **declared).genetics
        return genetics.kind if genetics else None

    return of


@pytest.fixture(scope="session")
def judge(policy: Policy) -> Callable[..., Report]:
    def check(obj: Any, name: str = "table", profile: Policy | None = None, **declared: Any) -> Report:
        return engine.run(views_of(obj, name), profile or policy, validated(declared))

    return check


@pytest.fixture(scope="session")
def of(judge: Callable[..., Report]) -> Callable[..., tuple[Finding, ...]]:
    """Return the findings of one rule."""

    def findings(rule: str, obj: Any, **declared: Any) -> tuple[Finding, ...]:
        return tuple(finding for finding in judge(obj, **declared).findings if finding.rule == rule)

    return findings


@pytest.fixture(scope="session")
def severities(of: Callable[..., tuple[Finding, ...]]) -> Callable[..., list[tuple[str, int]]]:
    """Return (severity, places) of the findings of one rule."""

    def pairs(rule: str, obj: Any, **declared: Any) -> list[tuple[str, int]]:
        return [(str(finding.severity), finding.places) for finding in of(rule, obj, **declared)]

    return pairs


@pytest.fixture(scope="session")
def fixed(policy: Policy) -> Callable[..., Fixed]:
    def output(obj: Any, profile: Policy | None = None, **declared: Any) -> Fixed:
        return fix(obj, "table", profile or policy, validated(declared))

    return output


@pytest.fixture(scope="session")
def with_rules(policy: Policy) -> Callable[..., Policy]:
    """Return the policy with some settings of rules changed."""

    def changed(**rules: dict[str, Any]) -> Policy:
        given = {rule.replace("_", "-"): settings for rule, settings in rules.items()}
        merged = {**policy.content["rules"]}
        for rule, settings in given.items():
            merged[rule] = {**merged[rule], **settings}
        return from_content({**policy.content, "rules": merged})

    return changed


@pytest.fixture(scope="session")
def request_about(policy: Policy) -> Callable[..., list[Finding]]:
    def judged(rule: str, **form: str) -> list[Finding]:
        report = engine.run((RequestView("request", form),), policy)
        return [finding for finding in report.findings if finding.rule == rule]

    return judged
