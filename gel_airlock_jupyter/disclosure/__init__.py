"""Small-count protection: pure mathematics, free of pandas and Jupyter.

Which published numbers let a reader work a masked count back, and what to mask so that none does.

Read printed values as intervals::

    from gel_airlock_jupyter.disclosure.quantities import Marks, parse, parse_all
    parse("<5")            # Quantity(lower=1, upper=4, unit="count", mark="masked", text="<5")
    parse_all("12 (3.4%)") # the count and the percentage

Find what adds up, and audit::

    from gel_airlock_jupyter.disclosure.relations import Grid, Relation, find
    from gel_airlock_jupyter.disclosure.tables import system_of
    from gel_airlock_jupyter.disclosure.audit import audit

    grid = Grid(cells, rows=(("a",), ("b",), ("c",), ("All",)), columns=(("n",),), titles=(22,), name="table 1")
    relations = find(grid)                 # Relation(total, parts, coefficients, words="read `All` as the sum of ...")
    system = system_of(grid, relations)    # keys are (row, column) unless key= says otherwise
    result = audit(system, need="exact")   # or need="band"; seconds= is the time limit
    result.holds                           # True only when every protected number is proven safe
    for verdict in result.exposed:         # .key .status .lower .upper .equation ("22 - 8 - 11 = 3")
        ...

Choose what else to hide::

    from gel_airlock_jupyter.disclosure.suppression import protect

    result = protect(system, need="exact", allow_ranges=True, seconds=5.0)
    result.masked, result.ranges           # keys to print as `*`, and {key: (20, 24)}
    result.holds, result.infeasible        # audited again; {key: reason} for what cannot be saved
    result.loss, result.bound, result.gap

Other ways out, where the true counts are at hand::

    from gel_airlock_jupyter.disclosure.rounding import round_counts
    from gel_airlock_jupyter.disclosure.merging import suggest_merge

    round_counts(system, truth).values     # multiples of five that still add up
    suggest_merge(system, lines, truth)    # two rows whose merging leaves nothing to work back

Percentages and running sums give more relations: ``ratios.find_ratios(grid)``, ``cumulative.find_cumulative(grid)``;
``ratios.counts_behind(parse("6.8 %"), 44)`` is ``range(3, 4)``. ``effects.counts_behind_effect(odds_ratio, sizes,
interval)`` gives the counts that an odds ratio or a relative risk leaves possible.

Several tables are audited together when they share keys::

    from gel_airlock_jupyter.disclosure.keys import cell_keys, condition
    from gel_airlock_jupyter.disclosure.system import join
    from gel_airlock_jupyter.disclosure.differences import nearly_equal, nested_differences

    key = cell_keys(grid, "release 18", ("disease",), (), [condition("sex", "female")])
    one = system_of(grid, find(grid, key), key=key)
    audit(nested_differences(join(one, other)))
    nearly_equal(grid, other_grid)         # cells that differ by 1 to 4 people
"""
