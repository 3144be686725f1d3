"""Giving a staged output another file name: its bytes, verdict and evidence stay as they are."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

from gel_airlock_jupyter.errors import InputError, StoreError
from gel_airlock_jupyter.records import Item
from gel_airlock_jupyter.store import Store, item_id, safe_file_name


def rename(store: Store, identifier: str, file: str) -> Item:
    """Return the staged item under its new file name, which is also a new id; drafts hold it in place of the old one.

    Parameters
    ----------
    store : Store
        Where it lies.
    identifier : str
        Id of the staged item.
    file : str
        The new name; the extension may be left out and cannot change, since it says what the bytes are.

    Raises
    ------
    InputError
        If the item is not staged, the name cannot be one of an export, or another staged output has it.
    StoreError
        If the frozen bytes are not those that were checked.
    """
    item = store.item(identifier)
    path = store.export_path(item)
    if item.export is None:  # export_path raised otherwise
        raise InputError(f"'{item.name}' is not staged.", "Stage it first.")
    suffix = Path(item.export.file).suffix
    given = Path(file).suffix.lower()
    if re.fullmatch(r"\.[a-z]{2,5}", given) and given != suffix.lower():
        raise InputError(f"This output is a {suffix} file, not {given}.", f"Name it {Path(file).stem}{suffix}.")
    name = safe_file_name(file if given == suffix.lower() else file + suffix)
    if name == item.export.file:
        return item
    others = [other.export.file.lower() for other in store.items()[0] if other.export and other.id != item.id]
    if name.lower() in others:
        raise InputError(f"Another staged output is called '{name}'.", "Choose another name, or remove that one first.")
    data = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != item.export.sha256:
        raise StoreError(
            f"The frozen file '{item.export.file}' was changed or removed after staging.", "Stage it again."
        )
    evidence = {kind: found.read_bytes() for kind, found in store.evidence(item).items()}
    renamed = replace(
        item,
        id=item_id("staged", item.project, name),
        name=name,
        export=replace(item.export, file=name),
        report={**item.report, "name": name},
    )
    store.put_item(renamed, data, evidence)
    for request in store.requests()[0]:
        if request.state == "draft" and item.id in request.items:
            held = tuple(renamed.id if each == item.id else each for each in request.items)
            store.put_request(replace(request, items=held))
    store.remove_item(item.id)
    return renamed
