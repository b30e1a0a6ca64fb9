"""Who asks? The JWT of a CDS Hooks request, verified against the issuers that the administrator names.

https://cds-hooks.hl7.org/2.0/#trusting-cds-clients: signed by an asymmetric key, meant for the address that
was called (`aud`), not expired, and used once (`jti`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from osler.errors import BadInput
from osler.fhir import services
from osler.fhir.keys import KeySet

SKEW = 60  # seconds by which two clocks may differ
LONGEST = 3600  # seconds a token may live; the specification advises five minutes
_RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
_CURVES = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}
_REQUIRED = ["iss", "aud", "exp", "iat", "jti"]


class Untrusted(Exception):
    """The caller is not let in; the message is for whoever sets up the connection, and repeats nothing of the token."""


def verify(authorization: str, addresses: Sequence[str], configured: str) -> str:
    """The issuer of a valid `Authorization: Bearer` header. `addresses` are those the token may be meant for.

    Raises Untrusted, KeysUnavailable where the issuer's keys cannot be had, BadInput for a setting nobody can read.
    """
    known = issuers(configured)
    if not known:
        raise Untrusted("no issuer is configured: set OSLER_CDS_HOOKS_ISSUERS")
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Untrusted("send a signed JWT: Authorization: Bearer ...")
    claims = _checked(token.strip(), addresses, known)
    if not services.spend(claims["iss"], claims["jti"], claims["exp"] + SKEW):
        raise Untrusted("the token was used before (jti)")
    return str(claims["iss"])


@lru_cache(maxsize=8)
def issuers(configured: str) -> Mapping[str, KeySet]:
    """Issuer -> its keys, from "https://ehr.example=https://ehr.example/jwks.json, ...". Raises BadInput."""
    found = {}
    for entry in filter(None, (part.strip() for part in configured.replace("\n", ",").split(","))):
        issuer, equals, source = (part.strip() for part in entry.partition("="))
        if not (issuer and equals and source):
            raise BadInput(f"OSLER_CDS_HOOKS_ISSUERS: {entry!r} is not ISSUER=JWKS, a URL or a file")
        found[issuer] = KeySet(source)
    return found


def _checked(token: str, addresses: Sequence[str], known: Mapping[str, KeySet]) -> dict[str, Any]:
    try:
        header = jwt.get_unverified_header(token)
        issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
    except (jwt.PyJWTError, RecursionError) as problem:
        raise Untrusted("the token is no JWT") from problem
    keys = known.get(issuer) if isinstance(issuer, str) else None
    if keys is None:
        raise Untrusted("the token's issuer is not one that is trusted here (iss)")
    if "crit" in header:
        raise Untrusted("the token asks for extensions that are not understood (crit)")
    key = keys.find(str(header.get("kid") or ""))
    if key is None:
        raise Untrusted("the issuer has no such key (kid)")
    if header.get("alg") not in _algorithms(key):
        raise Untrusted("the token's algorithm does not fit its key (alg); ES384 or RS384 are advised")
    return _claims(token, key, str(header["alg"]), addresses, str(issuer))


def _claims(token: str, key: jwt.PyJWK, algorithm: str, addresses: Sequence[str], issuer: str) -> dict[str, Any]:
    try:
        claims = jwt.decode(
            token,
            key.key,
            algorithms=[algorithm],
            audience=list(addresses),
            issuer=issuer,
            leeway=SKEW,
            options={"require": _REQUIRED},
        )
    except jwt.PyJWTError as problem:
        raise Untrusted(_WHY.get(type(problem), "the token's signature is wrong")) from problem
    if not isinstance(claims["jti"], str) or not claims["jti"].strip():
        raise Untrusted("the token has no id (jti)")
    if claims["exp"] - claims["iat"] > LONGEST:
        raise Untrusted(f"the token lives longer than {LONGEST // 60} minutes (exp)")
    return claims


_WHY: Mapping[type[Exception], str] = {
    jwt.ExpiredSignatureError: "the token has expired (exp)",
    jwt.ImmatureSignatureError: "the token is from the future (iat, nbf)",
    jwt.InvalidIssuedAtError: "the token does not say when it was made (iat)",
    jwt.InvalidAudienceError: "the token is meant for another address (aud)",
    jwt.MissingRequiredClaimError: f"the token lacks one of {', '.join(_REQUIRED)}",
    jwt.DecodeError: "the token cannot be read",
    jwt.InvalidSignatureError: "the token's signature is wrong",
}


def _algorithms(key: jwt.PyJWK) -> tuple[str, ...]:
    """What a key may sign with: never "none", never a secret shared by both sides, and only its own curve."""
    public = key.key
    if isinstance(public, RSAPublicKey) and public.key_size >= 2048:
        return _RSA
    if isinstance(public, EllipticCurvePublicKey):
        return (_CURVES.get(public.curve.name, ""),)
    return ()
