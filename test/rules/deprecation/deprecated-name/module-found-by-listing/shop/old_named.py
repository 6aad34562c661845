from celery import shared_task


@shared_task(bind=True, max_retries=int("3"), name="run 🏃")
def run(self):
    return 1


@shared_task(
    name="walk",
)
def walk():
    return 1
