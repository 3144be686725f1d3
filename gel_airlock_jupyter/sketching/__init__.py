"""From a figure as it was read to a plain sketch of it, with what findings name outlined; no drawing library."""

from gel_airlock_jupyter.sketching.figure import MOST_SKETCHES as MOST_SKETCHES
from gel_airlock_jupyter.sketching.figure import sketch_of as sketch_of
from gel_airlock_jupyter.sketching.figure import sketches_of as sketches_of
