"""The first steps in an empty house: offered to whoever administers all of it, and never in the way."""

import pytest
from django.test import Client

from accounts.models import Brand, Event, Market, Page, User

SPAIN = {"code": "es", "name": "Spain", "time_zone": "Europe/Madrid", "languages": "es, ca"}
AURORA = {"name": "Aurora Motors", "approval_stages": ["head_office", "legal"]}
OFFER = "Take the first steps"


@pytest.fixture
def first(client: Client, db: None) -> Client:
    """Whoever installed Marquee, alone in it."""
    client.force_login(User.objects.create_superuser("first@aurora.example", name="First"))
    return client


def test_whoever_installs_marquee_administers_everything_and_is_offered_the_steps(first: Client) -> None:
    page = first.get("/").content.decode()
    assert OFFER in page
    assert 'id="calendar"' in page, "it never covers what there is"
    assert first.get("/people").status_code == 200


def test_a_brand_and_a_market_are_made_with_an_event(first: Client) -> None:
    first.post("/start", AURORA)
    first.post("/start", SPAIN)
    brand, market = Brand.objects.get(), Market.objects.get()
    assert (brand.slug, brand.approval_stages) == ("aurora-motors", ["head_office", "legal"])
    assert (market.code, market.languages, market.time_zone) == ("ES", ["es", "ca"], "Europe/Madrid")
    assert list(Event.objects.order_by("id").values_list("what", flat=True)) == ["brand.made", "market.made"]
    assert first.get("/start").content.decode().count("Done:") == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({**AURORA, "name": "aurora motors"}, "There is a brand of that name."),
        ({**AURORA, "approval_stages": []}, "Somebody has to approve"),
        ({**AURORA, "name": "曙光"}, "with Latin letters"),
        ({**SPAIN, "code": "E5"}, "This is not a country code."),
        ({**SPAIN, "code": "fr"}, "There is a market of that code."),
        ({**SPAIN, "languages": "Spanish, Catalan!"}, "Languages are named by short codes"),
        ({**SPAIN, "time_zone": "Mars/Olympus"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_told(typed: dict[str, object], sentence: str, first: Client, france: Market) -> None:
    first.post("/start", AURORA)
    answer = first.post("/start", typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_it_can_be_left_and_is_gone_once_a_page_is_there(first: Client, erika: User, madrid_mastodon: Page) -> None:
    assert OFFER not in first.get("/").content.decode()
    madrid_mastodon.credential.delete()
    madrid_mastodon.delete()
    assert OFFER in first.get("/").content.decode()
    assert first.delete("/start").headers["HX-Redirect"] == "/"
    assert OFFER not in first.get("/").content.decode()
    assert first.get("/start").status_code == 200
    first.force_login(erika)
    assert OFFER in first.get("/").content.decode(), "another person has not left it"


def test_nobody_else_is_offered_them(client: Client, ana: User, dieter: User) -> None:
    for reader in (ana, dieter):
        client.force_login(reader)
        assert OFFER not in client.get("/").content.decode()
