"""Memory of a worker: what it read for a claim is gone when the job is."""

import gc
import weakref
from collections.abc import Callable, Iterator

import pytest

from accounts.models import Network, Page
from publisher.engine.claim import claim
from publisher.models import Delivery


@pytest.fixture
def nobody_collects() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_what_a_claim_read_is_gone_without_a_walk_for_garbage(
    madrid_bluesky: Page, due: Callable[..., Delivery], nobody_collects: None
) -> None:
    due(madrid_bluesky)
    [job] = claim(Network.BLUESKY, "worker", 10)
    read = [job.row, job.delivery.publication, job.row.page, job.row.page.credential]
    held = [weakref.ref(one) for one in read]
    del job, read
    assert [ref() for ref in held if ref()] == []
