"""Marquee as a network knows it: the app in whose name people log in there."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction

from accounts import access
from accounts.models.credential import Credential
from accounts.models.event import Event
from accounts.models.page import Network
from accounts.sealing import seal, unseal

if TYPE_CHECKING:
    from accounts.models.user import User


class AppManager(models.Manager["App"]):
    @transaction.atomic
    def enter(self, by: "User", network: str, home: str, client_id: str, client_secret: str) -> "App":
        """Keep the app of this network at this home instead of the one there was. Raises `PermissionDenied`.

        Pages that were connected with it go on with the new secret.
        """
        access.require(by, access.Action.ADMINISTER)
        app = self.keep(network, home, client_id, client_secret)
        there = Credential.objects.filter(page__network=network, page__home=home)
        for credential in there.select_for_update().order_by("pk"):
            credential.follow(client_id, client_secret)
        Event.objects.note("app.entered", app, by, network=network, home=home)
        return app

    def keep(self, network: str, home: str, client_id: str, client_secret: str) -> "App":
        """Without a person: where a network takes us in by itself."""
        new = App(network=network, home=home, client_id=client_id)
        values = {"client_id": client_id, "sealed": new.seal(client_secret).sealed}
        return self.update_or_create(network=network, home=home, defaults=values)[0]


class App(models.Model):
    """`home` is the base URL of the network's API."""

    network = models.CharField(max_length=20, choices=Network.choices)
    home = models.URLField(max_length=500)
    client_id = models.CharField(max_length=200)
    sealed = models.TextField(editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[AppManager] = AppManager()

    class Meta:
        ordering = ["network", "home"]
        constraints = [models.UniqueConstraint(fields=["network", "home"], name="app_once")]

    def __str__(self) -> str:
        return f"Marquee's app at {self.get_network_display()}, {self.home}"

    def seal(self, client_secret: str) -> "App":
        """Replace the secret (not saved yet)."""
        self.sealed = seal(self._owner, client_secret)
        return self

    def open(self) -> str:
        """The client secret in clear. Raises `SealBroken`."""
        secret: str = unseal(self.sealed, self._owner, f"secret of the app at {self.home}")
        return secret

    def rotate(self) -> None:
        """Seal the same secret with the newest key (not saved yet). Raises `SealBroken`."""
        self.seal(self.open())

    @transaction.atomic
    def forget(self, by: "User") -> None:
        """Nobody logs in with it any more. Pages connected with it stay so as long as their tokens live."""
        access.require(by, access.Action.ADMINISTER)
        Event.objects.note("app.forgotten", self, by, network=self.network, home=self.home)
        self.delete()

    @property
    def _owner(self) -> dict[str, Any]:
        return {"app": self.network, "home": self.home}
