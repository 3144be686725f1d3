"""The crate, judged by the RO-Crate community's validator, offline, and by the context's own terms."""

import json
import re
import socket
from pathlib import Path

import pytest

CONTEXT = Path(__file__).parent / "data" / "ro-crate-1.2-context.jsonld"
CONTEXT_URL = "https://w3id.org/ro/crate/1.2/context"


@pytest.fixture
def graph(bag):
    content = json.loads((bag / "data" / "ro-crate-metadata.json").read_text())
    return {entity["@id"]: entity for entity in content["@graph"]}


def test_every_file_is_described_and_every_reference_leads_somewhere(bag, graph):
    files = {str(path.relative_to(bag / "data")) for path in (bag / "data").rglob("*") if path.is_file()}

    assert {part["@id"] for part in graph["./"]["hasPart"]} == files - {"ro-crate-metadata.json"}
    references = set(re.findall(r'\{"@id": "([^"]+)"\}', json.dumps(list(graph.values()))))
    outside = {
        "http://schema.org/CompletedActionStatus",
        "http://schema.org/ActiveActionStatus",
        "https://w3id.org/ro/crate/1.2",
    }
    assert references - set(graph) <= outside


def test_every_term_is_defined_in_the_context_of_1_2(graph):
    known = set(json.loads(CONTEXT.read_text())["@context"])
    used = {key for entity in graph.values() for key in entity}
    types = {
        kind
        for entity in graph.values()
        for kind in ([entity["@type"]] if isinstance(entity["@type"], str) else entity["@type"])
    }

    assert {term for term in used | types if not term.startswith(("@", "prov:"))} <= known


def test_request_and_checks_have_the_shape_of_five_safes(graph):
    kinds = {}
    for entity in graph.values():
        for kind in [entity["@type"]] if isinstance(entity["@type"], str) else entity["@type"]:
            kinds.setdefault(kind, []).append(entity)

    (request,) = kinds["AskAction"]
    assert isinstance(request["recipient"], dict)
    assert len(kinds["AssessAction"]) == 4
    for check in kinds["AssessAction"]:
        assert {"@id": "evidence/checks/policy.json"} in check["instrument"]
        assert check["actionStatus"] == {"@id": "http://schema.org/CompletedActionStatus"}
    for identifier in graph:
        assert (
            identifier in ("./", "ro-crate-metadata.json")
            or "://" in identifier
            or identifier.startswith("urn:uuid:")
            or "/" in identifier
            or "." in identifier
        )


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of its own libraries
def test_the_validator_of_the_community_finds_no_required_issue(bag, tmp_path, monkeypatch):
    models = pytest.importorskip(
        "rocrate_validator.models", reason="roc-validator is not installed: RO-Crate NOT validated"
    )
    from rocrate_validator import services

    cache = seeded_cache(tmp_path)

    def refuse(*args, **kwargs):
        raise OSError("no network in tests")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    settings = services.ValidationSettings(
        rocrate_uri=str(bag / "data"),
        profile_identifier="ro-crate-1.2",
        requirement_severity=models.Severity.REQUIRED,
        offline=True,
        cache_path=cache,
    )

    result = services.validate(settings)

    assert [issue.message for issue in result.get_issues()] == []
    assert result.passed()


def seeded_cache(tmp_path: Path) -> Path:
    """The validator fetches the context through a cache; the published document (CC0) is put there beforehand."""
    from requests import Request
    from requests_cache import CachedRequest, CachedResponse, CachedSession

    path = tmp_path / "cache"
    session = CachedSession(str(path), backend="sqlite")
    headers = {"Content-Type": "application/ld+json"}
    for url in (CONTEXT_URL, CONTEXT_URL.replace("https", "http")):
        request = session.prepare_request(Request("GET", url))
        response = CachedResponse(
            content=CONTEXT.read_bytes(),
            headers=headers,
            request=CachedRequest.from_request(request),
            status_code=200,
            url=url,
        )
        session.cache.save_response(response, cache_key=session.cache.create_key(request))
    session.close()
    return path
