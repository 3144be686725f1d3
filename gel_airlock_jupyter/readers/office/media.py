"""Pictures in a document or on slides: looked through for what they carry; their pixels are for a person to see."""

from __future__ import annotations

from pathlib import Path

from gel_airlock_jupyter.errors import AirlockError, BundleError, Unreadable
from gel_airlock_jupyter.readers.held import HeldFile
from gel_airlock_jupyter.readers.images import MEDIA_TYPES, views_of_picture
from gel_airlock_jupyter.readers.office.package import CAPS, Package
from gel_airlock_jupyter.readers.parts import within
from gel_airlock_jupyter.safe_zip import SafeZip
from gel_airlock_jupyter.subjects import View

READ = (*MEDIA_TYPES, ".png", ".svg")
LARGEST = 50_000_000  # bytes


def media_views(path: Path, package: Package, name: str, folder: str) -> tuple[list[View], frozenset[str]]:
    """Return the views of the pictures in a folder of the package, and which parts these are.

    A picture that cannot be read is not among them, and so stays a part that nobody looked at (FT-07).
    """
    wanted = [part for part in package.names if part.startswith(folder) and part.lower().endswith(READ)]
    views: list[View] = []
    read: set[str] = set()
    try:
        with SafeZip(path, CAPS) as archive:
            for part in wanted:
                held = HeldFile.of(part, archive.read(part, LARGEST))
                try:
                    views += within(f"picture '{held.name}'", views_of_picture(held, name), name)
                except AirlockError:
                    continue
                read.add(part)
    except BundleError as error:
        raise Unreadable(f"'{name}' cannot be read safely: {error.message}", "Save the file anew.") from error
    return views, frozenset(read)
