import jobs

ACTIONS = {name: getattr(jobs, name) for name in ("opened_here", "each_of", "on_a_connection", "scoped_already")}
