"""The pages that a login manages: which to connect, and for which brand and market each."""

from typing import Any

from django import forms

from accounts.access import Action, may
from accounts.models import Health, Page
from publisher.forms.places import PlaceForm, Places
from publisher.models import Grant
from publisher.networks.base import Identity


class ChoiceForm(PlaceForm):
    """One of them. A page that is connected already keeps its brand and market, and only gets the new secret."""

    chosen = forms.BooleanField(required=False)

    def __init__(self, places: Places, identity: Identity, page: Page | None, **options: Any) -> None:
        super().__init__(places, **options)
        self.identity, self.page = identity, page
        self.out_of_reach = bool(page) and not may(places.by, Action.CONNECT, *page.scope())  # type: ignore[union-attr]
        if page:
            del self.fields["brand"], self.fields["market"]

    @property
    def is_chosen(self) -> bool:
        """What is not chosen needs no brand and no market, and is not looked at further."""
        return not self.out_of_reach and bool(self["chosen"].value())

    def place(self, grant: Grant) -> Page:
        """The page to connect, new (not saved yet) or known."""
        if self.page:
            return self.page
        typed = self.cleaned_data
        return Page(brand_id=typed["brand"], market_id=typed["market"], network=grant.network, home=grant.home)


def choices_of(grant: Grant, places: Places, data: Any = None) -> list[ChoiceForm]:
    """A form for each page of the login. Raises `SealBroken`."""
    identities = grant.choices
    known = Page.objects.filter(network=grant.network, home=grant.home).select_related("brand", "market")
    pages = {page.remote_id: page for page in known.filter(remote_id__in=[one.remote_id for one in identities])}
    found = []
    for number, identity in enumerate(identities):
        page = pages.get(identity.remote_id)
        wanted = page.health != Health.CONNECTED if page else len(identities) == 1
        initial = {"brand": grant.brand_id, "market": grant.market_id, "chosen": wanted}
        found.append(ChoiceForm(places, identity, page, data=data, initial=initial, prefix=str(number)))
    return found
