from app.registry import task


def load_totals(lines):
#   ^^^^^^^^^^^ deprecated-name fix=unsafe
    return sum(lines)


@task
def nightly():
#   ^^^^^^^ deprecated-name fix=unsafe
    return load_totals([1])
#          ^^^^^^^^^^^ deprecated-name fix=unsafe


def late():
#   ^^^^ deprecated-name fix=unsafe
    return None
