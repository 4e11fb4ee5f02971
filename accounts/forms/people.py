"""Who somebody is and what they are to do where, and finding one among many."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict

from accounts.access import Action, reach
from accounts.forms.filters import PlaceFilter
from accounts.forms.reach import ReachForm
from accounts.models import Market, Membership, Role, User

ROLES = [(role.value, role.label.capitalize()) for role in Role if role != Role.CLIENT]
"""What people can be. Machines have their role from their key."""


class RoleForm(ReachForm):
    ACTION = Action.ADMINISTER
    role = forms.ChoiceField(
        choices=[("", "Choose a role"), *ROLES], error_messages={"required": "Say what they are to do."}
    )

    def place(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("role", "brand", "market")}


class InviteForm(RoleForm):
    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={"required": "The invitation goes there."},
    )
    name = forms.CharField(max_length=150, error_messages={"required": "Say who it is."})

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email, is_active=False).exists():
            raise forms.ValidationError("This person was deactivated here. Bring them back instead of inviting them.")
        return email


class PeopleFilter(PlaceFilter):
    """By name or e-mail, and by the roles that the person administers."""

    ALL = PlaceFilter.ALL | {"role": "All roles"}

    def __init__(self, data: QueryDict, person: User) -> None:
        forms.Form.__init__(self, data)
        look = {"class": "input filter", "type": "search", "placeholder": "Name or e-mail", "aria-label": "Search"}
        self.fields["q"] = forms.CharField(required=False, widget=forms.TextInput(look))
        self._offer("role", ROLES)
        self.roles = Membership.objects.of_people().filter(reach(person, Action.ADMINISTER))
        markets = Market.objects.filter(memberships__in=self.roles).distinct()
        self._offer("market", list(markets.values_list("code", "name")))

    def where(self, path: str = "") -> Q:
        chosen = self.set_values
        paths = {"role": "role", "market": "market__code"}
        found = {paths[name]: value for name, value in chosen.items() if name in paths}
        where = Q(pk__in=self.roles.filter(**found).values("user")) if found else Q()
        if "q" in chosen:
            where &= Q(name__icontains=chosen["q"]) | Q(email__icontains=chosen["q"])
        return where
