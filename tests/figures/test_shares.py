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


def test_a_count_on_one_slice_gives_all_others_back(found):
    fig, ax = plt.subplots()
    ax.pie([3, 30, 11], labels=["a", "b", "c"], autopct=lambda share: "" if share < 10 else f"{share * 0.44:.0f}")

    assert ("FG-04", "fail") in found(fig)


@pytest.mark.parametrize("sizes", [[3, 30, 11], [1, 2, 30, 1], [30, 4], [2, 2, 2], [20, 1, 20, 4, 9]])
@pytest.mark.parametrize("printed", ["counts", "percentages"])
def test_small_slices_are_merged_with_their_neighbours(judge, policy, sizes, printed):
    from gel_airlock_jupyter.fixing.figures import fix_figure

    total = sum(sizes)
    write = (lambda share: f"{share * total / 100:.0f}") if printed == "counts" else "%.1f%%"
    fig, ax = plt.subplots()
    ax.pie(sizes, labels=[f"g{i}" for i in range(len(sizes))], autopct=write)
    assert judge(fig, n=total).verdict == "fail"

    safe, changes = fix_figure(fig, "figure", policy, {"n": total})

    assert judge(safe, n=total).verdict == "pass", judge(safe, n=total).findings
    turned = sum(abs(wedge.theta2 - wedge.theta1) for wedge in safe.axes[0].patches)
    assert turned == pytest.approx(360, abs=1e-3)
    assert "merged" in changes[0]
