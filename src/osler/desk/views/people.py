"""Who has an account, who may make one: the administrator's page."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from osler.desk.shown import mail_works
from osler.errors import BadInput
from osler.people import queries, services
from osler.people.guards import administrator
from osler.people.models import Invitation, Role, User
from osler.web import render

_PAGE = 50


class InviteForm(forms.Form):
    email = forms.EmailField(required=False)
    role = forms.ChoiceField(choices=Role.choices, initial=Role.READER)


@administrator
def people(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        assert isinstance(request.user, User)
        try:
            made = services.invite(form.cleaned_data["email"], role=form.cleaned_data["role"], by=request.user)
        except BadInput as error:
            form.add_error("email", str(error))
        else:
            _send(request, made)
            return redirect("people")
    match = request.GET.get("q", "").strip()[:100]
    found = queries.page_of_people(match, request.GET.get("after", ""), _PAGE)
    context = {
        "form": form,
        "match": match,
        "people": found[:_PAGE],
        "after": found[_PAGE - 1].email if len(found) > _PAGE else "",
        "invitations": [(each, _link(request, each)) for each in queries.open_invitations()],
        "roles": Role.choices,
    }
    return render.page(request, "desk/people.html", context)


@require_POST
@administrator
def role(request: HttpRequest, pk: int) -> HttpResponse:
    user = User.objects.filter(pk=pk).first()
    chosen = request.POST.get("role", "")
    if user is None or chosen not in Role.values:
        raise Http404
    try:
        services.set_role(user, chosen)
    except BadInput as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{user} is {user.get_role_display().lower()} now.")
    return redirect("people")


@require_POST
@administrator
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = Invitation.objects.filter(pk=pk, used_at=None).first()
    if invitation is not None:
        services.take_back(invitation)
    return redirect("people")


def _send(request: HttpRequest, made: Invitation) -> None:
    if not (made.email and mail_works()):
        messages.success(request, "The invitation is below: give them its link.")
        return
    text = render_to_string(
        "desk/invitation.txt", {"link": _link(request, made), "until": made.until, "by": request.user}, using="jinja2"
    )
    try:
        send_mail("An invitation to Osler", text, None, [made.email])
    except OSError as error:
        messages.error(request, f"The mail could not be sent ({error}): give them the link below.")
    else:
        services.mailed(made)
        messages.success(request, f"Sent to {made.email}.")


def _link(request: HttpRequest, each: Invitation) -> str:
    return request.build_absolute_uri(f"{reverse('account_signup')}?invitation={each.token}")
