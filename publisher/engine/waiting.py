"""On which networks something may be to do."""

from django.db import connection

from campaigns.models import Publication
from publisher.networks import NETWORKS

# The OFFSET lets PostgreSQL stop at each network's first row, instead of reading all that waits.
FIRST_OF_EACH = """
    SELECT network FROM unnest(%s::text[]) AS network WHERE EXISTS (
        SELECT FROM publisher_delivery delivery
        JOIN campaigns_publication publication ON publication.id = delivery.publication_id
        WHERE delivery.network = network.network AND delivery.state IN ('queued', 'ready', 'unsure')
          AND delivery.next_at <= statement_timestamp() AND publication.state = %s
        OFFSET 0
    )
"""


def networks() -> list[str]:
    """As far as one cheap look tells: what stops a delivery, the claim itself finds out."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST_OF_EACH, [sorted(NETWORKS), Publication.State.RELEASED])
        return [network for (network,) in cursor.fetchall()]
