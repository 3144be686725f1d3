"""Several outputs read as one: which numbers are the same people, which add up across outputs, what follows.

Every output becomes a :class:`~.published.Published` (labels and intervals, nothing hidden). :mod:`.naming` gives each
cell its conditions ("disease = Leigh, sex = female"), :mod:`.same` says which cells of two outputs are one number,
:mod:`.sums` which numbers add up across outputs, :mod:`.nearly` which tables differ by a few people;
:mod:`.assemble` makes one system of it all and :mod:`.analysis` audits that. Pure mathematics and words; no pandas.
"""
