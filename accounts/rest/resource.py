"""What every resource of the API is made of: one viewset to inherit from, and what it is asked."""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from rest_framework import serializers, viewsets
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request as AnyRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models.key import Scope
from accounts.rest import throttle
from accounts.rest.etags import etag, require_match
from accounts.rest.idempotency import once
from accounts.rest.request import Request
from accounts.rest.shown import Shown


class Asked(serializers.Serializer[Any]):
    """The body of a call; takes no field it does not know."""

    def to_internal_value(self, data: Any) -> Any:
        refuse_unknown(self, data)
        return super().to_internal_value(data)


def refuse_unknown(serializer: serializers.Serializer[Any], data: Any) -> None:
    """Raises `ValidationError` that names each field nobody knows."""
    if isinstance(data, Mapping) and (unknown := set(data) - set(serializer.fields)):
        raise serializers.ValidationError({name: ["There is no such field."] for name in sorted(map(str, unknown))})


class Limited(APIView):
    """Says with each answer how many calls are left."""

    def finalize_response(self, request: AnyRequest, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        for name, value in throttle.headers(request).items():
            final[name] = value
        return final


class Resource(Limited, viewsets.GenericViewSet[Any]):
    """Whoever asks sees what is visible to the user its key acts as. `scope` is what changing anything needs."""

    scope: ClassVar[str] = Scope.DRAFT
    lookup_value_converter = "int"
    request: Request
    serializer_class: type[Shown]

    def initial(self, request: AnyRequest, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        method = (request.method or "").lower()
        if request.method not in SAFE_METHODS and (handler := getattr(self, method, None)):
            self.serializer_class.shown([], request)  # what cannot be shown is refused before anything is written
            setattr(self, method, partial(_in_one, handler))

    def get_queryset(self) -> QuerySet[Any]:
        return self.visible()

    def visible(self) -> QuerySet[Any]:
        """The rows that the caller may see."""
        queryset: Any = getattr(self, "queryset", None)
        rows: QuerySet[Any] = queryset.all().visible_to(self.request.user)
        return rows

    # --- for the verbs of each resource

    def shown(self, row: Model, status: int = 200, **headers: str) -> Response:
        """The row as it is now, with its ETag."""
        [data] = self.serializer_class.shown([row], self.request)
        is_whole = not self.request.query_params.keys() & {"fields", "expand"}
        tag = etag(data) if is_whole else self.tag(row)
        return Response(data, status, headers={"ETag": tag, **headers})

    def tag(self, row: Model) -> str:
        """Over all fields, whichever of them the caller wants to see."""
        return etag(self.serializer_class.shown([row])[0])

    def unchanged(self, row: Model) -> None:
        """Raises `Stale` or `Unconditional` unless the caller knows the row as it is."""
        require_match(self.request, self.tag(row))

    def as_read(self) -> Any:
        """The row for a verb, which may say by If-Match what state was read: then it stays so until the answer.

        Raises `Stale`.
        """
        row = self.get_object()
        if "If-Match" in self.request.headers:
            type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
            row = self.get_object()
            self.unchanged(row)
        return row


def _in_one(handler: Any, request: Request, *arguments: Any, **named: Any) -> Response:
    return once(request, handler, *arguments, **named)


class Reads(Resource):
    """Lists and shows. Then no more columns are read than are shown: rows have many more, and content is long."""

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        columns = self.serializer_class.narrow() if self.action in {"list", "retrieve"} else ()
        return rows.only(*columns) if columns else rows

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.serializer_class.shown(rows or [], request))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.shown(self.get_object())
