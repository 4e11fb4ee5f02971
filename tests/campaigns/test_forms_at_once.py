"""Two people save the same form in the same moment: the second waits for the first, and overwrites nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.models import Brand, User
from campaigns.models import Asset, Campaign, Rights
from tests.carried import carried
from tests.cast import picture_file
from tests.waiting import await_somebody_waiting

pytestmark = pytest.mark.django_db(transaction=True)

TOLD = "Somebody changed this meanwhile."


@pytest.fixture
def launch(aurora: Brand, ana: User) -> Campaign:
    return Campaign.make(ana, aurora, "Launch", date(2031, 5, 1), date(2031, 5, 31))


@pytest.fixture
def photo(ana: User, aurora: Brand) -> Asset:
    said = {"alt": "Un coche", "alts": {"de": "Ein Auto", "fr": "Une voiture"}}
    return Asset.upload(ana, aurora, picture_file("coast.jpg"), **said)


def posted(client: Client, path: str, typed: dict[str, str]) -> str:
    """The page that the person sees then; in a thread of its own, with a connection of its own."""
    try:
        return client.post(path, typed, follow=True).content.decode()
    finally:
        connection.close()


def test_a_campaign(as_ana: Client, ana: User, launch: Campaign) -> None:
    path = f"/campaigns/{launch.pk}"
    typed = {"name": "Lanzamiento", "starts_on": "2031-05-01", "ends_on": "2031-05-31", **carried(as_ana, path)}
    with ThreadPoolExecutor() as other:
        with transaction.atomic():
            launch.change(ana, name="Launch in May")
            page = other.submit(posted, as_ana, path, typed)
            await_somebody_waiting()
        assert TOLD in page.result()
    assert Campaign.objects.get().name == "Launch in May"


def test_the_rights_of_a_picture(as_ana: Client, ana: User, photo: Asset) -> None:
    Rights.grant(photo, ana, owner="Studio")
    typed = {"rights-owner": "Studio Luna", **carried(as_ana, f"/library/{photo.pk}")}
    with ThreadPoolExecutor() as other:
        with transaction.atomic():
            Rights.grant(photo, ana, owner="Studio Sol")
            page = other.submit(posted, as_ana, f"/library/{photo.pk}/rights", typed)
            await_somebody_waiting()
        assert TOLD in page.result()
    assert Rights.objects.get().owner == "Studio Sol"


def test_a_description_in_one_language_beside_one_in_another(as_ana: Client, ana: User, photo: Asset) -> None:
    """Both are kept."""
    path = f"/library/{photo.pk}"
    said = {"name": "coast.jpg", "alt": "Un coche", "alt_de": "Ein Auto", "focal_x": "50", "focal_y": "50"}
    typed = {**said, "alt_fr": "Une voiture rouge", **carried(as_ana, path)}
    with ThreadPoolExecutor() as other:
        with transaction.atomic():
            photo.describe(ana, alts={"de": "Ein rotes Auto", "fr": "Une voiture"})
            page = other.submit(posted, as_ana, path, typed)
            await_somebody_waiting()
        assert "Saved." in page.result()
    assert Asset.objects.get().alts == {"de": "Ein rotes Auto", "fr": "Une voiture rouge"}
