"""A small picture of a live figure, with boxes where findings' places lie."""

from __future__ import annotations

import io
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.writers.picture import Picture, picture_of


@pytest.fixture
def axes() -> Any:
    figure, axes = plt.subplots(figsize=(5, 3))
    yield axes
    plt.close(figure)


def labels_of(figure: Any) -> list[str]:
    return [place.label for finding in airlock.check(figure, "fig").findings for place in finding.where]


def drawn(figure: Any) -> Picture:
    found = picture_of(figure, labels_of(figure))
    assert found is not None
    return found


def pixels(picture: Picture, box: tuple[float, float, float, float]) -> Any:
    """The pixels inside a box, the margin around the mark left out."""
    image = np.asarray(Image.open(io.BytesIO(picture.png)))
    left, top, right, bottom = (
        round(side * full) for side, full in zip(box, (picture.width, picture.height) * 2, strict=True)
    )
    return image[top + 5 : bottom - 5, left + 5 : right - 5]


@pytest.mark.parametrize("sideways", [False, True])
def test_the_box_lies_over_the_bar(axes: Any, sideways: bool) -> None:
    draw, label = (axes.barh, axes.set_xlabel) if sideways else (axes.bar, axes.set_ylabel)
    draw(["Leigh", "MELAS", "Other"], [8, 3, 30], color=["blue", "red", "blue"])
    label("participants")

    picture = drawn(axes.figure)

    inside = pixels(picture, picture.boxes["bar 'MELAS' of axes 1"])
    assert inside.size > 0
    assert (inside == (255, 0, 0)).all(axis=-1).mean() > 0.9  # but for the frame of the axes


def test_every_place_of_a_histogram_and_a_title_is_found(axes: Any) -> None:
    axes.hist([1, 1, 1, 2, 2, 3, 3, 3, 3, 9, 9, 9, 9, 9, 9], bins=5, histtype="step")
    axes.set_ylabel("participants")
    axes.set_title("3 participants")

    picture = drawn(axes.figure)

    assert set(labels_of(axes.figure)) <= set(picture.boxes)
    assert all(0 <= left < right <= 1 and 0 <= top < low <= 1 for left, top, right, low in picture.boxes.values())


def test_the_figure_itself_stays_as_it_was(axes: Any) -> None:
    axes.bar(["a", "b"], [8, 3])
    before = axes.figure.dpi, tuple(axes.figure.get_size_inches()), axes.get_xlim(), plt.get_fignums()

    picture = drawn(axes.figure)

    assert (axes.figure.dpi, tuple(axes.figure.get_size_inches()), axes.get_xlim(), plt.get_fignums()) == before
    assert picture.width <= 700


def test_what_matplotlib_does_not_draw_has_no_picture() -> None:
    assert picture_of("text", ["title"]) is None
