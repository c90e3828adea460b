"""An OpenID Connect provider: where it sends people, and who it says came back.

The authorization code flow with state, nonce and PKCE (OpenID Connect Core 1.0, section 3.1). The identity comes from
the ID token, whose signature, issuer, audience, times and nonce are checked; an address it does not hold is asked for
with the access token (section 5.3) and believed when it is of the same subject. Nothing of all that is kept.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import httpx
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from bot.console.identity import Asked, NotBelieved, Person, Unreachable
from bot.console.settings import OidcSettings

PATIENCE = 10.0
"""Seconds for each answer of the provider."""
FRESH = 3600.0
"""Seconds its description and its keys are believed."""
LEEWAY = 60
"""Seconds its clock and ours may differ."""
SIGNED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a key of the provider's own; never "none", and none by a secret that we hold too."""


@dataclass(frozen=True, slots=True)
class _Description:
    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str
    """"" when it has none."""
    by_form: bool
    """It takes our secret in the form alone, not in the header."""
    algorithms: tuple[str, ...]
    at: float


class Provider:
    def __init__(
        self, settings: OidcSettings, clock: Callable[[], float], transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._transport = transport
        self._description: _Description | None = None
        self._keys: KeySet | None = None

    async def ask(self, back: str) -> tuple[str, Asked]:
        """Where to send a browser that shall come back to the address `back`, and what to remember meanwhile.

        Raises:
            Unreachable: not now.
        """
        asked = Asked(*(secrets.token_urlsafe(32) for _ in range(3)))
        described = await self._described()
        question = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": back,
            "scope": "openid email",
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": _challenge(asked.verifier),
            "code_challenge_method": "S256",
        }
        joint = "&" if "?" in described.authorization else "?"
        return f"{described.authorization}{joint}{urlencode(question)}", asked

    async def person(self, back: str, answer: Mapping[str, str], asked: Asked) -> Person:
        """Who came back to `back`, by the parameters they came with.

        Raises:
            Unreachable: the provider does not answer.
            NotBelieved: it is not the answer to what we asked, or its token is not good.
        """
        if answer.get("state") != asked.state:
            raise NotBelieved("state")
        described = await self._described()
        # RFC 9207: a provider that names itself here must be the one we asked.
        if answer.get("iss", described.issuer) != described.issuer:
            raise NotBelieved("iss")
        if "code" not in answer:
            raise NotBelieved("denied")
        token = await self._token(described, back, answer["code"], asked)
        claims: Mapping[str, Any] = await self._claims(described, token, asked)
        if "email" not in claims and described.userinfo:
            told = await self._json(described.userinfo, str(token.get("access_token", "")))
            if not isinstance(told, Mapping) or told.get("sub") != claims["sub"]:
                raise NotBelieved("userinfo")
            claims = told
        return _person(described.issuer, claims)

    async def _token(self, described: _Description, back: str, code: str, asked: Asked) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": asked.verifier,
        }
        proof = (self._settings.client_id, self._settings.client_secret)
        headers = {} if described.by_form else {"Authorization": _basic(*proof)}
        form |= dict(zip(("client_id", "client_secret"), proof, strict=True)) if described.by_form else {}
        try:
            async with self._http() as client:
                response = await client.post(described.token, data=form, headers=headers)
            token = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unreachable(type(error).__name__) from error
        if not isinstance(token, Mapping) or (response.is_error and token.get("error") != "invalid_grant"):
            raise Unreachable(f"token_{response.status_code}")
        if response.is_error:
            raise NotBelieved("code")
        if not isinstance(token.get("id_token"), str):
            raise NotBelieved("no_id_token")
        return token

    async def _claims(self, described: _Description, token: Mapping[str, Any], asked: Asked) -> CodeIDToken:
        try:
            signed = await self._verified(described, token["id_token"])
            claims = CodeIDToken(
                signed.claims,
                signed.header,
                {
                    "iss": {"essential": True, "value": described.issuer},
                    "aud": {"essential": True, "value": self._settings.client_id},
                },
                {
                    "nonce": asked.nonce,
                    "client_id": self._settings.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(now=int(self._clock()), leeway=LEEWAY)
        except (JoseError, ValueError) as error:
            # The description names a claim at most, never what is in it.
            raise NotBelieved(getattr(error, "error", "") or type(error).__name__) from error
        return claims

    async def _verified(self, described: _Description, text: str) -> jwt.Token:
        """The token, signed by one of the provider's keys; they are fetched anew once, as providers change them."""
        registry = JWSRegistry(algorithms=list(described.algorithms), strict_check_header=False)
        if self._keys is not None:
            try:
                return jwt.decode(text, self._keys, registry=registry)
            except (JoseError, ValueError):
                self._keys = None
        keys = self._keys = KeySet.import_key_set(await self._json(described.keys))
        return jwt.decode(text, keys, registry=registry)

    async def _described(self) -> _Description:
        held = self._description
        if held is None or self._clock() - held.at > FRESH:
            issuer = self._settings.issuer
            told = await self._json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            held = self._description = _description(told, issuer, self._clock())
            self._keys = None
        return held

    async def _json(self, url: str, bearer: str = "") -> Any:
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        try:
            async with self._http() as client:
                response = await client.get(url, headers=headers)
                response.raise_for_status()
                return response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unreachable(type(error).__name__) from error

    def _http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=self._transport, timeout=PATIENCE)


def _challenge(verifier: str) -> str:
    """RFC 7636, S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _basic(id: str, secret: str) -> str:
    """RFC 6749, 2.3.1: both are encoded as the values of a form before they go into the header."""
    return "Basic " + base64.b64encode(f"{quote(id, safe='')}:{quote(secret, safe='')}".encode()).decode()


def _description(told: Any, issuer: str, at: float) -> _Description:
    """Raises Unreachable for what is none, or is another issuer's."""
    try:
        named = str(told["issuer"])
        authorization, token, keys = (
            str(told[key]) for key in ("authorization_endpoint", "token_endpoint", "jwks_uri")
        )
        userinfo = str(told.get("userinfo_endpoint", ""))
        proofs = tuple(told.get("token_endpoint_auth_methods_supported", ("client_secret_basic",)))
        offered = tuple(told.get("id_token_signing_alg_values_supported", ("RS256",)))
    except (KeyError, TypeError, AttributeError) as error:
        raise Unreachable("description") from error
    if named.rstrip("/") != issuer.rstrip("/"):
        raise Unreachable("another_issuer")
    places = (authorization, token, keys, userinfo or token)
    if issuer.startswith("https://") and not all(place.startswith("https://") for place in places):
        raise Unreachable("insecure")
    by_form = "client_secret_basic" not in proofs and "client_secret_post" in proofs
    algorithms = tuple(one for one in SIGNED if one in offered)
    return _Description(named, authorization, token, keys, userinfo, by_form, algorithms, at)


def _person(issuer: str, claims: Mapping[str, Any]) -> Person:
    email, verified = claims.get("email"), claims.get("email_verified")
    return Person(issuer, str(claims["sub"]), email if isinstance(email, str) and verified is True else "")
