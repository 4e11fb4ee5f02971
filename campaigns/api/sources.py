"""Where a machine's file comes from: with the call, from an address, or from an upload by tus."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers

from accounts.models import User
from accounts.rest.problems import Busy
from campaigns.fetching import Crowded, fetched
from campaigns.models.upload import uploaded
from campaigns.uploads import BadUpload, be_patient

SOURCES = ("file", "url", "upload")


@contextmanager
def file_of(by: User, given: Mapping[str, Any]) -> Iterator["UploadedFile[Any]"]:
    """The one file that is meant, while the context lasts. What is wrong with it is told at the field it came by.

    Raises `ValidationError`, and `Busy` when too many are fetched already.
    """
    [name] = [name for name in SOURCES if given.get(name)]
    be_patient()
    try:
        with _opened(by, name, given[name]) as file:
            yield file
    except BadUpload as fault:
        raise serializers.ValidationError({name: [str(fault)]}) from fault
    except Crowded as fault:
        raise Busy(str(fault)) from fault


def _opened(by: User, name: str, value: Any) -> AbstractContextManager["UploadedFile[Any]"]:
    if name == "file":
        return nullcontext(value)
    return fetched(value) if name == "url" else uploaded(by, value)
