"""What a header says of its column: whole names first, then telling words within it."""

from __future__ import annotations

import re

from gel_airlock_jupyter.plain_text import plain_name
from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles.model import Role

WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|%")
TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
MOST_TOKENS = 8
MERGED = frozenset({"x", "y", "left", "right", "old", "new", "1", "2", "3"})  # what a merge or a reader appends
COUNTING = frozenset({"no", "num", "number", "unique", "nunique", "distinct", "of", "per", "size", "total", "missing"})
BEARING = frozenset({"with", "without", "having", "carrying", "bearing", "per"})
COUNT_OF = re.compile(r"(n|no|num|number|nr|count|cnt)[ _.]+(of[ _.]+)?\S.*|.*[ _.(](n|count)\)?$", re.IGNORECASE)
NUMBER_OF = re.compile(r"(?:no|num|number|nr)[ _.]+(?:of[ _.]+)?(\S.*)", re.IGNORECASE)

# Order matters: the first vocabulary that holds the whole name wins, so the more telling ones come first.
WHOLE_NAMES: tuple[tuple[str, Role], ...] = (
    ("allele_count_names", Role.ALLELE_COUNT),
    ("allele_number_names", Role.ALLELE_NUMBER),
    ("genetic_count_names", Role.GENETIC_COUNT),
    ("age_names", Role.AGE),
    ("date_names", Role.DATE),
    ("gene_names", Role.GENE),
    ("percentage_names", Role.PERCENTAGE),
)


def words_of(label: str) -> frozenset[str]:
    """Return the words of a header, folded: `n_participants`, `nParticipants` and `N participants` are alike."""
    return frozenset(fold(word) for word in WORD.findall(plain_name(label)))


def holds_identifier_name(label: str, policy: Policy) -> bool:
    """Return whether a longer header holds the name of an identifier: `participant_id_x`, `Sample ID (old)`.

    `number of participant IDs` counts them and holds none; names of one word are known with a merge's suffix alone.
    """
    tokens = [fold(token) for token in TOKEN.findall(plain_name(label))]
    if not 2 <= len(tokens) <= MOST_TOKENS:
        return False
    known = policy.words("identifier_names")
    for start in range(len(tokens)):
        for end in range(start + 1, len(tokens) + 1):
            rest = {*tokens[:start], *tokens[end:]}
            if "".join(tokens[start:end]) not in known or not (end - start > 1 or rest <= MERGED):
                continue
            counting = policy.words("count_names") | policy.words("statistic_words") | policy.words("percentage_words")
            return not rest & (counting | COUNTING)
    return False


def is_number_not_count(path: tuple[str, ...], policy: Policy) -> bool:
    """Return whether a header names a number that counts nobody: degrees of freedom, decile, year, a dose in mg."""
    if {fold(path[-1]), fold("".join(path))} & policy.words("not_count_names"):
        return True
    tokens = [fold(token) for token in TOKEN.findall(plain_name(path[-1]))]
    measured = len(tokens) > 1 and tokens[-1] in policy.words("unit_words")  # `dose_mg`, `insert size (bp)`
    return measured and not is_count_name(path, policy)


def whole_name_role(path: tuple[str, ...], policy: Policy) -> Role | None:
    """Return the role that a header's whole name tells."""
    names = {fold(path[-1]), fold("".join(path))}
    return next((role for vocabulary, role in WHOLE_NAMES if names & policy.words(vocabulary)), None)


def counts_things(path: tuple[str, ...], policy: Policy) -> bool:
    """Return whether a header says that its column counts genes, variants and the like: `gene_count`, `No. of SNPs`.

    `n_with_variant` and `variant carriers (n)` count people.
    """
    label = plain_name(path[-1])
    words = words_of(label)
    things = bool(words & policy.words("genetic_count_words")) and bool(COUNT_OF.fullmatch(label))
    return things and not words & (policy.words("count_words") | BEARING)


def is_count_name(path: tuple[str, ...], policy: Policy) -> bool:
    """Return whether a header says that its column counts people: `n`, `patients`, `n_cases`, `No. of women`."""
    if is_plain_count_name(path, policy):
        return True
    return bool({fold(part) for part in path} & policy.words("weak_count_names"))


def is_plain_count_name(path: tuple[str, ...], policy: Policy) -> bool:
    """Return whether a header says so beyond doubt; `total`, `size` or `events` alone do not."""
    if {fold(part) for part in path} & policy.words("count_names"):
        return True
    label = plain_name(" ".join(path))
    return bool(words_of(label) & policy.words("count_words")) or bool(COUNT_OF.fullmatch(label))


def is_size_name(path: tuple[str, ...], policy: Policy) -> bool:
    """Return whether a header is that of the size of a group: `n`, `nobs`; `size` or `total` may be another number."""
    name = fold(path[-1])
    return name in policy.words("group_size_names") and name in policy.words("count_names")


def may_be_of_one(path: tuple[str, ...], policy: Policy) -> bool:
    """Return whether a count such as `num_teeth` may be about one person: `number of` what is no people.

    `n_treated` is left alone: `n` is how summaries write it.
    """
    match = NUMBER_OF.fullmatch(path[-1])
    if match is None:
        return False
    known = ("count_words", "counted_people", "part_names", "people_words", "many_of_groups_names")
    return not any(words_of(match[1]) & policy.words(vocabulary) for vocabulary in known)


def is_statistic_name(path: tuple[str, ...], policy: Policy) -> bool:
    """Return whether a header names a statistic: `mean`, `age_mean`, `se(coef)`, `p`."""
    if fold(path[-1]) in policy.words("statistic_names") or is_plain_statistic_name(path, policy):
        return True
    words = words_of(path[-1])
    return "sum" in words and len(words) > 1  # `sum` alone may be a total of counts


def is_plain_statistic_name(path: tuple[str, ...], policy: Policy) -> bool:
    """Return whether a header names a statistic beyond doubt; `t`, `p` or `r` alone do not."""
    return any(words_of(part) & policy.words("statistic_words") for part in path)


def is_age_name(path: tuple[str, ...], policy: Policy) -> bool:
    """Return whether a header names the age of a person: `age_at_onset`, `AgeDx`; `mean_age` is a statistic."""
    words = words_of(" ".join(path))
    return "age" in words and not words & policy.words("statistic_words")


def is_percentage_name(path: tuple[str, ...], policy: Policy) -> bool:
    """Return whether a header names a percentage: `%`, `pct_female`, `share of all`."""
    if {"%", "ci"} <= words_of(" ".join(path)):
        return False  # `OR (95% CI)` is no percentage
    return any(words_of(part) & policy.words("percentage_words") for part in path)
