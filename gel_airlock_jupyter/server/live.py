"""REST of what is only looked at: a kernel's objects, the joint check, the reviewers' page, the pages of the rules."""

from __future__ import annotations

import json
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from gel_airlock_jupyter.server.base import AirlockHandler
from gel_airlock_jupyter.server.items import is_running


class ObjectsHandler(AirlockHandler):
    """`sessions/{id}/objects`."""

    @web.authenticated
    @authorized
    async def get(self, kernel: str) -> None:
        """Answer what of a kernel could be exported, as the kernel itself listed it after its last cell."""
        self.answer(await self.run(self._objects, kernel))

    def _objects(self, kernel: str) -> dict[str, Any]:
        path = self.airlock_settings.store / "inventory" / f"{kernel}.json"
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = None
        if (
            not isinstance(found, dict)
            or not is_running(found.get("pid"))
            or not isinstance(found.get("objects"), list)
        ):
            return {"objects": [], "updated_at": None}  # a kernel that ends between two questions is no error
        return {"objects": found["objects"], "updated_at": found.get("updated_at")}


class RulesHandler(AirlockHandler):
    """`rules`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer the page of every rule: what it looks for, why, what to do, its limits."""
        self.answer({"rules": await self.run(self._rules)})

    def _rules(self) -> list[dict[str, str]]:
        from gel_airlock_jupyter.checks import all_rules

        return [{"rule": rule.id, "title": rule.title, "page": rule.doc} for rule in all_rules()]


class TogetherHandler(AirlockHandler):
    """`items/check`."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Judge all staged outputs together; answers the Report."""
        self.answer(await self.run(self._report))

    def _report(self) -> dict[str, Any]:
        report: dict[str, Any] = self.session().requests.together().to_dict()
        return report


class PreviewHandler(AirlockHandler):
    """`requests/{id}/preview`."""

    @web.authenticated
    @authorized
    async def get(self, identifier: str) -> None:
        """Send the page that reviewers would read of a draft; as JSON, so that no browser ever runs it here."""
        self.answer({"page": await self.run(lambda: self.session().requests.preview(identifier))})
