"""What a network takes first and gives up later is told to a person, and never called published."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from accounts.models import Brand, Network, User
from campaigns.models import Asset
from publisher.models import Delivery
from tests.cast import film_file, picture_file
from tests.peer import Sandbox
from tests.publisher.conftest import Connect, work

Due = Callable[..., Delivery]


def worked(delivery: Delivery, network: Network) -> Delivery:
    """As it lies on the desk; nobody waits between two steps or two looks."""
    underway = Delivery.objects.filter(pk=delivery.pk, state__in=["queued", "unsure"])
    while underway.update(next_at=timezone.now()):
        work(network)
    return Delivery.objects.on_desk().get(pk=delivery.pk)


@pytest.mark.parametrize(("seconds", "state"), [(0, "refused"), (0.5, "unproven")])
def test_a_reel_that_facebook_cannot_work_with_once_it_took_it(
    seconds: float, state: str, connect: Connect, due: Due, ana: User, aurora: Brand, sandbox: Sandbox
) -> None:
    page, film = connect(Network.FACEBOOK), Asset.upload(ana, aurora, film_file(3, (540, 960)))
    with sandbox.set(facebook_upright_processing=seconds, facebook_upright_processing_fails=1):
        delivery = due(page, pictures=((film, ""),), placement="reel")
        told = worked(delivery, Network.FACEBOOK)
    assert (told.state, told.published_at) == (state, None)
    assert "could not work with the film" in told.reason


@pytest.mark.parametrize(("seconds", "state"), [(0, "refused"), (0.5, "unproven")])
def test_a_picture_that_linkedin_cannot_show_once_it_took_the_post(
    seconds: float, state: str, connect: Connect, due: Due, ana: User, aurora: Brand, sandbox: Sandbox
) -> None:
    page, picture = connect(Network.LINKEDIN), Asset.upload(ana, aurora, picture_file())
    with sandbox.set(linkedin_publishing=seconds, linkedin_publishing_fails=1):
        told = worked(due(page, pictures=((picture, ""),)), Network.LINKEDIN)
    assert (told.state, told.published_at) == (state, None)
    assert "could not work with a picture" in told.reason


def test_a_film_that_youtube_rejects_after_its_upload(connect: Connect, due: Due, sandbox: Sandbox) -> None:
    page = connect(Network.YOUTUBE)
    sandbox.fault("refused", "read", network="youtube", account=page.remote_id, why="duplicate")
    told = worked(due(page), Network.YOUTUBE)
    assert (told.state, told.published_at) == ("refused", None)
    assert "the channel has this film already" in told.reason
    assert sandbox.public(page.remote_id) == []
