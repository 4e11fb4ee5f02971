"""A page's secrets, encrypted and bound to the row they belong to."""

from collections.abc import Mapping

from django.db import models

from accounts.models.page import Page
from accounts.sealing import SealBroken, seal, unseal


class Credential(models.Model):
    page = models.OneToOneField(Page, models.CASCADE, related_name="credential")
    sealed = models.TextField(editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Credential of {self.page}"

    def seal(self, secret: Mapping[str, str]) -> "Credential":
        """Replace the secret (not saved yet)."""
        self.sealed = seal({"page": self.page_id}, dict(secret))
        return self

    def open(self) -> dict[str, str]:
        """The secret in clear. Raises `SealBroken`."""
        secret: dict[str, str] = unseal(self.sealed, {"page": self.page_id}, f"credential of page {self.page_id}")
        return secret

    def follow(self, client_id: str, client_secret: str) -> None:
        """Keep this as the secret of the app in whose name the page's token is renewed, if it is the page's app."""
        try:
            secret = self.open()
        except SealBroken:
            return  # the page has to be connected again anyhow
        if secret.get("client_id") == client_id:
            self.seal({**secret, "client_secret": client_secret}).save()

    def rotate(self) -> None:
        """Seal the same secret with the newest key (not saved yet). Raises `SealBroken`."""
        self.seal(self.open())
