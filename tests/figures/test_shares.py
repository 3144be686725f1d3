"""FG-04: percentages, densities and slices."""

from __future__ import annotations

import pytest
from matplotlib import pyplot as plt


def percentages(values, label="Patients (%)", title=""):
    fig, ax = plt.subplots()
    ax.bar([f"g{i}" for i in range(len(values))], values)
    ax.set_ylabel(label)
    ax.set_title(title)
    return fig


def test_a_percentage_of_a_known_number_fails(found):
    assert not found(percentages([93.2, 6.8]))
    assert ("FG-04", "fail") in found(percentages([93.2, 6.8], title="N=44"))
    assert ("FG-04", "fail") in found(percentages([93.2, 6.8]), n=44)
    assert not found(percentages([93.2, 6.8]), n=4400)
    assert ("FG-04", "fail") in found(percentages([0.932, 0.068], "Proportion of patients"), n=44)
    assert not found(percentages([93.2, 6.8], "Variants (%)"), n=44)


def test_a_number_in_the_category_is_the_bars_own(found):
    fig, ax = plt.subplots()
    ax.bar(["Leigh (n=44)", "MELAS (n=500)"], [6.8, 6.8])
    ax.set_ylabel("Responders (%)")

    assert ("FG-04", "fail") in found(fig)


@pytest.mark.parametrize("n", [13, None])
def test_a_density_histogram_gives_counts_back(found, n):
    fig, ax = plt.subplots()
    ax.hist([20] * 6 + [30] * 1 + [40] * 6, bins=3, density=True)

    assert ("FG-04", "fail" if n else "warn") in (found(fig, n=n) if n else found(fig))


def test_a_density_of_many_people_passes(found):
    fig, ax = plt.subplots()
    ax.hist([20] * 60 + [30] * 10 + [40] * 60, bins=3, density=True)

    assert not found(fig, n=130)


def test_slices_are_shares(found):
    fig, ax = plt.subplots()
    ax.pie([3, 41], labels=["Leigh", "MELAS"])

    assert not found(fig)
    assert ("FG-04", "fail") in found(fig, n=44)
    assert not found(fig, n=44, unit="variants")
