"""REST of fixing a file of the file browser: a cleaned copy beside it."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.server import files
from gel_airlock_jupyter.server.base import AirlockHandler


class FixesHandler(AirlockHandler):
    """`fixes`."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Write a copy of a file that passes the check, or comes as near to it as can be."""
        self.answer(await self.run(self._fix, self.body()), 201)

    def _fix(self, asked: dict[str, Any]) -> dict[str, Any]:
        declared, method = asked.get("declared") or {}, asked.get("method")
        if not isinstance(declared, dict) or not isinstance(method, str | None):
            raise InputError(
                "A fix takes declarations and a method.", 'Send {"path", "declared": {}, "method": "mask"}.'
            )
        found = files.local_path(self.contents_manager, asked.get("path"))
        folder = str(asked["path"]).strip("/").rpartition("/")[0]
        fixed = self.session().fix(found, found.name, method, **declared)
        path = "/".join(filter(None, (folder, fixed.output.name)))
        return {"path": path, "changes": list(fixed.changes), "report": fixed.report.to_dict()}
