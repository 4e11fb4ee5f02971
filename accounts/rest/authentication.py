"""Who calls: a key in the Authorization header. `Authorization: Bearer mq_…`"""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiKey, User
from accounts.models.key import PREFIX
from accounts.opening import opened_by


class KeyAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        scheme, _, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        if not scheme:
            return None
        key = opened_by(secret.strip()) if secret.startswith(PREFIX) else None
        if scheme.lower() != "bearer" or key is None:
            raise AuthenticationFailed("This key opens nothing: it is unknown, expired or revoked. Ask for a new one.")
        key.used()
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Marquee"'


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = KeyAuthentication
    name = "key"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A key that an administrator made; it begins with mq_.",
        }
