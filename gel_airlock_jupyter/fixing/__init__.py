"""The offered way out: a masked copy that passes the check, and the list of what was changed."""
