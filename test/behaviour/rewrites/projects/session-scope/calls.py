import jobs
import tasks

ACTIONS = {
    "rename": jobs.rename,
    "titles": jobs.titles,
    "undone": jobs.undone,
    "each_of": tasks.each_of,
    "count": tasks.count,
    "shared": tasks.shared,
}
