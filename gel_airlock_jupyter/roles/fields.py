"""Which canonical field of a table about variants a header names, and of which group of people."""

from __future__ import annotations

import re

from gel_airlock_jupyter.plain_text import plain_name
from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles.signature import CASES, CONTROLS, OVERALL, Field, FieldAt

# The first vocabulary that holds the name wins.
VOCABULARIES: tuple[tuple[str, Field], ...] = (
    ("chromosome_names", Field.CHROMOSOME),
    ("position_names", Field.POSITION),
    ("allele_count_names", Field.COUNT),
    ("allele_number_names", Field.ALLELES),
    ("allele_frequency_names", Field.FREQUENCY),
    ("variant_people_names", Field.PEOPLE),
    ("homozygote_names", Field.HOMOZYGOTES),
    ("heterozygote_names", Field.HETEROZYGOTES),
    ("reference_homozygote_names", Field.REFERENCE),
    ("p_value_names", Field.P_VALUE),
    ("standard_error_names", Field.ERROR),
    ("test_statistic_names", Field.SCORE),
    ("effect_names", Field.EFFECT),
    ("variant_list_names", Field.MARKERS),
    ("variant_id_names", Field.VARIANT),
    ("allele_names", Field.ALLELE),
    ("gene_names", Field.GENE),
    ("test_detail_names", Field.DETAIL),
)
IN_GROUPS = frozenset(
    {
        Field.FREQUENCY,
        Field.COUNT,
        Field.ALLELES,
        Field.PEOPLE,
        Field.HOMOZYGOTES,
        Field.HETEROZYGOTES,
        Field.REFERENCE,
    }
)
IN_COHORTS = frozenset({Field.FREQUENCY, Field.COUNT, Field.ALLELES})
TOKEN = re.compile(r"[A-Za-z0-9()%]+")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
LONG = 4  # a group's word glued to another one must be at least so long


class Names:
    """The vocabularies of a policy, turned round: from folded name to field."""

    def __init__(self, policy: Policy) -> None:
        self._fields: dict[str, Field] = {}
        for vocabulary, field in reversed(VOCABULARIES):
            self._fields.update(dict.fromkeys(policy.words(vocabulary), field))
        self._whole = {
            **dict.fromkeys(policy.words("case_frequency_names"), (Field.FREQUENCY, CASES)),
            **dict.fromkeys(policy.words("control_frequency_names"), (Field.FREQUENCY, CONTROLS)),
        }
        self._groups = (
            (CONTROLS, policy.words("control_words")),
            (CASES, policy.words("case_words")),
            ("", policy.words("population_words")),
        )
        self._public = policy.words("public_frequency_words")
        self._derived = policy.words("derived_frequency_words")

    def field_of(self, path: tuple[str, ...]) -> tuple[Field, str] | None:
        """Return (field, group) that a header names, or None.

        Parameters
        ----------
        path : tuple of str
            The header's levels; the last one that says something counts, or all of them together.
        """
        said = [level for level in path if level.strip()]
        if not said:
            return None
        for name in dict.fromkeys((said[-1], " ".join(said))):
            found = self._of_name(name)
            if found:
                return found
        return None

    def _of_name(self, name: str) -> tuple[Field, str] | None:
        folded = fold(name)
        if folded in self._whole:
            return self._whole[folded]
        if folded in self._fields:
            return self._fields[folded], OVERALL
        return self._of_group(name)

    def _of_group(self, name: str) -> tuple[Field, str] | None:
        """Return field and group of a name with a word for a group in it: `AF_case`, `nControls`, `AC nfe`."""
        tokens = [fold(token) for token in TOKEN.findall(CAMEL.sub(" ", plain_name(name)))]
        for group, words in self._groups:
            for word in words:
                rest = None
                if word in tokens:
                    at = tokens.index(word)
                    rest = "".join(tokens[:at] + tokens[at + 1 :])
                elif group and len(word) >= LONG and word in fold(name):
                    rest = fold(name).replace(word, "", 1)
                field = self._fields.get(rest) if rest else None
                if field in IN_GROUPS:
                    return field, group or word
        return self._of_cohort(tokens)

    def _of_cohort(self, tokens: list[str]) -> tuple[Field, str] | None:
        """Return field and group of a name with words that nobody listed: `AF_gel`, `AC ALS`.

        A frequency of people we do not know is judged; only those of public references are not about participants.
        """
        at = next((i for i, token in enumerate(tokens) if self._fields.get(token) in IN_COHORTS), None)
        rest = tokens[:at] + tokens[at + 1 :] if at is not None else []
        name = "".join(rest)
        if at is None or not name or set(rest) & self._derived or any(word in name for word in self._public):
            return None
        return self._fields[tokens[at]], name


def fields_at(headers: list[tuple[int, tuple[str, ...], str]], policy: Policy) -> tuple[FieldAt, ...]:
    """Return the fields of columns (or rows), given (position, path, label) of each."""
    names = Names(policy)
    found = []
    for position, path, label in headers:
        named = names.field_of(path)
        if named:
            found.append(FieldAt(position, label, *named))
    return tuple(found)
