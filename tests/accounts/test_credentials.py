"""Secrets are encrypted, bound to their row, and keys can be changed."""

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import Credential, Page
from accounts.sealing import SealBroken


def test_a_secret_is_kept_encrypted(madrid_mastodon: Page) -> None:
    credential = madrid_mastodon.credential
    assert "secret" not in credential.sealed
    assert credential.open()["token"] == "secret"


def test_a_sealed_secret_is_worthless_in_another_row(madrid_mastodon: Page, madrid_bluesky: Page) -> None:
    stolen = madrid_bluesky.credential
    stolen.sealed = madrid_mastodon.credential.sealed
    with pytest.raises(SealBroken, match="another one"):
        stolen.open()


def test_a_key_can_be_replaced_without_losing_a_secret(madrid_mastodon: Page, settings) -> None:
    old, new = settings.CREDENTIAL_KEYS, Fernet.generate_key().decode()
    settings.CREDENTIAL_KEYS = [new, *old]
    call_command("rotate_credentials")
    settings.CREDENTIAL_KEYS = [new]
    assert Credential.objects.get().open()["token"] == "secret"


def test_rotation_names_what_it_cannot_open(madrid_mastodon: Page, settings) -> None:
    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match=f"page {madrid_mastodon.pk}"):
        call_command("rotate_credentials")
