"""A person who logs in. Machines that log in with keys are users too, and no people."""

from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Exists, F, Func, OuterRef, Value
from django.db.models.functions import Lower

from accounts import access
from accounts.models.brand import Brand, Market
from accounts.models.event import Event
from accounts.models.letter import Letter
from accounts.models.membership import Membership, Role, keeping_an_administrator
from accounts.zones import validate_zone

if TYPE_CHECKING:
    from accounts.access import Person


class UserQuerySet(models.QuerySet["User"]):
    def people(self) -> "UserQuerySet":
        return self.filter(api_key=None)

    def visible_to(self, person: "Person") -> "UserQuerySet":
        """People with a role where the person works, too."""
        return self._where(person, access.Action.VIEW)

    def administered_by(self, person: "Person") -> "UserQuerySet":
        """People with a role where the person administers; that is everybody for who does so everywhere."""
        return self._where(person, access.Action.ADMINISTER)

    def _where(self, person: "Person", action: "access.Action") -> "UserQuerySet":
        if access.may(person, action):
            return self.people()
        near = Membership.objects.filter(access.reach(person, action), user=OuterRef("pk"))
        return self.people().filter(Exists(near))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Whoever installs Marquee administers everything, and so can let others in."""
        user = self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})
        Membership.objects.create(user=user, role=Role.ADMINISTRATOR)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        user: User = self.get(email__iexact=username)
        return user

    @transaction.atomic
    def invite(  # noqa: PLR0913, PLR0917 - a person and their first role
        self, by: "User", email: str, name: str, role: str, brand: Brand | None = None, market: Market | None = None
    ) -> "User":
        """Somebody with this role. Who is new is owed a letter with a link; who is here already only gets the role.

        Raises `PermissionDenied` beyond the reach of who invites.
        """
        zone = market.time_zone if market else by.time_zone
        new = {"email": email.strip().lower(), "name": name, "time_zone": zone, "password": make_password(None)}
        user: User
        user, is_new = self.get_or_create(email__iexact=email.strip(), defaults=new)
        Membership.give(by, user, role, brand, market)
        if is_new:
            Letter.objects.owe(Letter.Kind.INVITATION, user)
            Event.objects.note("user.invited", user, by)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField("e-mail", unique=True)
    name = models.CharField(max_length=150)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may use the operators' admin", default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    guides_left = ArrayField(models.CharField(max_length=20), default=list, blank=True, editable=False)
    """What shall lead them no more, on none of their devices."""

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def is_machine(self) -> bool:
        return hasattr(self, "api_key")

    @property
    def is_invited(self) -> bool:
        """Whether they have not chosen a password yet."""
        return self.is_active and self.password.startswith(UNUSABLE_PASSWORD_PREFIX)

    def leave_guide(self, guide: str) -> None:
        with_it = Func(F("guides_left"), Value(guide), function="array_append")
        others = User.objects.filter(pk=self.pk).exclude(guides_left__contains=[guide])
        others.update(guides_left=with_it)

    def scope(self) -> tuple[int | None, int | None]:
        """The one brand and the one market they work for, None where these are several or all: who reads of them."""
        places = set(self.memberships.values_list("brand", "market"))
        brands, markets = {brand for brand, _ in places}, {market for _, market in places}
        return brands.pop() if len(brands) == 1 else None, markets.pop() if len(markets) == 1 else None

    def is_within_reach_of(self, by: "Person") -> bool:
        """Whether all that they do lies where that administrator administers. Operators, and who does nothing anywhere,
        are for administrators of all."""
        places = [membership.scope() for membership in self.memberships.all()]
        if self.is_staff or self.is_superuser or not places:
            places.append((None, None))
        return all(access.may(by, access.Action.ADMINISTER, *place) for place in places)

    @transaction.atomic
    def invite_again(self, by: "User") -> None:
        """Another letter with a new link, if they have not come yet. Raises `PermissionDenied`."""
        self._require(by)
        if self.is_invited:
            Letter.objects.owe(Letter.Kind.INVITATION, self)
            Event.objects.note("user.invited", self, by)

    def deactivate(self, by: "User", *, with_keys: bool = False) -> None:
        """They are logged out everywhere and cannot log in. `with_keys` revokes the API keys they made, too.

        Their password is forgotten, so that no session and no link of theirs is good for anything, even if they come
        back. Raises `PermissionDenied` or `LastAdministrator`.
        """
        from accounts.models.key import ApiKey

        self._require(by)
        with keeping_an_administrator():
            active = type(self).objects.filter(pk=self.pk, is_active=True)
            if active.update(is_active=False, password=make_password(None)):
                self.letters.owed().delete()
                Event.objects.note("user.deactivated", self, by)
            for key in ApiKey.objects.in_force().visible_to(by).filter(by=self) if with_keys else []:
                key.revoke(by)
        self.refresh_from_db()

    @transaction.atomic
    def bring_back(self, by: "User") -> None:
        """They may come in again, with a new password, for which they get a letter. Raises `PermissionDenied`."""
        self._require(by)
        if type(self).objects.filter(pk=self.pk, is_active=False).update(is_active=True):
            Letter.objects.owe(Letter.Kind.INVITATION, self)
            Event.objects.note("user.brought_back", self, by)
        self.refresh_from_db()

    def _require(self, by: "User") -> None:
        if not self.is_within_reach_of(by) or self.is_machine:
            raise PermissionDenied(
                f"{self} also works beyond your reach. Ask an administrator of all brands and markets."
            )
