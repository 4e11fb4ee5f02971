"""A cancellation: a publication that will not go out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.request import Request
from campaigns.models import Publication
from campaigns.moves import WrongState


@require_POST
def cancellation(request: Request, pk: int) -> HttpResponse:
    publication = get_object_or_404(Publication.objects.visible_to(request.user).select_related("page"), pk=pk)
    try:
        publication.cancel(by=request.user)
    except WrongState as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, f"Cancelled on {publication.page}.")
    return redirect("post", publication.post_id)
