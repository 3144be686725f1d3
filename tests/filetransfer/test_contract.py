"""The contract file and the service agree: same routes, same problems, answers as described."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from running_service import RunningService
from uploading import create, send

import gel_airlock_jupyter.filetransfer.app as app
from gel_airlock_jupyter.filetransfer.problems import PREFIX, STATUS

yaml = pytest.importorskip("yaml")
CONTRACT: dict[str, Any] = yaml.safe_load(Path(app.CONTRACT).read_text(encoding="utf-8"))


def fits(name: str, value: Any) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": CONTRACT["components"]}
    jsonschema.Draft202012Validator(schema).validate(value)


def test_the_contract_is_valid_openapi() -> None:
    pytest.importorskip("openapi_spec_validator").validate(CONTRACT)


def test_contract_and_service_have_the_same_routes() -> None:
    verbs = ("get", "post", "put", "patch", "delete", "head", "options")
    described = {(path, verb.upper()) for path, item in CONTRACT["paths"].items() for verb in item if verb in verbs}
    served = {(route.path, method) for route in app._routes() for method in route.methods or ()}
    implied = {(path, "HEAD") for path, verb in described if verb == "GET"}

    assert described <= served
    assert served - described <= implied


def test_contract_and_service_have_the_same_problems() -> None:
    described = CONTRACT["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]

    assert sorted(described) == sorted(PREFIX + code for code in STATUS)


def test_answers_are_as_described(service: RunningService) -> None:
    content = os.urandom(1000)
    with service.client("alice") as client:
        fits("Capabilities", client.get("/v1/capabilities").json())
        fits("Problem", client.get("/v1/requests/none").json())
        fits("Request", create(client, content + b"2").json())
        request_id = send(client, content)
        fits("Request", service.wait_for(request_id, "blocked"))
        fits("Envelope", client.get(f"/v1/requests/{request_id}/receipt").json())
        for line in client.get("/v1/requests").json()["requests"]:
            fits("RequestLine", line)
        for event in client.get(f"/v1/requests/{request_id}/events").json()["events"]:
            fits("Event", event)


def test_the_service_hands_out_its_contract(service: RunningService) -> None:
    with service.client("alice") as client:
        assert yaml.safe_load(client.get("/v1/openapi.yaml").text) == CONTRACT
