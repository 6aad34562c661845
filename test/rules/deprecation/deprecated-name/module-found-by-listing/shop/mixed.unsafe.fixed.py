from celery import shared_task


@shared_task(name="run")
def run():
    return 1


@shared_task(base=dict(name="walk"))
def walk():
    return 1
