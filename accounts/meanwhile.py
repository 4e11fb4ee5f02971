"""Two people who change the same thing at the same time."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib import messages
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.models.changeable import ChangedMeanwhile
from accounts.request import Request

Given = ParamSpec("Given")
View = Callable[Concatenate[Request, Given], HttpResponse]
T = TypeVar("T", bound=models.Model)


def held(noun: T) -> T:
    """The row as it is now, and nobody else's until this transaction ends: what a form compares with what it showed is
    what it then changes."""
    return type(noun)._default_manager.select_for_update(of=("self",)).get(pk=noun.pk)


def shown_anew(view: View[Given]) -> View[Given]:
    """A view that changes something: the second one is told, and shown what the first one made of it."""

    @wraps(view)
    def answered(request: Request, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ChangedMeanwhile as fault:
            messages.error(request, str(fault))
            return redirect(request.path)

    return answered
