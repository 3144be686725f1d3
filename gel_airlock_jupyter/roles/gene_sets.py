"""Tables of gene sets: enrichment of pathways, as GSEA, Enrichr and clusterProfiler give it."""

from __future__ import annotations

from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles.signature import Field, FieldAt, Signature
from gel_airlock_jupyter.subjects import TableView

GENES = frozenset({"genes", "geneid", "leadingedge", "leadgenes", "coreenrichment", "intersections", "overlapgenes"})


def gene_sets(view: TableView, fields: tuple[FieldAt, ...], policy: Policy) -> Signature | None:
    """Return the signature of a table whose rows are gene sets with tests; its counts are of genes (CT-06).

    A column is called a gene set, another is a p-value, and one more is what only such tables have: an overlap, an
    enrichment score, a list of genes.
    """
    headers = {fold(column.path[-1]): column for column in view.columns}
    named = next((headers[name] for name in headers if name in policy.words("gene_set_names")), None)
    tested = headers.keys() & (policy.words("p_value_names") | {"padj", "fdr", "qvalue", "adjustedpvalue", "fdrqval"})
    if named is None or named.kind != "text" or not tested or not headers.keys() & policy.words("enrichment_names"):
        return None
    lists = [column for name, column in headers.items() if name in GENES and column.kind == "text"]
    genes = tuple(FieldAt(column.position, column.label, Field.GENE) for column in (named, *lists))
    known = {at.position for at in genes}
    tests = tuple(at for at in fields if at.field is Field.P_VALUE and at.position not in known)
    return Signature("gene table", (*genes, *tests), ("rows are sets of genes",))
