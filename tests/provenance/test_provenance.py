"""Provenance: the slice of cells, the sources, and nothing secret in either."""

from __future__ import annotations

import json
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.provenance.cells import CellRun, slice_of
from gel_airlock_jupyter.provenance.environment import environment, repository
from gel_airlock_jupyter.provenance.names import names_in
from gel_airlock_jupyter.provenance.recorder import Recorder
from gel_airlock_jupyter.provenance.scrub import BLANK, scrubbed
from gel_airlock_jupyter.provenance.seeds import seeds_in
from gel_airlock_jupyter.provenance.sources import Watch, release_in
from gel_airlock_jupyter.provenance.sql import blanked


def _runs(*sources: str) -> list[CellRun]:
    return [CellRun(f"c{number}", number, source) for number, source in enumerate(sources, 1)]


def _counts(variable: str, *sources: str) -> list[int]:
    return [run.count for run in slice_of(variable, _runs(*sources)).cells]


def test_a_slice_holds_what_made_the_variable_and_nothing_else() -> None:
    assert _counts("t", "import pandas as pd", "a = pd.DataFrame()", "b = 1", "t = a.groupby('x').size()") == [1, 2, 4]


def test_a_slice_follows_changes_in_place() -> None:
    assert _counts("a", "a = {}", "a['x'] = 1", "a.update(y=2)", "z = a") == [1, 2, 3]


def test_a_slice_follows_functions_and_fixes() -> None:
    assert _counts("safe", "def f(x):\n    return x", "t = f(1)", "%airlock_fix t -o safe") == [1, 2, 3]


@pytest.mark.parametrize(
    ("source", "remark"),
    [("exec('t = 1')\nt = 2", "exec"), ("%run other.py\nt = 1", "magics"), ("t = 1\nif", "parsed")],
)
def test_a_slice_says_where_it_is_approximate(source: str, remark: str) -> None:
    runs = _runs("t = 0", source)

    assert any(remark in words for words in slice_of("t", runs).approximate) or "parsed" in remark


def test_a_slice_says_when_the_history_is_cut() -> None:
    assert "earlier cells were not recorded" in slice_of("t", _runs("t = 1"), complete=False).approximate


@given(st.text(max_size=200))
def test_any_source_can_be_read(source: str) -> None:
    assert names_in(source).loads is not None


@pytest.mark.parametrize(
    "text",
    [
        'password = "hunter2hunter"',
        "LABKEY_API_KEY='abc def'",
        'connect(token="x1y2z3")',
        "postgresql://me:secret@db/x",
        "headers = {'Authorization': 'Bearer abcdefghijklmnop.qrstuv'}",
        "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----",
        "machine labkey login me password hunter2",
        "x = 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE'",
        "os.environ['PGPASSWORD'] = 'hunter2'",
        "os.environ.setdefault('LABKEY_TOKEN', 'hunter2')",
        "password: str = 'hunter2'",
        "password = (\n    'hunter2'\n)",
        "if (secret := 'hunter2') and token == 'x1y2z3': pass",
        'password = """hunter2"""',
        "requests.get(url, auth=('me', 'hunter2'))",
        "HTTPBasicAuth('me', password='hunter2')",
        "server.login(user, 'hunter2')",
        "psycopg.connect('host=db user=me password=hunter2')",
        "psycopg.connect(f'host={host} password=hunter2')",
        "'DRIVER={ODBC};SERVER=db;UID=me;PWD=hunter2'",
        "pyodbc.connect('DSN=x;Pwd=hunter2;Trusted=no')",
        "pd.read_csv('https://db/x.csv?token=hunter2&n=1')",
        "https://db/x.csv?sig=hunter2",
        "host=db password=hunter2 dbname=x",
        "!PGPASSWORD=hunter2 psql -h db",
        "!mysql --password hunter2",
        "!mysql --password=hunter2",
        "!curl -u me:hunter2 https://db",
        "%env API_TOKEN=hunter2",
        "postgresql://me:hunter2@x@db/x",
        "create_engine('postgresql://:hunter2@db/x')",
        "https://aabbccddeeffhunter2gghhiijj@git/x.git",
        "key = 'AKIAHUNTER2HUNTER2XX'",
        "clone https://git/x ghp_hunter2hunter2hunter2hunter2hunter2",
        "jwt = 'eyJhbGciOiJIUzI1NiJ9.hunter2hunter2.x1y2z3'",
        "APIWrapper(domain, 'apikey|0123456789abcdefhunter2')",
    ],
)
def test_secrets_are_removed(text: str) -> None:
    clean, kinds = scrubbed(text, load())

    assert kinds == ("secret",)
    assert BLANK in clean
    for secret in (
        "hunter2",
        "HUNTER2",
        "0123456789abcdef",
        "abc def",
        "x1y2z3",
        ":secret",
        "abcdefghijklmnop",
        "\nabc",
        "aB3dE5gH7jK9",
    ):
        assert secret not in clean


@pytest.mark.parametrize(
    "text", ["s = 'LP1000999-DNA_A01'", "open('/genomes/by_date/2020/x')", "df.query('id == 500000009')"]
)
def test_identifiers_are_removed(text: str) -> None:
    clean, kinds = scrubbed(text, load())

    assert kinds == ("identifier",)
    assert "LP1000999" not in clean
    assert "500000009" not in clean


