from app.old_stats import X
from app.repository import Other, Repository
from elsewhere.old_stats import Y


def work(repository: Repository, other: Other, unknown):
    repository.find(), other.find_old(), unknown.find_old()
    return X, Y
