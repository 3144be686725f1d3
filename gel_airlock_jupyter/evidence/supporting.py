"""Supporting documents: how many people share a description, counted where the data are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from gel_airlock_jupyter._version import __version__

KIND = "supporting counts"


@dataclass(frozen=True)
class SupportingCounts:
    """A supporting document, as the Airlock asks for beside individual-level output (rules IL-02, IL-03).

    Parameters
    ----------
    terms : tuple of str
        Search terms as the researcher gives them.
    source : str
        "frame `df`" or the LabKey schema and query.
    query : str
        The query with its literals blanked.
    counts : tuple of mapping
        `{"group": [...], "people": "12"}` for each group; small ones are masked.
    least : int
        Fewest people of any group, 0 where nobody fits; what is below `minimum` is given as 0 < least < minimum.
    minimum : int
        People that the policy asks for.
    release : str
        Release of the data, from the folder's path or as given.
    made_at : str
        UTC time.
    """

    terms: tuple[str, ...]
    source: str
    query: str
    counts: tuple[Mapping[str, Any], ...]
    least: int
    minimum: int
    release: str = ""
    made_at: str = ""

    @property
    def is_enough(self) -> bool:
        """Return whether every description is shared by enough people."""
        return bool(self.counts) and self.least >= self.minimum

    @property
    def id(self) -> str:
        """Return the document's id: the hash of what it says."""
        said = {key: value for key, value in asdict(self).items() if key != "made_at"}
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=list).encode()).hexdigest()[:16]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape."""
        data = asdict(self)
        data["terms"], data["counts"] = list(self.terms), [dict(count) for count in self.counts]
        return {"kind": KIND, "id": self.id, **data, "is_enough": self.is_enough, "tool": f"gel-airlock {__version__}"}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> SupportingCounts:
        """Read the JSON shape back; whether it is enough is derived anew.

        Raises
        ------
        KeyError, TypeError
            If it is not a supporting document.
        """
        known = {key: data[key] for key in cls.__dataclass_fields__ if key in data}
        known["terms"], known["counts"] = tuple(known["terms"]), tuple(dict(count) for count in known["counts"])
        return cls(**known)

    def __str__(self) -> str:
        groups = f"{len(self.counts)} groups, " if len(self.counts) > 1 else ""
        size = f"at least {self.least:,} people" if self.is_enough else f"fewer than {self.minimum} people in some"
        if len(self.counts) == 1:
            size = f"{self.counts[0]['people']} people"
        end = "" if self.is_enough else f"\n{self.way_out}"
        place = f"{self.source}, {self.release}" if self.release else self.source
        return f"Supporting counts {self.id} ({place}): {groups}{size}.{end}"

    @property
    def way_out(self) -> str:
        """Return what can be done where the description covers too few people."""
        return (
            f"A description shared by fewer than {self.minimum} participants may not leave. Make it broader, or reach "
            "the recruiting clinician with a Clinical Collaboration Request; a draft: `.draft()`."
        )

    def draft(self, project: str = "", purpose: str = "") -> str:
        """Return the draft of a Clinical Collaboration Request for a description that covers too few people.

        It names no participant: the clinical team finds them by the description.
        """
        return collaboration_request(self.terms, self.release, self.minimum, project, purpose)


def collaboration_request(
    terms: Sequence[str], release: str, minimum: int, project: str = "", purpose: str = ""
) -> str:
    """Return the text of a Clinical Collaboration Request, with what only the researcher knows left to fill in."""
    described = "\n".join(f"- {term}" for term in terms) or "- [the description: phenotype, sex, age band, gene]"
    return f"""# Clinical Collaboration Request (draft)

Project: {project or "[Research Registry id, such as RR150]"}
Data release: {release or "[release]"}

## Why we ask
Our finding concerns participants who share a description that fits fewer than {minimum} participants of the library, so
it may not be exported as an individual description. We ask for contact with the recruiting clinician instead.

## The description
{described}

## What we found, and why it may matter to the participant
{purpose or "[the finding, its evidence, and what it could change for diagnosis or care]"}

## What we ask of the clinical team
- [to confirm or add to the phenotype / to consider a report to the participant / to agree to a joint publication]

No participant identifier is given here: please send identifiers only through the secure form of the Research
Environment, never with an export.
"""
