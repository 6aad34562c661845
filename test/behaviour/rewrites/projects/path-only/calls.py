import jobs

ACTIONS = {name: getattr(jobs, name) for name in ("names", "opened_here", "each_of", "through_a_function")}
