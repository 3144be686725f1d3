"""Which path is answered by which handler."""

from __future__ import annotations

from typing import Any

from gel_airlock_jupyter.server import chosen, corresponding, fixes, items, live, login, requests, templates

ID = r"([0-9a-f-]{1,64})"


def routes() -> list[tuple[str, Any]]:
    """Return the routes below the server's base URL."""
    return [
        (r"/gel-airlock/info", items.InfoHandler),
        (r"/gel-airlock/policy", items.PolicyHandler),
        (r"/gel-airlock/settings", chosen.SettingsHandler),
        (r"/gel-airlock/sessions", items.SessionsHandler),
        (rf"/gel-airlock/sessions/{ID}/objects", live.ObjectsHandler),
        (r"/gel-airlock/rules", live.RulesHandler),
        (r"/gel-airlock/items", items.ItemsHandler),
        (r"/gel-airlock/items/check", live.TogetherHandler),
        (rf"/gel-airlock/items/{ID}", items.ItemHandler),
        (rf"/gel-airlock/items/{ID}/restore", items.RestoreHandler),
        (rf"/gel-airlock/items/{ID}/check", items.CheckHandler),
        (rf"/gel-airlock/items/{ID}/file", items.FileHandler),
        (r"/gel-airlock/fixes", fixes.FixesHandler),
        (r"/gel-airlock/requests", requests.RequestsHandler),
        (rf"/gel-airlock/requests/{ID}", requests.RequestHandler),
        (rf"/gel-airlock/requests/{ID}/preview", live.PreviewHandler),
        (rf"/gel-airlock/requests/{ID}/bundle", requests.BundleHandler),
        (rf"/gel-airlock/requests/{ID}/submission", requests.SubmissionHandler),
        (rf"/gel-airlock/requests/{ID}/messages", corresponding.MessagesHandler),
        (rf"/gel-airlock/requests/{ID}/withdraw", corresponding.WithdrawHandler),
        (rf"/gel-airlock/requests/{ID}/resubmit", corresponding.ResubmitHandler),
        (rf"/gel-airlock/requests/{ID}/revise", corresponding.ReviseHandler),
        (rf"/gel-airlock/requests/{ID}/release", corresponding.ReleaseHandler),
        (rf"/gel-airlock/requests/{ID}/seen", corresponding.SeenHandler),
        (rf"/gel-airlock/requests/{ID}/outcome", corresponding.OutcomeHandler),
        (rf"/gel-airlock/requests/{ID}/participants", corresponding.ParticipantsHandler),
        (r"/gel-airlock/templates", templates.TemplatesHandler),
        (r"/gel-airlock/login", login.LoginHandler),
    ]
