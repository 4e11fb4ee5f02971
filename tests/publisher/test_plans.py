"""How PostgreSQL reads the queue when nearly all there ever was went out long ago.

A claim once took minutes beside two million past publications: statistics said that nothing waits, so all that waited
was compared with all that waited.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Network
from publisher.engine import agenda
from publisher.models import SENDINGS, Delivery
from publisher.models.delivery import DeliveryQuerySet
from publisher.models.sending import Sending
from publisher.rehearsal.backlog import TOGETHER, Span, fill
from publisher.rehearsal.cast import gather_cast
from publisher.rehearsal.pages import seed_pages
from tests.peer import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 3000
QUEUES: list[Callable[[str], DeliveryQuerySet]] = [
    Delivery.objects.to_publish,
    Delivery.objects.to_prepare,
    Delivery.objects.to_look_up,
]


@pytest.fixture
def _much_is_past_and_ahead(sandbox: Sandbox) -> None:
    cast = gather_cast()
    seed_pages(sandbox.address, cast, TOGETHER, ["mastodon", "bluesky", "facebook"])
    now = timezone.now()
    fill(cast, Span(now - timedelta(days=30), now - timedelta(days=1), COUNT, past=True))
    fill(cast, Span(now + timedelta(days=1), now + timedelta(days=30), COUNT, past=False))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) publisher_delivery, campaigns_publication, accounts_page")


@pytest.mark.usefixtures("_much_is_past_and_ahead")
@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.__name__)
def test_a_queue_is_read_by_its_own_index_and_each_condition_by_row(queue: Callable[[str], DeliveryQuerySet]) -> None:
    with transaction.atomic():
        plan = queue(Network.MASTODON).select_for_update(of=("self",), skip_locked=True)[:100].explain()
    assert "Index Scan using delivery_to_claim on publisher_delivery" in plan
    assert "Anti Join" not in plan
    assert ("Index Cond: (at <= publisher_delivery.due_at)" in plan) == (queue == Delivery.objects.to_publish)


@pytest.mark.usefixtures("_much_is_past_and_ahead")
@pytest.mark.parametrize("is_kept", [False, True], ids=["planned for these values", "kept for any"])
def test_a_look_reads_no_table_in_search_of_what_is_due(is_kept: bool) -> None:
    with connection.cursor() as cursor:
        if is_kept:
            places = {"networks": "$1", "lead": "$2", "longest": "$3"}
            cursor.execute(f"EXPLAIN (GENERIC_PLAN) {agenda.LOOK % places}")
        else:
            cursor.execute(f"EXPLAIN {agenda.LOOK}", {"networks": ["mastodon"], "lead": 120, "longest": 0.5})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "using publication_scheduled on campaigns_publication" in plan
    assert "Seq Scan on campaigns_publication" not in plan


@pytest.mark.django_db
@pytest.mark.parametrize("noun", SENDINGS, ids=lambda noun: noun.noun)
@pytest.mark.parametrize(
    ("index", "condition", "column"), [("leased", agenda.LOST, "lease_until"), ("closing", agenda.CLOSED, "closes_at")]
)
def test_a_look_finds_an_index_for_its_conditions_in_each_table(
    noun: type[Sending], index: str, condition: str, column: str
) -> None:
    """Asked for in order, as no other index gives it, so that it does not depend on how much there is."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        table = noun._meta.db_table
        cursor.execute(f"EXPLAIN SELECT FROM {table} row WHERE {condition} ORDER BY {column} LIMIT 1")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert f"Scan using {noun.noun}_{index} on {table} " in plan
