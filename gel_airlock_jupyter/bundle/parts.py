"""The two downloads for the way by hand: what is to be released, and what the reviewer gets."""

from __future__ import annotations

import tempfile
from pathlib import Path

from gel_airlock_jupyter.bundle import bag
from gel_airlock_jupyter.bundle.canonical import text_bytes
from gel_airlock_jupyter.bundle.model import Payload
from gel_airlock_jupyter.bundle.opened import Opened, open_bundle

OUTPUTS = "outputs/"
SUMS = "SHA512SUMS"


def outputs_zip(bundle: Path, destination: Path | None = None) -> Path:
    """Write `<bundle>-outputs.zip`: the tree proposed for release with its SHA512SUMS, and nothing else.

    Parameters
    ----------
    bundle : Path
        A sealed bundle.
    destination : Path, optional
        Folder to write to; by default the bundle's own.

    Returns
    -------
    Path
        The zip; the same bundle gives the same bytes.

    Raises
    ------
    BundleError
        If the bundle's manifests do not hold or the zip cannot be written.
    """
    return _part(bundle, destination, "outputs")


def evidence_zip(bundle: Path, destination: Path | None = None) -> Path:
    """Write `<bundle>-evidence.zip`: the whole bag, for the Airlock team and not for release; see `outputs_zip`.

    It holds the outputs too, since evidence without what it is about could not be verified.
    """
    return _part(bundle, destination, "evidence")


def _part(bundle: Path, destination: Path | None, part: str) -> Path:
    target = (destination or bundle.parent) / f"{bundle.stem}-{part}.zip"
    with open_bundle(bundle) as opened:
        opened.check_structure()
        opened.check_manifests()
        with tempfile.TemporaryDirectory(prefix="airlock-") as folder:
            build = _outputs if part == "outputs" else _whole
            members, digests = build(opened, Path(folder))
            bag.write_zip(target, members, digests)
    return target


def _outputs(opened: Opened, folder: Path) -> tuple[Payload, dict[str, str]]:
    paths = [path for path in opened.paths if path.startswith(OUTPUTS)]
    digests = {path: opened.digests(path).sha512 for path in paths}
    members: Payload = {path: opened.copy(path, folder / str(number)) for number, path in enumerate(paths)}
    members[SUMS] = text_bytes("\n".join(f"{digest}  {path}" for path, digest in sorted(digests.items())))
    return members, digests


def _whole(opened: Opened, folder: Path) -> tuple[Payload, dict[str, str]]:
    paths = {f"{opened.folder}/data/{path}": path for path in opened.paths}
    digests = {name: opened.digests(path).sha512 for name, path in paths.items()}
    members: Payload = {
        name: opened.copy(path, folder / str(number)) for number, (name, path) in enumerate(paths.items())
    }
    members |= {f"{opened.folder}/{name}": opened.tag(name) for name in opened.tag_names}
    return members, digests