@pytest.mark.parametrize(
    "text",
    [
        "table = pd.crosstab(women['grade'], women['nodes'], margins=True)",
        "x = 12345678",
        "password = getpass.getpass('Password: ')",
        "connect(host=host, user=user, password=password)",
        "connect(\n    host='db',\n    password=os.environ['PGPASSWORD'],\n)",
        "connect(f'host={host} password={password}')",
        "token = keyring.get_password('labkey', user)",
        "author = 'Smith'\ntokenizer = 'bert'\nsecretion = 'insulin'\nsecretory_pathway = 'x'",
        "by = df.groupby(['passenger_class', 'compass'])['n'].sum()",
        "bypass = 'surgery'\npassed = 'yes'",
        "open('results/main-programme_v19_2024-10-31/a_long_file_name_of_results.csv')",
        "commit = '9d1e4c2b7f3a8e6d5c4b3a29180f7e6d5c4b3a29'",
        "ssh://git@host/x.git",
        "sequence = 'ACGTACGTACGTACGTACGTACGTACGTACGT'",
    ],
)
def test_plain_code_is_left_alone(text: str) -> None:
    assert scrubbed(text, load()) == (text, ())


def test_sql_loses_its_literals_and_names_its_tables() -> None:
    query = blanked(
        "SELECT a, COUNT(*) FROM lists.participant p JOIN \"x\".\"y\" ON p.id = y.id WHERE p.id IN ('1','2') AND n > 5"
    )

    assert query.tables == ("lists.participant", "x.y")
    assert "'" not in str(query.text)
    assert "(?, ...)" in str(query.text)
    assert "> ?" in str(query.text)


@pytest.mark.parametrize(
    ("where", "shown"),
    [
        ("a = 'Jane Smith'", "a = ?"),
        ("a = 'O''Jane'", "a = ?"),
        ("a = '--Jane' AND b = 'Jane'", "a = ? AND b = ?"),
        ("a = '/* Jane' AND b = 2", "a = ? AND b = ?"),
        ("a = 1 -- Jane's", "a = ?"),
        ("a = 1 /* Jane\n's */ AND b = 2", "a = ? AND b = ?"),
        ("a = $$Jane$$", "a = ?"),
        ("a = $q$Jane's $$ $q$", "a = ?"),
        ("a = E'Jane\\'s'", "a = ?"),
        ("a = N'Jane'", "a = ?"),
        ("a = U&'Jane'", "a = ?"),
        ("a = X'4A616E65'", "a = ?"),
        ("a = 0x4A616E65", "a = ?"),
        ('a = "Jane"', "a = ?"),
        ('a LIKE "Jane%"', "a LIKE ?"),
        ('a IN ("Jane", "June")', "a IN (?, ...)"),
        ("a IN (111000123, 222000123 , -3)", "a IN (?, ...)"),
        ("a IN (111000123)", "a IN (?)"),
        ("a BETWEEN 1.5 AND .5e-3", "a BETWEEN ? AND ?"),
        ("a=-1.25e10+0.5", "a=-?+?"),
        ("a = ANY(ARRAY[111000123, 2])", "a = ANY(ARRAY[?])"),
        ("a = 1_000_000", "a = ?"),
        ("a::date > '2020-01-01'::date", "a::date > ?::date"),
        ('"x y".b1 = t2.c3 AND d#>>e = f', '"x y".b1 = t2.c3 AND d#>>e = f'),
        ("a = :name AND b = $1 AND c = %(d)s", "a = :name AND b = $1 AND c = %(d)s"),
        ("a = 'Jane\\'Jane\\'Jane'", None),
        ("a = 'Jane", None),
        ("a = 1 # Jane", None),
        ("a = $x$Jane", None),
        ("a = 1 /* x /* Jane */ Jane */", None),
    ],
)
def test_no_literal_or_comment_of_a_query_is_kept(where: str, shown: str | None) -> None:
    query = blanked(f"SELECT a FROM t\nWHERE {where}")

    assert query.text == (f"SELECT a FROM t WHERE {shown}" if shown else None)
    assert query.tables[:1] == ("t",)


@pytest.mark.parametrize("sql", ["DROP TABLE x", "SELECT 'open", "{query} from x"])
def test_sql_that_is_not_understood_is_kept_as_a_digest(sql: str) -> None:
    assert blanked(sql).text is None
    assert len(blanked(sql).sha256) == 64


@given(st.text(alphabet="ab01'\"- ", max_size=60))
def test_no_quoted_text_survives(inner: str) -> None:
    marker = "zq" + inner.replace("'", "")
    text = blanked(f"SELECT x FROM t WHERE y = '{marker}'").text

    assert text is None or "zq" not in text


@pytest.mark.parametrize(
    ("text", "release"),
    [
        ("/main-programme/main-programme_v19_2024-10-31", "main-programme v19 2024-10-31"),
        ("nhs-gms/nhs-gms-release_v5_2025-08-28", "nhs-gms v5 2025-08-28"),
        ("/home/me/data.csv", None),
    ],
)
def test_the_release_is_read_from_the_place(text: str, release: str | None) -> None:
    assert release_in(text) == release


