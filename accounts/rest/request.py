"""A call as resources see it: somebody's key was accepted."""

from rest_framework.request import Request as AnyRequest

from accounts.models import ApiKey, User


class Request(AnyRequest):
    user: User
    auth: ApiKey
