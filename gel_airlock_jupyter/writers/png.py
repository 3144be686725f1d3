"""A figure as PNG bytes: rendered, then encoded anew from its pixels, so that nothing else travels with it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.readers import altair, matplotlib, plotly
from gel_airlock_jupyter.readers.png import MOST_PIXELS
from gel_airlock_jupyter.writers.figure_copy import copied

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

DPI = 150
BY_HAND = "Draw the same numbers with matplotlib and stage that figure, or save a PNG yourself and stage the file."
TOO_LARGE = "The picture has more pixels than can be read."
CLOSER = "A text or mark far outside the axes makes a picture huge: remove it, or draw it with clip_on=True."
COMPRESSION = 9  # zlib level; fixed so that the same pixels give the same bytes


def from_figure(obj: Any, dpi: float = DPI) -> bytes:
    """Return a figure as a PNG without metadata.

    A matplotlib figure is drawn in the calling thread by matplotlib's own Agg canvas and left as it was. Transparent
    parts are laid on white, so that no pixel holds what cannot be seen.

    Parameters
    ----------
    obj : object
        A matplotlib figure or axes; a Plotly figure where kaleido is installed; an Altair chart where vl-convert is.
    dpi : float
        Dots per inch, for matplotlib.

    Raises
    ------
    InputError
        If the image would have more than 200 million pixels, or the figure cannot be drawn.
    """
    if not matplotlib.handles(obj):
        return encode(_opened(_interactive(obj)))
    figure = matplotlib.figure_of(obj)
    width, height = figure.get_size_inches() * dpi
    if width * height > MOST_PIXELS:
        raise InputError(
            f"The image would have {width * height:,.0f} pixels.", f"Lower dpi={dpi:g} or the figure's size."
        )
    return encode(_drawn(figure, dpi))


def from_file(path: Path) -> bytes:
    """Return a PNG file's pixels encoded anew: texts, EXIF, colour profile and trailing bytes stay behind.

    Raises
    ------
    InputError
        If the file is no readable PNG.
    """
    return encode(_opened(path.read_bytes()))


def from_picture(path: Path) -> bytes:
    """Return the pixels of a picture of any common format as PNG; of several frames or pages the first.

    Raises
    ------
    InputError
        If the file is no readable picture.
    """
    return encode(_opened(path.read_bytes(), ("PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP")))


def encode(image: Image) -> bytes:
    """Return an image as PNG bytes of RGB pixels and nothing else."""
    from PIL import Image as Pixels

    flat = Pixels.new("RGB", image.size, (255, 255, 255))
    if image.mode == "RGB":
        flat.paste(image)
    else:
        opaque = image.convert("RGBA")
        flat.paste(opaque, mask=opaque.getchannel("A"))
    target = io.BytesIO()
    flat.save(target, format="PNG", compress_level=COMPRESSION, optimize=False)
    return target.getvalue()


def _interactive(obj: Any) -> bytes:
    """Return the PNG that an interactive library makes itself, where its renderer is installed."""
    library = type(obj).__module__.split(".")[0]
    try:
        if plotly.handles(obj) and find_spec("kaleido"):
            return bytes(obj.to_image(format="png", scale=2))
        if altair.handles(obj) and find_spec("vl_convert"):
            target = io.BytesIO()
            obj.save(target, format="png", scale_factor=2)
            return target.getvalue()
    except Exception as error:  # kaleido raises what its browser does
        raise InputError(
            f"The {library} figure could not be drawn ({type(error).__name__})"
            f"{': kaleido needs Chrome or Chromium' if plotly.handles(obj) else ''}.",
            f"{BY_HAND} If it cannot be drawn at all, stage its numbers as a table.",
        ) from error
    needs = "kaleido and Chrome" if plotly.handles(obj) else "vl-convert-python" if altair.handles(obj) else ""
    hint = f"Install {needs}. Or: {BY_HAND}" if needs else BY_HAND
    raise InputError(f"A {library} figure cannot be written as PNG here; HTML and JSON carry its data.", hint)


def _drawn(figure: Any, dpi: float) -> Image:
    if figure.get_layout_engine() is not None:  # it moves the axes, a little further each time it is drawn
        with suppress(InputError):
            figure = copied(figure)
    target = io.BytesIO()
    with drawing():
        figure.savefig(target, format="png", dpi=dpi, bbox_inches="tight", metadata={"Software": None}, backend="agg")
    return _opened(target.getvalue())


@contextmanager
def drawing() -> Iterator[None]:
    """Name what went wrong while matplotlib drew a figure.

    Raises
    ------
    InputError
        If it could not, or the picture is too large: the page grows to what lies farthest outside the axes.
    """
    from PIL.Image import DecompressionBombError

    try:
        yield
    except DecompressionBombError as error:
        raise InputError(TOO_LARGE, CLOSER) from error
    except (ValueError, TypeError, RuntimeError, MemoryError, OverflowError) as error:
        raise InputError(
            f"matplotlib could not draw the figure ({type(error).__name__}).",
            f"Draw it with savefig to see why. {CLOSER}",
        ) from error


def _opened(data: bytes, formats: tuple[str, ...] = ("PNG",)) -> Image:
    from PIL import Image as Pixels

    try:
        image = Pixels.open(io.BytesIO(data), formats=formats)
        if image.width * image.height > MOST_PIXELS:
            raise InputError(f"The image has {image.width * image.height:,} pixels.", "Lower its dpi.")
        image.load()
    except Pixels.DecompressionBombError as error:
        raise InputError(TOO_LARGE, f"Lower its dpi. {CLOSER}") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise InputError(f"The image could not be read ({type(error).__name__}).", "Export it again.") from error
    return image
