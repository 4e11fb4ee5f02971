"""What Celery workers do for this room. A message only rings: the rows say what there is to do."""

from celery import shared_task

from accounts.bell import ring
from campaigns.models import Import


@shared_task(ignore_result=True)
def write_import(pk: int) -> None:
    while Import.write_next(pk):
        pass


@shared_task(ignore_result=True)
def write_imports() -> None:
    """Ring for those whose bell was lost or whose worker died; one that fails keeps no other from being written."""
    for pk in Import.objects.to_write().values_list("pk", flat=True):
        ring(write_import, pk)
