"""REST of the answers that a person keeps under a name, per project."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from gel_airlock_jupyter import form_templates
from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.server.base import AirlockHandler


class TemplatesHandler(AirlockHandler):
    """`templates`."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer the templates of the project."""
        self.answer(await self.run(self._listed))

    @web.authenticated
    @authorized
    async def put(self) -> None:
        """Keep answers under a name, or give a template another name."""
        body = self.body()
        name, form, new = body.get("name"), body.get("form"), body.get("rename")
        if isinstance(name, str) and isinstance(new, str):
            await self.run(form_templates.rename, self.store.folder, name, new)
        elif isinstance(name, str) and isinstance(form, dict):
            await self.run(self._saved, name, form)
        else:
            raise InputError("A template has a name and answers.", 'Send {"name", "form"} or {"name", "rename"}.')
        self.answer(await self.run(self._listed))

    @web.authenticated
    @authorized
    async def delete(self) -> None:
        """Remove a template, named in the query."""
        await self.run(form_templates.remove, self.store.folder, self.get_query_argument("name", ""))
        self.answer(await self.run(self._listed))

    def _saved(self, name: str, form: dict[str, Any]) -> None:
        most = self.session().policy.limits.form_characters
        form_templates.save(self.store.folder, name, form, most)

    def _listed(self) -> dict[str, Any]:
        return {"templates": [template.to_dict() for template in form_templates.templates(self.store.folder)]}
