"""The librarian's forms: what they take is checked where it is typed, with the words of the module that knows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.validators import validate_email

from osler.errors import BadInput
from osler.fulltext import proxy
from osler.fulltext.ordering import DEFAULT, NAMES
from osler.institutions import images, secrets, services
from osler.institutions.models import Institution

T = TypeVar("T")


def _checked(check: Callable[[str], T], value: str) -> T:
    try:
        return check(value)
    except BadInput as problem:
        raise forms.ValidationError(str(problem)) from None


class InstitutionForm(forms.Form):
    name = forms.CharField(max_length=200)
    contact = forms.CharField(
        max_length=300, required=False, help_text="Shown to readers: an address, a room, a telephone."
    )
    logo = forms.FileField(required=False, help_text="PNG, JPEG or WebP, up to 200 kB.")
    no_logo = forms.BooleanField(required=False, label="Take the logo away")
    domains = forms.CharField(
        required=False,
        widget=forms.Textarea,
        label="E-mail domains",
        help_text="One a line: infirmary.example. Sub-domains count.",
    )
    networks = forms.CharField(
        required=False, widget=forms.Textarea, label="IP ranges", help_text="One a line: 192.0.2.0/24 or 2001:db8::/32."
    )
    sso_values = forms.CharField(
        required=False,
        widget=forms.Textarea,
        label="Single sign-on values",
        help_text="One a line; of the attribute in OSLER_SSO_INSTITUTION.",
    )
    proxy = forms.CharField(
        required=False,
        max_length=500,
        help_text="https://ezproxy.example.org/login?url= or a template with {url}, {raw}, {host}, {dashed}, {path}.",
    )
    resolver = forms.CharField(
        required=False,
        max_length=500,
        label="Link resolver",
        help_text="Base address; the citation is added as OpenURL 1.0.",
    )
    libkey_id = forms.RegexField(r"^\d{0,20}$", required=False, label="LibKey library id")
    libkey_token = forms.CharField(
        required=False,
        max_length=300,
        label="LibKey token",
        help_text="Kept encrypted, never shown. Empty leaves it as it is; a hyphen takes it away.",
    )
    ill = forms.CharField(
        required=False,
        max_length=500,
        label="Interlibrary loan",
        help_text="An e-mail address, or the address of a form that takes OpenURL.",
    )
    order = forms.CharField(
        required=False,
        widget=forms.Textarea,
        label="Order of preference",
        help_text=f"One a line; those left out follow: {', '.join(DEFAULT)}.",
    )

    def clean_domains(self) -> list[str]:
        return _lines(self.cleaned_data["domains"])

    def clean_networks(self) -> list[str]:
        return [_checked(services.network, each) for each in _lines(self.cleaned_data["networks"])]

    def clean_sso_values(self) -> list[str]:
        return _lines(self.cleaned_data["sso_values"])

    def clean_proxy(self) -> str:
        return _checked(proxy.check, self.cleaned_data["proxy"])

    def clean_resolver(self) -> str:
        return _checked(
            lambda text: proxy.check_base(text, "the link resolver’s address"), self.cleaned_data["resolver"]
        )

    def clean_ill(self) -> str:
        text = str(self.cleaned_data["ill"]).strip()
        if not text or "://" in text:
            return _checked(lambda address: proxy.check_base(address, "the loan form’s address"), text)
        validate_email(text)
        return text

    def clean_order(self) -> list[str]:
        named = _lines(self.cleaned_data["order"])
        unknown = [each for each in named if each not in NAMES]
        if unknown:
            raise forms.ValidationError(f"there is no way called {unknown[0]}; there are {', '.join(DEFAULT)}")
        return list(dict.fromkeys(named))

    def clean_logo(self) -> tuple[bytes, str] | None:
        upload = self.cleaned_data["logo"]
        if not upload:
            return None
        if upload.size > images.LARGEST:
            raise forms.ValidationError(f"the logo is larger than {images.LARGEST // 1000} kB")
        data = upload.read()
        return data, _checked(lambda _: images.kind(data), "")


def initial(institution: Institution) -> dict[str, Any]:
    """The form's values as they are; the token stays where it is."""
    plain = ("name", "contact", "proxy", "resolver", "libkey_id", "ill")
    return {name: getattr(institution, name) for name in plain} | {
        "domains": "\n".join(institution.domains.values_list("name", flat=True)),
        "networks": "\n".join(institution.networks.values_list("cidr", flat=True)),
        "sso_values": "\n".join(institution.sso_values),
        "order": "\n".join(institution.order),
    }


def changes(data: dict[str, Any]) -> services.Changes:
    token = str(data["libkey_token"]).strip()
    return services.Changes(
        fields={
            name: data[name]
            for name in ("name", "contact", "proxy", "resolver", "libkey_id", "ill", "order", "sso_values")
        },
        domains=data["domains"],
        networks=data["networks"],
        logo=(b"", "") if data["no_logo"] else data["logo"],
        token=None if not token else b"" if token == "-" else secrets.sealed(token),
    )


def _lines(text: str) -> list[str]:
    return [each for each in (line.strip() for line in re.split(r"[\r\n,]+", text)) if each]
