"""Labels that stand for people: neutral, telling or public ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, rule
from gel_airlock_jupyter.roles import names
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.roles.person_labels import NEUTRAL, holds_hashes, is_numbered, labels_people
from gel_airlock_jupyter.subjects import TableView

PHENOTYPE = re.compile(r"([A-Za-z]{3,})[ _.-]0*\d{1,5}")
SAMPLE = 5000


@rule("ID-07", TableView, title="Pseudo-identifier for each person")
def pseudo_identifiers(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for neutral labels of single people, such as Participant 1, Participant 2.

    What it looks for: text columns whose cells are a neutral word and a number, each once; also on several rows where
    word or header says that people are meant; and columns of hashes (MD5, SHA-1, SHA-2).

    Why it matters: with the same labels in two exports, rows can be joined.

    What to do: confirm in the additional comments that no earlier export used this numbering and that none will.

    Limits: a column of labels under another system is seen as text only.
    """
    for column in view.columns:
        genetic = context.reading.of(column.position) in (Role.VARIANT, Role.GENE, Role.ALLELE, Role.CHROMOSOME)
        if not genetic and (is_numbered(column, NEUTRAL) or labels_people(column, context.policy)):
            yield context.finding(
                f"Column '{column.label}' labels single people (a word and a number).",
                (view.whole_column(column),),
                "Confirm in the form's comments: no earlier export used these labels, and none will.",
            )
        elif not genetic and holds_hashes(column):
            yield context.finding(
                f"Column '{column.label}' holds a hash for each row, as pseudo-identifiers are made.",
                (view.whole_column(column),),
                "Number the rows anew: whoever has the identifiers can make the same hashes.",
            )


@rule("ID-08", TableView, title="Pseudo-identifier that carries a phenotype")
def telling_identifiers(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for labels of single people that tell something about them, such as Female_1.

    What it looks for: text columns whose cells are a word of the policy's `phenotype_words` and a number, each once.

    Why it matters: the label itself describes the person.

    What to do: number people neutrally: Participant 1, Participant 2.

    Limits: only words of the policy's vocabulary are known.
    """
    words = context.policy.words("phenotype_words")
    for column in view.columns:
        if is_numbered(column, NEUTRAL) and len({names.words_of(text) for text in column.texts[:SAMPLE] if text}) == 1:
            continue  # case 1, case 2: the word tells nobody from anybody
        if is_numbered(column, PHENOTYPE) and any(names.words_of(text) & words for text in column.texts[:SAMPLE]):
            yield context.finding(
                f"Column '{column.label}' labels single people with a word about them.",
                (view.whole_column(column),),
                "Use neutral labels such as Participant 1.",
            )


@rule("ID-09", TableView, title="Public sample identifiers")
def public_identifiers(view: TableView, context: Context) -> Iterator[Finding]:
    """Record that identifiers were declared public.

    What it looks for: the declaration `public_ids="reason"`.

    Why it matters: public identifiers are reviewed with all earlier exports that used them. Only cancer type or a
    normalised disease, a ten-year age band and primary or metastasis may stand beside them.

    What to do: ask ten working days ahead, and name the public source in the reason.

    Limits: whether they are public is for the reviewer to see.
    """
    reason = str(context.declared.get("public_ids") or "")
    if reason:
        yield context.finding(
            f"Identifiers are declared public: {reason}",
            (Location("whole", "the table"),),
            "Ask ten working days ahead; keep only disease, ten-year age band, primary or metastasis beside them.",
        )
