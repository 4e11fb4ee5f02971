"""What letters say. The link in them is signed, good once, and for so long as `PASSWORD_RESET_TIMEOUT` says."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.wording import told

if TYPE_CHECKING:
    from accounts.models import Letter, User

DAYS = settings.PASSWORD_RESET_TIMEOUT // 86_400
INVITATION = """Hello {name},

you are invited to Marquee, where posts for the brand’s pages are written, approved and scheduled. Choose a password
here; the link is yours alone and good for {days} days:

{link}

If you did not expect this, do nothing.
"""
RESET = """Hello {name},

somebody, probably you, asked for a new password for Marquee. Choose it here; the link is yours alone and good for
{days} days:

{link}

If it was not you, do nothing: your password stays as it is.
"""
TEXTS = {"invitation": ("Your invitation to Marquee", INVITATION), "reset": ("A new password for Marquee", RESET)}


def written(letter: "Letter") -> tuple[str, str]:
    """Its subject and its text, in the person's language."""
    with translation.override(letter.user.language):
        subject, text = map(told, TEXTS[letter.kind])
    return subject, text.format(name=letter.user, days=DAYS, link=link(letter.user))


def link(user: "User") -> str:
    """Where the person chooses a password. It leads nowhere once they have logged in or chosen one."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    return settings.PUBLIC_ADDRESS + reverse("new_password", args=[key, default_token_generator.make_token(user)])
