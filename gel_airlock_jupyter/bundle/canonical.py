"""Text and JSON in one form only, so that equal content is equal bytes."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

from gel_airlock_jupyter.errors import BundleError


def text_bytes(text: str) -> bytes:
    """Return text as UTF-8, composed (NFC), with LF line ends and a final one."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return (plain.rstrip("\n") + "\n").encode()


def json_bytes(data: Any) -> bytes:
    """Return JSON with sorted keys.

    Raises
    ------
    BundleError
        If a value has no JSON form; NaN and infinity have none.
    """
    try:
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
        return text_bytes(text)
    except (TypeError, ValueError) as error:
        raise BundleError(f"A value cannot be written to the bundle ({error}).", "Report this as a bug.") from error


def read_json(data: bytes, name: str) -> Any:
    """Return parsed JSON of an untrusted file.

    Raises
    ------
    BundleError
        Naming the file, if it is not JSON.
    """
    try:
        return json.loads(data.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BundleError(f"'{name}' is not valid JSON.", "The bundle is damaged; seal the request again.") from error


def read_object(data: bytes, name: str) -> dict[str, Any]:
    """Return a parsed JSON object of an untrusted file; raises like `read_json`."""
    content = read_json(data, name)
    if not isinstance(content, dict):
        raise BundleError(f"'{name}' does not hold a JSON object.", "The bundle is damaged; seal the request again.")
    return content


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def slug(text: str) -> str:
    """Return a folder name of at most 40 characters `a-z0-9-`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].rstrip("-") or "output"
