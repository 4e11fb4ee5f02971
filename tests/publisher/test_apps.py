"""Marquee's apps at the networks: entered by administrators of everything, sealed, and never shown again."""

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from accounts.models import App, Brand, Credential, Event, Market, Membership, Network, Role, User
from accounts.sealing import SealBroken
from tests.cast import page_on, person

TYPED = {"network": "linkedin", "client_id": "7x", "client_secret": "a client secret"}
HOME = "https://api.linkedin.com"


@pytest.fixture
def as_erika(client: Client, erika: User) -> Client:
    client.force_login(erika)
    return client


def test_an_app_is_entered_and_its_secret_never_shown(as_erika: Client, erika: User) -> None:
    page = as_erika.post("/apps", TYPED, follow=True).content.decode()
    app = App.objects.get()
    assert (app.network, app.home, app.client_id, app.open()) == ("linkedin", HOME, "7x", "a client secret")
    assert "7x" in page
    assert "a client secret" not in page + app.sealed + str(list(Event.objects.values()))
    assert Event.objects.about(app).get().by == erika


def test_the_page_says_what_the_network_asks(as_erika: Client, settings) -> None:
    settings.PUBLIC_ADDRESS = "https://marquee.example"
    page = as_erika.get("/apps").content.decode()
    assert "https://marquee.example/grants/back" in page
    assert "w_organization_social" in page


def test_only_administrators_of_everything_see_to_apps(as_erika: Client, aurora: Brand) -> None:
    as_erika.post("/apps", TYPED)
    person("Egon", Role.ADMINISTRATOR)  # somebody has to stay who may do everything
    Membership.objects.exclude(user__name="Egon").update(brand=aurora)
    assert as_erika.get("/apps").status_code == 403
    assert as_erika.post("/apps", {**TYPED, "client_id": "8"}).status_code == 403
    assert as_erika.delete(f"/apps/{App.objects.get().pk}").status_code == 403
    assert App.objects.get().client_id == "7x"


def test_what_is_missing_is_said(as_erika: Client) -> None:
    answer = as_erika.post("/apps", {"network": "linkedin"})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"client_id", "client_secret"}
    assert as_erika.post("/apps", {**TYPED, "network": "mastodon"}).status_code == 422


def test_a_new_secret_reaches_the_pages_that_were_connected_with_the_app(
    as_erika: Client, aurora: Brand, spain: Market, france: Market
) -> None:
    pages = [page_on(Network.LINKEDIN, aurora, market, home=HOME) for market in (spain, france)]
    secret = {"token": "t", "client_id": "7x", "client_secret": "old"}
    pages[0].credential.seal(secret).save()
    pages[1].credential.seal({**secret, "client_id": "another"}).save()
    as_erika.post("/apps", TYPED)
    kept = [Credential.objects.get(page=page).open()["client_secret"] for page in pages]
    assert kept == ["a client secret", "old"]


def test_an_app_is_forgotten(as_erika: Client, erika: User) -> None:
    as_erika.post("/apps", TYPED)
    assert as_erika.delete(f"/apps/{App.objects.get().pk}").headers["HX-Redirect"] == "/apps"
    assert not App.objects.exists()
    assert Event.objects.filter(what="app.forgotten", by=erika).count() == 1


def test_a_sealed_secret_is_worthless_in_another_row(db: None) -> None:
    mine = App.objects.keep("linkedin", HOME, "7x", "secret")
    other = App.objects.keep("pinterest", HOME, "7x", "secret")
    other.sealed = mine.sealed
    with pytest.raises(SealBroken, match="another one"):
        other.open()


def test_keys_are_changed_for_apps_too(db: None, settings) -> None:
    old, new = settings.CREDENTIAL_KEYS, Fernet.generate_key().decode()
    App.objects.keep("linkedin", HOME, "7x", "secret")
    settings.CREDENTIAL_KEYS = [new, *old]
    call_command("rotate_credentials")
    settings.CREDENTIAL_KEYS = [new]
    assert App.objects.get().open() == "secret"
    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match="secret of the app"):
        call_command("rotate_credentials")
