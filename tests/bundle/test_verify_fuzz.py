"""Whatever stands in the records of a bundle with right hashes: verifying answers, it never crashes."""

import json
import random

import pytest

from gel_airlock_jupyter.bundle.verify import verify

RECORDS = ("request.json", "evidence/checks/results.json", "evidence/checks/policy.json", "ro-crate-metadata.json")
ODD = (
    None,
    True,
    0,
    -1,
    1e308,
    "",
    "x",
    "\u202e",
    "../../etc/passwd",
    [],
    {},
    [[]],
    [None],
    {"path": 1},
    "outputs/../request.json",
)


def places(value, path=()):
    """Yield the path of every value in a JSON document."""
    yield path
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield from places(entry, (*path, key))


def changed(content, path, new):
    """Return the document with one value replaced, or taken away for `...`."""
    if not path:
        return None if new is ... else new
    at = content
    for key in path[:-1]:
        at = at[key]
    if new is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = new
    return content


@pytest.mark.parametrize("name", RECORDS)
def test_any_value_may_be_odd_or_missing(attack, name):
    choose = random.Random(name)  # reproducible
    for _ in range(60):

        def spoil(files):
            content = json.loads(files[f"data/{name}"])
            path = choose.choice(list(places(content)))
            files[f"data/{name}"] = json.dumps(changed(content, path, choose.choice((*ODD, ...)))).encode()

        found = verify(attack(spoil, crate=name == "request.json"), recheck=False)

        assert found.ok or found.problem
        assert "\u202e" not in str(found)
