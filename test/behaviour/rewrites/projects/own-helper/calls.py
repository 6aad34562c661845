import jobs

ACTIONS = {name: getattr(jobs, name) for name in ("in_a_block", "closed_at_the_end", "undone", "each_of")}
