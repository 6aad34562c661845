from app import asked


def run(name):
    return getattr(asked, name)()
