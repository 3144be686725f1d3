"""The request form: the fields of "Export from RE: Findings", in its order, with its words."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from gel_airlock_jupyter.errors import InputError, UnknownName


@dataclass(frozen=True)
class Field:
    """One field: `kind` is "text", "date", "long", "choice" or "check"."""

    name: str
    label: str
    required: bool
    kind: str
    help: str
    options: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape."""
        return {**asdict(self), "options": list(self.options)}


FIELDS: tuple[Field, ...] = (
    Field("project", "Research Registry ID", True, "text", "Such as RR150, approved at least a month ago."),
    Field("user_group", "User group", False, "choice", "As on the Airlock form.", ("GeCIP", "Discovery Forum")),
    Field(
        "description", "Description of file content", True, "long",
        "What each file holds. Explain every column or value that is not clear on its own.",
    ),
    Field("disease_type", "Disease type", False, "text", "Such as Cancer or Rare disease."),
    Field("aim", "Aim of export", True, "text", "Such as Publication."),
    Field(
        "justification", "Transfer request justification", True, "long",
        "Why it must leave the Research Environment, and where, if anywhere, you will publish it.",
    ),
    Field(
        "project_approved", "Project approved on", False, "date",
        "The day, such as 2026-03-31; exports start a month later.",
    ),
    Field("needed_by", "Needed by", False, "date", "The day, such as 2026-12-31; allow 10 working days."),
    Field("agreement", "Transfer agreement accepted", False, "check", "Yes, if you accept the transfer agreement."),
    Field(
        "comments", "Additional comments", False, "long",
        "Software needed to view the files; confirmations on pseudo-ids."),
)  # fmt: skip
BIDI_OVERRIDES = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
NAMES = tuple(field.name for field in FIELDS)


def validated(form: Mapping[str, Any], most_characters: int) -> dict[str, str]:
    """Return the answers as text.

    Raises
    ------
    UnknownName
        For a field the form does not have, with the closest one.
    InputError
        For an answer that is too long or holds control characters.
    """
    answers: dict[str, str] = {}
    for name, answer in form.items():
        if name not in NAMES:
            raise UnknownName.among("field of the form", name, NAMES, "Fields: " + ", ".join(NAMES))
        if answer is None:
            continue
        text = ("Yes" if answer else "") if isinstance(answer, bool) else str(answer)
        answers[name] = readable(text, f"The answer to '{name}'", most_characters)
    return answers


def merged(
    stored: Mapping[str, str], answers: Mapping[str, str], was: Mapping[str, Any]
) -> tuple[dict[str, str], list[str]]:
    """Return the form with these answers, and the fields that were not taken.

    A field is not taken where its answer stood otherwise (`was`) when it was begun to be changed, so that of two
    windows the last writer does not silently undo what the other wrote.
    """
    disputed = [
        name
        for name, answer in answers.items()
        if name in was and stored.get(name, "") not in (str(was[name] or "").strip(), answer)
    ]
    return {**stored, **{name: answer for name, answer in answers.items() if name not in disputed}}, disputed


def readable(text: str, what: str, most_characters: int) -> str:
    """Return a text that a reviewer will read, stripped and with LF line ends.

    Raises
    ------
    InputError
        If it is too long, or holds what is not seen but changes what is: control characters, text direction
        overrides (Unicode bidirectional algorithm, UAX 9), halves of surrogate pairs.
    """
    text = text.strip().replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > most_characters:
        raise InputError(f"{what} is longer than {most_characters:,} characters.", "Shorten it.")
    if any(_is_hidden(character) for character in text):
        raise InputError(f"{what} holds control characters.", "Type it anew.")
    return text


def _is_hidden(character: str) -> bool:
    if character in "\n\t" or character.isprintable():
        return False
    return unicodedata.category(character) in ("Cc", "Cs") or unicodedata.bidirectional(character) in BIDI_OVERRIDES
