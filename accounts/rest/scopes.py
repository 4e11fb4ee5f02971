"""What a key may ask for. A view says which scope its methods need."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import ApiKey
from accounts.models.key import Scope


class HasScope(BasePermission):
    """Reading needs `read`, or what the view's `reading` says; for all else its `scope` says what."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not hasattr(view, (request.method or "").lower()):
            return True  # the view itself says that it does not know the method
        reads = request.method in {"GET", "HEAD", "OPTIONS"}
        needed = getattr(view, "reading", Scope.READ) if reads else view.scope
        self.message = f"This key lacks the scope “{needed}”. Ask an administrator for one that has it."
        return isinstance(request.auth, ApiKey) and needed in request.auth.scopes
