from app.old_stats import X
#        ^^^^^^^^^ deprecated-name fix=none
from app.repository import Other, Repository
from elsewhere.old_stats import Y


def work(repository: Repository, other: Other, unknown):
    repository.find_old(), other.find_old(), unknown.find_old()
    #          ^^^^^^^^ deprecated-name fix=unsafe
    return X, Y
