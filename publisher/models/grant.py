"""A person's login at a network, from the way out until its pages are chosen: sealed, theirs alone, soon gone."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from accounts import access
from accounts.models import Brand, Market, Network, Page
from accounts.sealing import seal, unseal
from campaigns.moves import WrongState
from publisher.networks.base import Identity

if TYPE_CHECKING:
    from accounts.access import Person
    from accounts.models import User

LIFE = timedelta(minutes=30)
"""How long each of the two halves may take: logging in there, and choosing here."""
STRANGE = "This login is not one that was begun here just now: it took too long, was used already, or began elsewhere."


class GrantQuerySet(models.QuerySet["Grant"]):
    def visible_to(self, person: "Person") -> "GrantQuerySet":
        """What one person let us into is nobody else's to choose from."""
        return self.alive().filter(access.reach(person), by_id=person.pk)

    def alive(self) -> "GrantQuerySet":
        return self.filter(until__gt=Now())


class Grant(models.Model):
    """`mark` is the state of the login and the session it began in, hashed together: neither is of any use alone.

    `page` is the page that is being reconnected; without it the person chooses among those the login manages. `sealed`
    holds the proof key on the way out, and once they are `offered` the pages with their secrets.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="+")
    market = models.ForeignKey(Market, models.CASCADE, related_name="+")
    network = models.CharField(max_length=20, choices=Network.choices)
    home = models.URLField(max_length=500)
    page = models.ForeignKey(Page, models.CASCADE, null=True, blank=True, related_name="+")
    mark = models.CharField(max_length=64, unique=True)
    sealed = models.TextField(editable=False)
    offered = models.BooleanField(default=False)
    until = models.DateTimeField(db_index=True)

    objects = GrantQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Login of {self.by} at {self.get_network_display()}"

    def scope(self) -> tuple[int, int]:
        return self.brand_id, self.market_id

    @classmethod
    def begin(cls, by: "User", session: str, state: str, verifier: str, **what: Any) -> Self:
        """The person is on their way. `session` is the key of the one they are logged in with here."""
        grant = cls(by=by, mark=_mark(session, state), until=Now() + LIFE, **what)
        access.require(by, access.Action.CONNECT, *grant.scope())
        grant.sealed = seal(grant._owner, verifier)
        grant.save()
        return grant

    @classmethod
    def come_back(cls, by: "User", session: str, state: str) -> "Grant":
        """The login that this state belongs to, once: it ends here, unless its pages are offered. Raises
        `WrongState`."""
        mark = _mark(session, state)
        waiting = cls.objects.alive().filter(by=by, mark=mark, offered=False)
        if not waiting.update(until=Now()):
            raise WrongState(f"{STRANGE} Nothing was connected. Start again.")
        grant = cls.objects.select_related("page").get(mark=mark)
        access.require(by, access.Action.CONNECT, *grant.scope())
        return grant

    @property
    def verifier(self) -> str:
        """Raises `SealBroken`."""
        return str(unseal(self.sealed, self._owner, "login"))

    @property
    def choices(self) -> list[Identity]:
        """The pages that are offered. Raises `SealBroken`."""
        return [_identity(choice) for choice in unseal(self.sealed, self._owner, "login")]

    def offer(self, identities: Sequence[Identity]) -> None:
        """Let the person choose among these, instead of the proof key, which is used up."""
        self.sealed = seal(self._owner, [_plain(identity) for identity in identities])
        self.offered, self.until = True, Now() + LIFE
        self.save()

    def spend(self) -> None:
        """It is used up. Raises `WrongState` when it was before. Call it in the transaction of what it is used for."""
        if not type(self).objects.alive().filter(pk=self.pk).delete()[0]:
            raise WrongState("These pages were connected already, or choosing took too long. Start again.")

    @property
    def _owner(self) -> dict[str, Any]:
        return {"grant": self.mark}


def _mark(session: str, state: str) -> str:
    return salted_hmac("publisher.grant", f"{session} {state}", algorithm="sha256").hexdigest()


def _plain(identity: Identity) -> dict[str, Any]:
    """What is left of allowances is left out: it will have changed until somebody has chosen."""
    end = identity.expires_at.isoformat() if identity.expires_at else None
    return {**asdict(identity), "secret": dict(identity.secret), "expires_at": end, "quotas": []}


def _identity(plain: dict[str, Any]) -> Identity:
    end, lacks = plain.get("expires_at"), tuple(plain.get("lacks", ()))
    told = {"expires_at": datetime.fromisoformat(end) if end else None, "lacks": lacks, "quotas": ()}
    return Identity(**{**plain, **told})
