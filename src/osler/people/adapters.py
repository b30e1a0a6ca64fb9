"""Where Osler's rules differ from allauth's: who may make an account, and how."""

from __future__ import annotations

import logging
import smtplib
from contextlib import suppress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.db import transaction
from django.forms import ValidationError
from django.http import HttpRequest

from osler.errors import BadInput, MailFailed
from osler.people import queries, services
from osler.people.models import Invitation, User

log = logging.getLogger(__name__)


def invited(request: HttpRequest | None) -> Invitation | None:
    """The good invitation this request carries in its address; None without one."""
    return queries.invitation(request.GET.get("invitation", "")) if request is not None else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Open to all, to those with an invitation, or to nobody; an invitation opens also a closed door."""
        return settings.OSLER.signup == "open" or invited(request) is not None

    def clean_email(self, email: str) -> str:
        """An invitation sent to one address is for that address."""
        invitation = invited(self.request)
        if invitation and invitation.email and invitation.email != email.strip().lower():
            raise ValidationError(f"This invitation is for {invitation.email}.")
        return str(super().clean_email(email)).lower()

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """Who followed the link in a mail of ours reads that address."""
        invitation = invited(request)
        if invitation and invitation.mailed and invitation.email == email.lower():
            return True
        return bool(super().is_email_verified(request, email))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Raises MailFailed: what the mail is about is kept, and can be asked for again."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, smtplib.SMTPException) as error:
            log.warning("a mail to a reader was not taken: %s", error)
            raise MailFailed("the mail server does not take our mails just now") from error

    def send_notification_mail(self, *args: Any, **more: Any) -> None:
        """Of what was done already: a mail server that is down undoes nothing."""
        with suppress(MailFailed):
            super().send_notification_mail(*args, **more)

    @transaction.atomic
    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        made: User = super().save_user(request, user, form, commit=commit)
        invitation = invited(request)
        if commit and invitation:
            try:
                services.accept(invitation, made)
            except BadInput as error:
                raise ValidationError(str(error)) from error
        return made


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Institutions: whose word about an address counts, and who may come in, as OSLER_SSO says."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """The institution's sign-in is an invitation, unless its entry says `signup = false`."""
        return bool(sociallogin.provider.app.settings.get("signup", True))

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        given = (data.get("name"), " ".join(filter(None, (data.get("first_name"), data.get("last_name")))))
        user.name = next((str(name)[:200] for name in given if name), "")
        for address in sociallogin.email_addresses:
            # What a provider calls verified is so only where its word was said to count.
            address.verified = bool(address.verified) and self._counts(sociallogin, address.email)
        return user

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return self._counts(login, email)

    def _counts(self, login: SocialLogin, email: str) -> bool:
        trusted = login.provider.app.settings.get("trusted", False)
        if isinstance(trusted, list):
            return email.rpartition("@")[2].lower() in {domain.lower() for domain in trusted}
        return bool(trusted)