def test_the_environment_names_what_is_imported_only() -> None:
    found = environment()

    assert "pandas" in found["packages"]
    assert json.dumps(found)


def test_a_folder_without_git_has_no_repository(tmp_path: Path) -> None:
    assert repository(tmp_path) is None


class _Events:
    def __init__(self) -> None:
        self.callbacks: dict[str, list[Any]] = {"pre_run_cell": [], "post_run_cell": []}

    def register(self, name: str, callback: Any) -> None:
        self.callbacks[name].append(callback)

    def unregister(self, name: str, callback: Any) -> None:
        self.callbacks[name].remove(callback)


def _run(events: _Events, source: str, count: int) -> None:
    info = SimpleNamespace(raw_cell=source, cell_id=f"id{count}")
    for callback in events.callbacks["pre_run_cell"]:
        callback(info)
    exec(source, {"pd": pd})
    for callback in events.callbacks["post_run_cell"]:
        callback(SimpleNamespace(info=info, execution_count=count, success=True))


def test_the_recorder_notes_cells_and_readings_without_values(tmp_path: Path) -> None:
    # Given a shell with a recorder
    path = tmp_path / "main-programme_v19_2024-10-31.csv"
    path.write_text("id,x\n500000009,1\n600000001,2\n")
    original = pd.read_csv
    events = _Events()
    recorder = Recorder(SimpleNamespace(events=events, user_ns={"In": [""]}))
    recorder.start()

    # When a cell reads a file
    _run(events, f"frame = pd.read_csv({str(path)!r})", 1)
    made = recorder.of("frame", "a.ipynb", load())
    recorder.stop()

    # Then the record names file, rows and release, and holds no value
    (source,) = made.data["sources"]
    assert source["rows"] == 2
    assert source["release"] == "main-programme v19 2024-10-31"
    assert [cell["id"] for cell in made.data["cells"]] == ["id1"]
    assert b"500000009" not in b"".join(made.files().values())
    assert pd.read_csv is original


def test_a_cell_costs_less_than_a_millisecond() -> None:
    events = _Events()
    recorder = Recorder(SimpleNamespace(events=events, user_ns={"In": [""]}))
    recorder.start()
    source = "x = 1\n" * 50
    started = time.perf_counter()
    for count in range(200):
        info = SimpleNamespace(raw_cell=source, cell_id="c")
        for callback in events.callbacks["pre_run_cell"]:
            callback(info)
        for callback in events.callbacks["post_run_cell"]:
            callback(SimpleNamespace(info=info, execution_count=count, success=True))
    spent = time.perf_counter() - started
    recorder.stop()

    assert spent / 200 < 0.02  # a tenth of a millisecond on an idle machine; the bound only catches a blunder


def test_what_was_removed_is_told_by_cell_and_kind(tmp_path: Path) -> None:
    events = _Events()
    recorder = Recorder(SimpleNamespace(events=events, user_ns={"In": [""]}))
    recorder.start()
    _run(events, "token = 'abcd1234secret'", 4)
    _run(events, "one = 'LP1000999-DNA_A01'; other = 1", 5)
    _run(events, "unrelated_token = 'abcd1234secret'", 6)
    made = recorder.of("token, one", None, load())
    recorder.stop()

    assert made.data["removed"] == [
        {"where": "cell In[4]", "kind": "secret"},
        {"where": "cell In[5]", "kind": "identifier"},
    ]
    assert b"abcd1234secret" not in b"".join(made.files().values())


@pytest.mark.parametrize(
    ("source", "seed"),
    [
        ("rng = np.random.default_rng(7)", {"call": "np.random.default_rng", "value": 7}),
        ("np.random.seed(year)", {"call": "np.random.seed", "value": "not a literal"}),
        ("model = Forest(random_state=42).fit(x)", {"call": "Forest(random_state=)", "value": 42}),
        ("a = split(x, seed=None)", {"call": "split(seed=)", "value": "none"}),
        ("a = 1", None),
        ("a = (", None),
    ],
)
def test_seeds_are_read_from_the_cells(source: str, seed: dict[str, Any] | None) -> None:
    assert seeds_in([CellRun("c", 3, source)]) == ([{**seed, "cell": 3}] if seed else [])


def test_queries_of_sqlalchemy_are_noted_without_literals() -> None:
    sqlalchemy = pytest.importorskip("sqlalchemy")
    watch = Watch()
    watch.refresh()
    engine = sqlalchemy.create_engine("sqlite://")
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE participant (participant_id TEXT)"))
        for _ in range(3):
            connection.execute(sqlalchemy.text("SELECT * FROM participant WHERE participant_id = '500000009'"))
    read = pd.read_sql("SELECT * FROM participant", engine)
    watch.stop()
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("SELECT 1 FROM participant"))

    selected = [source.query or {} for source in watch.sources]
    assert [query["tables"] for query in selected] == [["participant"], ["participant"]]
    assert "500000009" not in str(watch.sources)
    assert read.empty
