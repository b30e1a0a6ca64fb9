"""Single sign-on: the administrator's TOML file (OSLER_SSO) to allauth's settings."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from osler.errors import BadInput

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_COMMON = {"id", "name", "trust_email", "domains", "signup", "origins"}
_OIDC = _COMMON | {"server", "client_id", "secret", "scope", "token_auth_method"}
_SAML = _COMMON | {
    *("entity_id", "metadata_url", "sso_url", "slo_url", "certificate", "attributes", "sp_entity_id"),
    *("email_is_name_id", "sp_certificate", "sp_private_key"),
}


def providers(path: str) -> dict[str, Any]:
    """SOCIALACCOUNT_PROVIDERS; {} for "". Raises BadInput naming file and entry."""
    told = _read(path) if path else {}
    unknown = set(told) - {"oidc", "saml"}
    if unknown:
        raise BadInput(f"{path}: [{', '.join(sorted(unknown))}] is neither [[oidc]] nor [[saml]]")
    oidc = [_oidc(path, entry) for entry in told.get("oidc", [])]
    saml = [_saml(path, entry) for entry in told.get("saml", [])]
    ids = [app["settings"]["id"] for app in oidc + saml]
    if len(ids) != len(set(ids)):
        raise BadInput(f"{path}: two entries have the same id")
    return {"openid_connect": {"APPS": oidc, "OAUTH_PKCE_ENABLED": True}, "saml": {"APPS": saml}}


def origins(found: dict[str, Any]) -> list[str]:
    """Where sign-in forms may lead, for the pages' policy."""
    return sorted({origin for kind in found.values() for app in kind["APPS"] for origin in app["settings"]["origins"]})


def _read(path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"OSLER_SSO={path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"OSLER_SSO={path}: {error}") from error


def _oidc(path: str, entry: dict[str, Any]) -> dict[str, Any]:
    where = _checked(path, "oidc", entry, _OIDC, ("id", "name", "server", "client_id"))
    settings = _common(where, entry, [entry["server"]]) | {"server_url": entry["server"]}
    for name in ("scope", "token_auth_method"):
        if name in entry:
            settings[name] = entry[name]
    return {
        "provider_id": entry["id"],
        "name": entry["name"],
        "client_id": entry["client_id"],
        "secret": entry.get("secret", ""),
        "settings": settings,
    }


def _saml(path: str, entry: dict[str, Any]) -> dict[str, Any]:
    where = _checked(path, "saml", entry, _SAML, ("id", "name", "entity_id"))
    if "metadata_url" in entry:
        idp = {"entity_id": entry["entity_id"], "metadata_url": entry["metadata_url"]}
        reached = [entry["metadata_url"]]
    elif "sso_url" in entry and "certificate" in entry:
        idp = {"entity_id": entry["entity_id"], "sso_url": entry["sso_url"], "x509cert": entry["certificate"]}
        reached = [entry["sso_url"]]
    else:
        raise BadInput(f"{where}: give metadata_url, or sso_url and certificate")
    if "slo_url" in entry:
        idp["slo_url"] = entry["slo_url"]
    # An answer nobody signed is no answer.
    advanced: dict[str, Any] = {"want_assertion_signed": True, "want_attribute_statement": False}
    if "sp_certificate" in entry and "sp_private_key" in entry:
        advanced |= {"x509cert": entry["sp_certificate"], "private_key": entry["sp_private_key"]}
        advanced |= {"authn_request_signed": True, "metadata_signed": True}
    settings = _common(where, entry, reached) | {"idp": idp, "advanced": advanced}
    if "attributes" in entry:
        settings["attribute_mapping"] = entry["attributes"]
    if entry.get("email_is_name_id"):
        settings["use_nameid_for_email"] = True
    if "sp_entity_id" in entry:
        settings["sp"] = {"entity_id": entry["sp_entity_id"]}
    return {"provider_id": entry["entity_id"], "name": entry["name"], "client_id": entry["id"], "settings": settings}


def _checked(path: str, kind: str, entry: Any, known: set[str], needed: tuple[str, ...]) -> str:
    """Where this entry stands, for messages."""
    if not isinstance(entry, dict):
        raise BadInput(f"{path}: write [[{kind}]], with two brackets")
    where = f"{path}: [[{kind}]] {entry.get('id', '')}".rstrip()
    missing = [name for name in needed if not isinstance(entry.get(name), str) or not entry[name]]
    if missing:
        raise BadInput(f"{where}: {', '.join(missing)} missing")
    unknown = sorted(set(entry) - known)
    if unknown:
        raise BadInput(f"{where}: nothing is called {', '.join(unknown)}; there are {', '.join(sorted(known))}")
    if not _ID.fullmatch(entry["id"]):
        raise BadInput(f"{where}: an id has small letters, digits and hyphens: it stands in addresses")
    return where


def _common(where: str, entry: dict[str, Any], reached: list[str]) -> dict[str, Any]:
    trusted: bool | list[str] = entry.get("domains") or bool(entry.get("trust_email", False))
    if isinstance(trusted, list) and not all(isinstance(each, str) for each in trusted):
        raise BadInput(f"{where}: domains is a list of texts")
    found = []
    for url in (*reached, *entry.get("origins", ())):
        parts = urlsplit(str(url))
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise BadInput(f"{where}: {url} is no address")
        found.append(f"{parts.scheme}://{parts.netloc}")
    return {
        "id": entry["id"],
        "trusted": trusted,
        "signup": bool(entry.get("signup", True)),
        "origins": found,
        "verified_email": trusted,
        "email_authentication": bool(trusted),
    }
