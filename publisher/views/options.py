"""The settings of a page: how its posts are shown on its network."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.access import Action
from accounts.meanwhile import shown_anew
from accounts.models import Page
from accounts.request import Request
from publisher.forms.options import OptionsForm


@require_http_methods(["GET", "POST"])
@shown_anew
def options(request: Request, pk: int) -> HttpResponse:
    page = get_object_or_404(Page.objects.visible_to(request.user).select_related("brand", "market"), pk=pk)
    access.require(request.user, Action.CONNECT, *page.scope())
    form = OptionsForm(page, request.POST if request.method == "POST" else None)
    if form.is_valid():
        page.adjust(form.given, request.user, form.cleaned_data["seen"])
        messages.success(request, f"The settings of {page} hold for everything that is submitted from now on.")
        return redirect("pages")
    context = {"page": page, "form": form}
    return render(request, "publisher/options.html", context, status=422 if form.is_bound else 200)
