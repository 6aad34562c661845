import jobs

ACTIONS = {name: getattr(jobs, name) for name in ("rename", "titles", "count", "helped", "each_of")}
