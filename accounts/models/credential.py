"""A page's secrets, encrypted and bound to the row they belong to."""

import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

from accounts.models.page import Page


class SealBroken(Exception):
    """The secret cannot be opened: the key is gone, or the text was copied from another row or altered."""


def keyring() -> MultiFernet:
    """The installation's keys; the first one seals, all of them open."""
    return MultiFernet([Fernet(key) for key in settings.CREDENTIAL_KEYS])


class Credential(models.Model):
    page = models.OneToOneField(Page, models.CASCADE, related_name="credential")
    sealed = models.TextField(editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Credential of {self.page}"

    def seal(self, secret: Mapping[str, str]) -> "Credential":
        """Replace the secret (not saved yet). The page's id goes inside, so that the text is worthless in another
        row."""
        text = json.dumps({"page": self.page_id, "secret": dict(secret)})
        self.sealed = keyring().encrypt(text.encode()).decode()
        return self

    def open(self) -> dict[str, str]:
        """The secret in clear. Raises `SealBroken`."""
        try:
            content = json.loads(keyring().decrypt(self.sealed.encode()))
        except InvalidToken:
            raise SealBroken(f"The credential of page {self.page_id} opens with none of the keys.") from None
        if content["page"] != self.page_id:
            raise SealBroken(f"The credential of page {self.page_id} was sealed for another page.")
        secret: dict[str, str] = content["secret"]
        return secret

    def rotate(self) -> None:
        """Seal the same secret with the newest key (not saved yet). Raises `SealBroken`."""
        self.seal(self.open())
