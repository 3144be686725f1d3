"""An aggregate whose frame is in the session is recounted: its values come out, and so do its group sizes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import polars as pl
import pytest
from lifelines.datasets import load_gbsg2, load_rossi

from gel_airlock_jupyter.evidence.session import SessionFrames
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.proof import Recount
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.subjects import TableView


def recounted(output: object, **namespace: object) -> Recount | None:
    view = views_of(output, "table")[0]
    assert isinstance(view, TableView)
    return SessionFrames(namespace, load(), {}, [output]).recount(view)


@pytest.fixture(scope="module")
def women() -> pd.DataFrame:
    return load_gbsg2()


FORMS: dict[str, Callable[[pd.DataFrame], object]] = {
    "mean": lambda f: f.groupby("tgrade").age.mean(),
    "several columns": lambda f: f.groupby("tgrade")[["age", "tsize"]].mean(),
    "two keys": lambda f: f.groupby(["tgrade", "menostat"])[["age", "tsize"]].median(),
    "named aggregation": lambda f: f.groupby("tgrade").agg(n=("age", "size"), mean_age=("age", "mean")),
    "several statistics": lambda f: f.groupby("tgrade").age.agg(["mean", "std", "count"]),
    "columns of two levels": lambda f: f.groupby("tgrade")[["age", "tsize"]].agg(["min", "max", "sum"]),
    "reset index": lambda f: f.groupby(["tgrade", "horTh"]).age.mean().reset_index(),
    "transposed": lambda f: f.groupby("tgrade")[["age", "tsize"]].mean().T,
    "melted": lambda f: f.groupby("tgrade")[["age", "tsize"]].mean().reset_index().melt(id_vars="tgrade"),
    "rounded": lambda f: f.groupby("tgrade").age.mean().round(1),
    "renamed key": lambda f: f.groupby("tgrade").age.mean().rename_axis("Tumour grade"),
    "pivot": lambda f: f.pivot_table(index="tgrade", columns="menostat", values="age"),
    "pivot with margins": lambda f: f.pivot_table(index="tgrade", columns="menostat", values="age", margins=True),
    "crosstab": lambda f: pd.crosstab(f.tgrade, f.menostat),
    "crosstab with margins": lambda f: pd.crosstab(f.tgrade, f.menostat, margins=True),
    "shares of rows": lambda f: pd.crosstab(f.tgrade, f.menostat, normalize="index"),
    "shares of columns": lambda f: pd.crosstab(f.tgrade, f.menostat, normalize="columns"),
    "shares in percent": lambda f: pd.crosstab(f.tgrade, f.menostat, normalize="all").round(4) * 100,
    "value counts": lambda f: f.tgrade.value_counts(),
    "value counts in shares": lambda f: f.tgrade.value_counts(normalize=True),
    "sizes": lambda f: f.groupby(["tgrade", "horTh"]).size(),
    "sizes side by side": lambda f: f.groupby(["tgrade", "horTh"]).size().unstack(),
    "describe": lambda f: f.describe(),
    "describe of groups": lambda f: f.groupby("tgrade")[["age", "tsize"]].describe(),
    "means of everything": lambda f: f[["age", "tsize"]].mean(),
    "correlation": lambda f: f[["age", "tsize", "pnodes"]].corr(),
    "bands": lambda f: f.groupby(pd.cut(f.age, [20, 30, 40, 50, 60, 90]), observed=True).tsize.mean(),
    "bands of equal width": lambda f: f.groupby(pd.cut(f.age, 5), observed=True).tsize.mean(),
    "quantile bands": lambda f: f.groupby(pd.qcut(f.age, 4), observed=True).tsize.mean(),
    "rates in percent": lambda f: f.groupby("tgrade").cens.mean() * 100,
    "polars": lambda f: pl.from_pandas(f).group_by("tgrade").agg(pl.col("age").mean()),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_an_aggregate_is_recounted(women: pd.DataFrame, form: str) -> None:
    table = FORMS[form](women)

    found = recounted(table, women=women, rossi=load_rossi())

    assert found is not None
    assert found.is_proof
    assert found.frame == "women"
    assert found.matched == found.compared > 0


def test_group_sizes_are_exact(women: pd.DataFrame) -> None:
    table = women.groupby(["tgrade", "menostat", "pnodes"]).age.mean()

    found = recounted(table, women=women)

    assert found is not None
    (people,) = found.people.values()
    assert people.tolist() == women.groupby(["tgrade", "menostat", "pnodes"]).size().tolist()
    assert (people < 5).sum() == 61


def test_only_people_for_whom_the_variable_is_present_are_counted(women: pd.DataFrame) -> None:
    sparse = women.assign(age=women.age.where(women.index % 10 == 0))
    table = sparse.groupby("tgrade").age.mean()

    found = recounted(table, sparse=sparse)

    assert found is not None
    (people,) = found.people.values()
    assert people.tolist() == sparse.groupby("tgrade").age.count().tolist()


def test_people_are_counted_not_rows() -> None:
    visits = pd.DataFrame({"participant_id": [1, 1, 1, 2, 2, 2, *range(3, 13)], "arm": ["a"] * 6 + ["b"] * 10})
    visits["score"] = np.linspace(1.5, 9.25, 16)
    table = visits.groupby("arm").score.mean()

    found = recounted(table, visits=visits)

    assert found is not None
    (people,), (rows,) = found.people.values(), found.rows.values()
    assert people.tolist() == [2, 10]
    assert rows.tolist() == [6, 10]


def test_the_words_name_frame_keys_and_matches(women: pd.DataFrame) -> None:
    found = recounted(women.groupby(["tgrade", "menostat"])[["age", "tsize"]].mean(), women=women)

    assert found is not None
    assert found.words == "recounted from `women` by tgrade, menostat: matches 12 of 12 values"


def test_a_sub_cohort_of_one_value_is_found(women: pd.DataFrame) -> None:
    found = recounted(women[women.horTh == "yes"].groupby("tgrade").age.mean(), women=women)

    assert found is not None
    assert found.where == "horTh = yes"
    (people,) = found.people.values()
    assert people.tolist() == women[women.horTh == "yes"].groupby("tgrade").size().tolist()


def test_another_sub_cohort_gives_an_upper_bound_only(women: pd.DataFrame) -> None:
    found = recounted(women[women.age > 50].groupby("tgrade").tsize.mean(), women=women)

    assert found is not None
    assert not found.is_proof
    assert found.words.startswith("upper bound from `women` by tgrade")


def test_masked_cells_are_checked_but_prove_nothing(women: pd.DataFrame) -> None:
    table = pd.crosstab(women.tgrade, women.menostat).astype(str)
    table.iloc[0, 0] = "<50"

    found = recounted(table, women=women)

    assert found is not None
    assert found.matched == found.compared == 5


def test_a_frame_of_other_people_proves_nothing(women: pd.DataFrame) -> None:
    other = women.sample(frac=0.5, random_state=1)

    found = recounted(women.groupby("tgrade").age.mean(), other=other)

    assert found is None or not found.is_proof


def test_the_table_itself_and_its_copies_are_no_evidence(women: pd.DataFrame) -> None:
    table = women.groupby("tgrade").age.mean().reset_index()

    found = recounted(table, table=table)

    assert found is None


def test_a_deleted_frame_is_no_evidence(women: pd.DataFrame) -> None:
    table = women.groupby("tgrade").age.mean()
    namespace = {"gone": women.copy()}
    frames = SessionFrames(namespace, load(), {}, [table])
    view = views_of(table, "table")[0]

    namespace.clear()

    assert isinstance(view, TableView)
    assert frames.recount(view) is None


def aggregates(frame: pd.DataFrame) -> Iterator[object]:
    """Yield what people make of a frame: counts, means, crosstabs, describe."""
    numbers = [c for c in frame.columns if frame[c].dtype.kind in "if" and frame[c].nunique() > 12][:3]
    groups = [c for c in frame.columns if 2 <= frame[c].nunique() <= 12 and c not in numbers]
    groups = [c for c in groups if frame[c].value_counts().min() >= 5][:2]
    if numbers:
        yield frame[numbers].describe()
    for key in groups:
        yield frame[key].value_counts()
        yield frame.groupby(key).size().reset_index(name="n")
        if numbers:
            yield frame.groupby(key)[numbers].mean()
            yield frame.groupby(key)[numbers].mean().round(2).reset_index()
            yield frame.groupby(key)[numbers[0]].agg(["mean", "std", "count"])
            yield frame.groupby(key)[numbers[0]].describe()
    if len(groups) > 1:
        yield pd.crosstab(frame[groups[0]], frame[groups[1]], margins=True)
        if numbers:
            yield frame.pivot_table(index=groups[0], columns=groups[1], values=numbers[0])


@pytest.mark.filterwarnings("ignore")
def test_aggregates_of_real_data_are_recounted_and_none_is_taken_for_people(
    people: list[tuple[str, pd.DataFrame]], record_property: Callable[[str, object], None]
) -> None:
    done, missed, individual, spent = 0, [], [], []
    for name, frame in people:
        for table in aggregates(frame):
            view = views_of(table, name)[0]
            assert isinstance(view, TableView)
            frames = SessionFrames({"frame": frame}, load(), {}, [table])
            started = time.process_time()
            found = frames.recount(view)
            if len(frame) < 10_000:
                spent.append(time.process_time() - started)
            done += 1
            if found is None or not found.is_proof:
                missed.append(name)
            if frames.rows(view) is not None:
                individual.append(name)

    record_property("aggregates", done)
    record_property("median_ms", round(float(np.median(spent)) * 1000, 1))
    assert done > 400
    assert len(missed) <= done * 0.01, missed
    assert individual == []
    assert float(np.median(spent)) < 0.020
