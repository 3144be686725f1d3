"""Supporting counts: from a frame of the session, from LabKey, into the store and to the reviewer."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import polars as pl
import pytest
from IPython.core.interactiveshell import InteractiveShell
from labkey_server import LabKey, running

from gel_airlock_jupyter.errors import AirlockError
from gel_airlock_jupyter.evidence.blanked import blanked_expression, blanked_sql
from gel_airlock_jupyter.evidence.supporting import SupportingCounts
from gel_airlock_jupyter.session import Session

FOLDER = "/main-programme/main-programme_v19_2024-10-31"


@pytest.fixture
def cohort() -> pd.DataFrame:
    """Return 40 people with two rows each; 7 women with ataxia, 3 men with it."""
    people = pd.DataFrame(
        {
            "participant_id": [str(500000009 + 1000 * i) for i in range(40)],
            "sex": ["F"] * 7 + ["M"] * 3 + ["F", "M"] * 15,
            "disease": ["ataxia"] * 10 + ["épilepsie"] * 30,
            "age band": ["31-40"] * 40,
        }
    )
    return pd.concat([people, people], ignore_index=True)


@pytest.fixture
def labkey(cohort: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> Iterator[LabKey]:
    with running(FOLDER, {"participant": cohort.rename(columns={"age band": "age_band"})}) as server:
        monkeypatch.setenv("GEL_AIRLOCK_LABKEY_SERVER", server.address)
        monkeypatch.setenv("GEL_AIRLOCK_LABKEY_CONTAINER", FOLDER)
        monkeypatch.setenv("GEL_AIRLOCK_LABKEY_SSL", "0")
        yield server


class TestFrame:
    def test_people_are_counted_not_rows(self, session_of: Callable[..., Session], cohort: pd.DataFrame) -> None:
        found = session_of(cohort=cohort).evidence(
            frame="cohort", query="disease == 'ataxia' and sex == 'F'", terms=["ataxia", "female"]
        )

        assert found.is_enough
        assert found.counts == ({"group": [], "people": "7"},)
        assert found.query == "disease == ▮ and sex == ▮"
        assert found.terms == ("ataxia", "female")

    def test_small_groups_are_masked_and_not_enough(
        self, session_of: Callable[..., Session], cohort: pd.DataFrame
    ) -> None:
        found = session_of(cohort=cohort).evidence(frame=cohort, query="disease == 'ataxia'", by=["sex"])

        assert not found.is_enough
        assert {tuple(c["group"]): c["people"] for c in found.counts} == {("F",): "7", ("M",): "<5"}
        assert "Clinical Collaboration Request" in str(found)

    def test_names_in_backticks_and_methods(self, session_of: Callable[..., Session], cohort: pd.DataFrame) -> None:
        query = "`age band` == '31-40' and disease.str.contains('épi') and sex.isin(['F', 'M'])"

        found = session_of(cohort=cohort).evidence(frame="cohort", query=query)

        assert found.least == 30
        assert found.query == "`age band` == ▮ and disease.str.contains(▮) and sex.isin([▮, ▮])"

    def test_polars_frames(self, session_of: Callable[..., Session], cohort: pd.DataFrame) -> None:
        found = session_of(people=pl.from_pandas(cohort)).evidence(frame="people", query="disease == 'ataxia'")

        assert found.least == 10

    @pytest.mark.parametrize(
        "query",
        [
            "__import__('os').system('true')",
            "@cohort.shape",
            "sex.__class__",
            "sex.to_csv('x')",
            "open('x')",
            "[x for x in sex]",
            "lambda: 1",
            "sex ==",
        ],
    )
    def test_a_query_only_compares_columns(
        self, session_of: Callable[..., Session], cohort: pd.DataFrame, query: str
    ) -> None:
        with pytest.raises(AirlockError):
            session_of(cohort=cohort).evidence(frame="cohort", query=query)

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"frame": "cohrt"}, "Did you mean 'cohort'"),
            ({"frame": "cohort", "by": ["sx"]}, "Did you mean 'sex'"),
            ({"frame": "cohort", "query": "nothing == 1"}, "does not work on `cohort`"),
            ({"frame": "cohort", "query": "participant_id"}, "yes or no"),
            ({"frame": "cohort", "sql": "SELECT 1"}, "one of frame=, sql= and table="),
            ({}, "one of frame=, sql= and table="),
            ({"frame": "cohort", "by": ["participant_id"]}, "column of identifiers"),
            ({"frame": "cohort", "terms": ["LP1000999-DNA_A01"]}, "holds an identifier"),
        ],
    )
    def test_what_is_wrong_is_told(
        self, session_of: Callable[..., Session], cohort: pd.DataFrame, given: dict[str, Any], words: str
    ) -> None:
        with pytest.raises(AirlockError, match=words):
            session_of(cohort=cohort).evidence(**given)


class TestLabKey:
    def test_a_select_is_counted_on_the_server(self, session_of: Callable[..., Session], labkey: LabKey) -> None:
        found = session_of().evidence(
            sql="SELECT participant_id FROM participant WHERE disease = 'ataxia' -- mine", terms=["ataxia"]
        )

        assert found.least == 10
        assert found.release == "main-programme_v19_2024-10-31"
        assert found.query == "SELECT participant_id FROM participant WHERE disease = ▮"
        assert labkey.answered == [[{"people": 10}]]  # no row of a person left the server

    def test_by_group(self, session_of: Callable[..., Session], labkey: LabKey) -> None:
        found = session_of().evidence(
            sql="SELECT participant_id, sex FROM participant WHERE disease = 'ataxia'", by=["sex"]
        )

        assert {tuple(c["group"]): c["people"] for c in found.counts} == {("F",): "7", ("M",): "<5"}

    def test_a_table_with_filters(self, session_of: Callable[..., Session], labkey: LabKey) -> None:
        found = session_of().evidence(table="participant", filters={"disease": "ataxia"})

        assert found.least == 10
        assert found.query == "participant filtered by disease"

    @pytest.mark.parametrize(
        "sql", ["DELETE FROM participant", "SELECT 1; DROP TABLE participant", "SELECT nothing FROM nowhere"]
    )
    def test_what_is_no_select_is_refused(self, session_of: Callable[..., Session], labkey: LabKey, sql: str) -> None:
        with pytest.raises(AirlockError):
            session_of().evidence(sql=sql)

    def test_another_folder_is_told(
        self, session_of: Callable[..., Session], labkey: LabKey, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GEL_AIRLOCK_LABKEY_CONTAINER", "/elsewhere")

        with pytest.raises(AirlockError, match="LabKey did not answer"):
            session_of().evidence(sql="SELECT participant_id FROM participant")

    def test_no_server_is_told(self, session_of: Callable[..., Session], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("GEL_AIRLOCK_LABKEY_SERVER", raising=False)

        with pytest.raises(AirlockError, match="No LabKey server is configured"):
            session_of().evidence(sql="SELECT participant_id FROM participant")


class TestUse:
    def listing(self) -> pd.DataFrame:
        return pd.DataFrame(
            {"sex": ["F", "F", "F"], "diagnosis": ["ataxia"] * 3, "variant_effect": ["stop", "missense", "splice"]}
        )

    def test_enough_people_satisfy_the_rules(self, session_of: Callable[..., Session], cohort: pd.DataFrame) -> None:
        session = session_of(cohort=cohort)
        enough = session.evidence(frame="cohort", query="disease == 'ataxia' and sex == 'F'")

        without = session.check(self.listing(), "list", row_is="participant")
        supported = session.check(self.listing(), "list", row_is="participant", evidence=enough)

        assert {"IL-02", "IL-03"} <= {f.rule for f in without.findings}
        assert without.verdict == "fail"
        assert not {"IL-02", "IL-03"} & {f.rule for f in supported.findings}
        assert supported.verdict == "review"  # individual level still needs its justification

    def test_too_few_do_not(self, session_of: Callable[..., Session], cohort: pd.DataFrame) -> None:
        session = session_of(cohort=cohort)
        few = session.evidence(frame="cohort", query="disease == 'ataxia' and sex == 'M'")

        report = session.check(self.listing(), "list", row_is="participant", evidence=few.id)

        (found,) = [f for f in report.findings if f.rule == "IL-02"]
        assert "Clinical Collaboration Request" in (found.fix or "")

    def test_the_document_goes_with_the_item(self, session_of: Callable[..., Session], cohort: pd.DataFrame) -> None:
        session = session_of(cohort=cohort)
        enough = session.evidence(frame="cohort", query="sex == 'F'", terms=["female"], release="v19")

        item = session.stage(
            self.listing(),
            "list.csv",
            row_is="participant",
            evidence=[enough.id],
            justification="asked for by a clinic",
        )

        record = json.loads(session.store.evidence(item)["supporting-1.json"].read_text())
        assert SupportingCounts.from_dict(record) == enough
        assert record["is_enough"] is True
        assert "'F'" not in json.dumps(record)

    def test_the_document_reaches_the_bundle_and_its_review(
        self, session_of: Callable[..., Session], cohort: pd.DataFrame
    ) -> None:
        session = session_of(cohort=cohort)
        enough = session.evidence(frame="cohort", query="sex == 'F'", terms=["female"], release="v19")
        why = "The journal asks for the cases"
        session.stage(
            self.listing(),
            "list.csv",
            title="Listed cases",
            description="Variants of the listed cases",
            row_is="participant",
            evidence=enough,
            justification=why,
        )
        request = session.request(project="RR150", aim="Publication", description=why, justification=why)

        with zipfile.ZipFile(session.bundle(request)) as bundle:
            (path,) = [name for name in bundle.namelist() if name.endswith("supporting-1.json")]
            record = json.loads(bundle.read(path))
            outputs = [name for name in bundle.namelist() if "/data/outputs/" in name]
            review = next(bundle.read(name).decode() for name in bundle.namelist() if name.endswith("review.txt"))

        assert "/data/evidence/supporting/" in path
        assert not any("supporting" in name for name in outputs)
        assert (record["terms"], record["release"], record["is_enough"]) == (["female"], "v19", True)
        assert "supporting" in review.casefold()

    def test_a_record_cannot_claim_to_be_enough(self) -> None:
        record = {"terms": [], "source": "x", "query": "", "counts": [{"group": [], "people": "<5"}], "least": 1}

        assert not SupportingCounts.from_dict({**record, "minimum": 5, "is_enough": True}).is_enough

    def test_an_unknown_document_is_told(self, session_of: Callable[..., Session]) -> None:
        with pytest.raises(AirlockError, match="no supporting document"):
            session_of().check(self.listing(), "list", evidence="0123456789abcdef")

    def test_the_draft_names_terms_and_nobody(self, session_of: Callable[..., Session], cohort: pd.DataFrame) -> None:
        few = session_of(cohort=cohort).evidence(
            frame="cohort", query="disease == 'ataxia' and sex == 'M'", terms=["ataxia", "male"]
        )

        draft = few.draft("RR150")

        assert "# Clinical Collaboration Request (draft)" in draft
        assert "- ataxia\n- male" in draft
        assert "RR150" in draft
        assert not any(number in draft for number in cohort.participant_id)


def test_the_magic_counts_and_returns_the_document(cohort: pd.DataFrame, capsys: pytest.CaptureFixture[str]) -> None:
    shell = InteractiveShell.instance()
    shell.run_line_magic("load_ext", "gel_airlock_jupyter")
    shell.user_ns["cohort"] = cohort

    found = shell.run_line_magic(
        "airlock_evidence", "cohort --query \"disease == 'ataxia' and sex == 'M'\" --terms ataxia male --draft"
    )

    printed = capsys.readouterr().out
    assert found.terms == ("ataxia", "male")
    assert "<5 people" in printed
    assert "Clinical Collaboration Request (draft)" in printed


@pytest.mark.parametrize(
    ("sql", "blank"),
    [
        ("SELECT a FROM t WHERE b = 'it''s' AND c > 4.5", "SELECT a FROM t WHERE b = ▮ AND c > ▮"),
        ('SELECT "a 1" FROM t1 /* secret 7 */ WHERE x2 IN (1, 2)', 'SELECT "a 1" FROM t1 WHERE x2 IN (▮, ▮)'),
    ],
)
def test_sql_is_blanked(sql: str, blank: str) -> None:
    assert blanked_sql(sql) == blank


def test_a_query_that_cannot_be_taken_apart_is_left_out() -> None:
    assert blanked_expression("a == 'unfinished") == "▮"
