"""Reading tallies, records and small tables; SQL selects, groups and counts, the rules are in ``dashboard``."""
