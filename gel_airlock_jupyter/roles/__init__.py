"""How a table is read: the role of every column, and whether rows are people or aggregates. Facts before rules."""
