"""Variants for a matchmaker that an earlier request of the project gave already."""

from __future__ import annotations

from collections.abc import Iterator

from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.joint.published import Published, Variants
from gel_airlock_jupyter.registry import Context, plural, some
from gel_airlock_jupyter.subjects import JointView

NO_VARIANTS = Variants()


def given_before(view: JointView, context: Context) -> Iterator[Finding]:
    """Yield what outputs of a submission to a matchmaker name that earlier requests gave.

    Parameters
    ----------
    view, context : JointView, Context
        The outputs with the ledger of the project, and the rule VR-10.
    """
    outputs = [output for output in view.analysis.outputs if output.variants is not None]
    here = [output for output in outputs if not output.is_earlier]
    if not any(_of(output).for_matchmaker for output in here):
        return
    for earlier in (output for output in outputs if output.is_earlier):
        for output in here:
            yield from _same(output, earlier, context)
        if _of(earlier).more:
            yield context.finding(
                f"{earlier.called} gave {_of(earlier).more:,} variants, too many to be compared here.",
                (Location("output", f"output {earlier.called}"),),
                "See that none of them is in this submission.",
                severity=context.setting("gene_severity", "warn"),
            )


def _of(output: Published) -> Variants:
    return output.variants or NO_VARIANTS


def _same(output: Published, earlier: Published, context: Context) -> Iterator[Finding]:
    """Yield the variants of an output that an earlier one gave; of genes it is said where no variant tells more."""
    keys = sorted(set(_of(output).keys) & set(_of(earlier).keys))
    genes = sorted(set(_of(output).genes) & set(_of(earlier).genes))
    where = (Location("output", f"output {output.called}"),)
    if keys:
        yield context.finding(
            f"{plural(len(keys), 'variant')} of {output.called} ({some(keys, 5)}) "
            f"{'was' if len(keys) == 1 else 'were'} given by {earlier.called} already.",
            where,
            "Leave them out: a variant goes to a matchmaker once, and not after another export gave it.",
            places=len(keys),
        )
    elif genes:
        yield context.finding(
            f"{output.called} names {plural(len(genes), 'gene')} ({some(genes, 5)}) of {earlier.called}.",
            where,
            "See that it is not the same variant, and say so in the justification.",
            severity=context.setting("gene_severity", "warn"),
            places=len(genes),
        )
