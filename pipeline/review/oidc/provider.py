"""One OpenID provider: what it says of itself, its keys, and the token that says who somebody is.

The protocol's pieces are Authlib's and joserfc's; every request goes through `pipeline.fetch`.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwk, jws, jwt
from joserfc.errors import JoseError

from pipeline.errors import CirclewiseError, UsageError
from pipeline.fetch import Service
from pipeline.model import OidcSettings
from pipeline.review.oidc.waiting import Begun
from pipeline.settings import is_https

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""How a token may be signed: with the provider's private key. `none` is not here, nor are secrets that we share."""
KEY_TYPES = ("RSA", "EC", "OKP")
WELL_KNOWN = "/.well-known/openid-configuration"
KNOWN_FOR = timedelta(hours=1)
KEYS_AGAIN = timedelta(minutes=1)
"""A token signed with a key that is not known has the keys read again, at most so often."""
DOWN_FOR = timedelta(seconds=15)
"""A provider that could not be asked is not asked again sooner: everybody may begin, and each would wait for it."""
LEEWAY_SECONDS = 60
LONGEST_TOKEN = 16_384
OK = 200


class OidcError(UsageError):
    """Nobody is signed in: the provider said no, or said something that is not taken. The text is for the log."""


@dataclass(frozen=True)
class _About:
    """What the provider says of itself."""

    authorize: str
    token: str
    keys: str
    says_issuer: bool
    """Whether it names itself when it sends people back (RFC 9207)."""
    takes_basic: bool
    known_at: datetime


class Provider:
    """The provider of one page. Safe to use from several threads at once."""

    def __init__(self, settings: OidcSettings, secret: str, service: Service, clock: Callable[[], datetime]) -> None:
        self.settings = settings
        self._secret, self._service, self._clock = secret, service, clock
        self._lock = threading.Lock()
        self._known: _About | None = None
        self._down: tuple[datetime, str] | None = None
        self._keys: list[Any] = []
        self._keys_at: datetime | None = None

    def way_there(self, begun: Begun, redirect_uri: str) -> str:
        """Where a browser goes to sign in at the provider.

        Raises:
            OidcError: the provider cannot be asked, or does not say what it has to.
        """
        where: str = prepare_grant_uri(
            self._about().authorize,
            self.settings.client_id,
            "code",
            redirect_uri=redirect_uri,
            scope=list(self.settings.scopes),
            state=begun.state,
            nonce=begun.nonce,
            code_challenge=create_s256_code_challenge(begun.verifier),
            code_challenge_method="S256",
        )
        return where

    def claims(self, begun: Begun, code: str, said_issuer: str | None, redirect_uri: str) -> Mapping[str, Any]:
        """Who somebody is, as the provider's token says, once all of it was checked.

        Args:
            begun: what was sent with them.
            code: what they brought back.
            said_issuer: the provider that sent them back, as the address says; None where it does not.
            redirect_uri: the address to which they came back.

        Raises:
            OidcError: something is not as it has to be; nobody is signed in.
        """
        about = self._about()
        if said_issuer != self.settings.issuer and (said_issuer is not None or about.says_issuer):
            raise OidcError("another provider sent somebody back than the one that they were sent to")
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": begun.verifier,
        }
        headers = {}
        if about.takes_basic:
            headers["authorization"] = _basic(self.settings.client_id, self._secret)
        else:
            form |= {"client_id": self.settings.client_id, "client_secret": self._secret}
        status, answer = self._ask(about.token, form, headers)
        token = answer.get("id_token")
        if status != OK or not isinstance(token, str) or not token.isascii() or len(token) > LONGEST_TOKEN:
            raise OidcError(f"the provider answered {status} and gave no token for the code")
        access = answer.get("access_token")
        return self._checked(token, begun.nonce, access if isinstance(access, str) else None)

    def _checked(self, token: str, nonce: str, access_token: str | None) -> Mapping[str, Any]:
        try:
            header = dict(jws.extract_compact(token.encode()).headers())
            if header.get("alg") not in ALGORITHMS:
                raise OidcError(f"the token is signed with {str(header.get('alg'))[:20]!r}, which is not taken")
            found = jwt.decode(token, self._key(header.get("kid")), algorithms=list(ALGORITHMS))
            claims = CodeIDToken(
                found.claims,
                found.header,
                {
                    "iss": {"essential": True, "value": self.settings.issuer},
                    "aud": {"essential": True, "value": self.settings.client_id},
                    "sub": {"essential": True},
                    "exp": {"essential": True},
                    "iat": {"essential": True},
                    "nonce": {"essential": True, "value": nonce},
                },
                {"nonce": nonce, "client_id": self.settings.client_id, "access_token": access_token},
            )
            claims.validate(now=int(self._clock().timestamp()), leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise OidcError(f"the token is not taken ({type(error).__name__}: {str(error)[:120]})") from error
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise OidcError("the token does not say whose it is")
        return dict(claims)

    def _key(self, kid: Any) -> Any:
        """The key of this id, or the only one where the token names none.

        Raises:
            OidcError: there is none, also after the keys were read again.
        """
        for is_again in (False, True):
            keys = self._current_keys(is_again=is_again)
            named = [key for key in keys if key.kid == kid] if kid is not None else keys
            if len(named) == 1:
                return named[0]
        raise OidcError("the token is signed with a key that the provider does not show")

    def _current_keys(self, *, is_again: bool) -> list[Any]:
        about = self._about()
        with self._lock:
            age = self._clock() - self._keys_at if self._keys_at else None
            if age is not None and age < (KEYS_AGAIN if is_again else KNOWN_FOR):
                return self._keys
            status, found = self._ask(about.keys)
            listed = found.get("keys")
            if status != OK or not isinstance(listed, list):
                raise OidcError(f"the provider answered {status} and showed no keys")
            self._keys = [key for each in listed if (key := _public_key(each)) is not None]
            self._keys_at = self._clock()
            return self._keys

    def _about(self) -> _About:
        with self._lock:
            if self._known is None or self._clock() - self._known.known_at >= KNOWN_FOR:
                if self._down and timedelta(0) <= self._clock() - self._down[0] < DOWN_FOR:
                    raise OidcError(self._down[1])
                try:
                    self._known, self._down = self._read_about(), None
                except OidcError as error:
                    self._down = (self._clock(), str(error))
                    raise
            return self._known

    def _read_about(self) -> _About:
        status, said = self._ask(self.settings.issuer.rstrip("/") + WELL_KNOWN)
        if status != OK:
            raise OidcError(f"the provider answered {status} when it was asked about itself")
        if said.get("issuer") != self.settings.issuer:
            raise OidcError(
                f"the provider calls itself {str(said.get('issuer'))[:120]!r}, not as serve.oidc.issuer does"
            )
        places = [said.get(f"{name}") for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        for place in places:
            if not isinstance(place, str) or not is_https(place, is_inside=self.settings.is_inside):
                raise OidcError(
                    f"the provider names {str(place)[:120]!r}, an address that starts with https:// was expected"
                )
        methods = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return _About(
            authorize=str(places[0]),
            token=str(places[1]),
            keys=str(places[2]),
            says_issuer=said.get("authorization_response_iss_parameter_supported") is True,
            takes_basic=not isinstance(methods, list) or "client_secret_basic" in methods,
            known_at=self._clock(),
        )

    def _ask(
        self, url: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        try:
            return self._service.ask(url, form, headers)
        except OidcError:
            raise
        except CirclewiseError as error:
            raise OidcError(f"the provider cannot be asked: {error}") from error


def _basic(client_id: str, secret: str) -> str:
    """Both are encoded first (RFC 6749, 2.3.1): either may hold a colon."""
    return "Basic " + base64.b64encode(f"{quote_plus(client_id)}:{quote_plus(secret)}".encode()).decode()


def _public_key(listed: Any) -> Any:
    """A key that signs, without whatever else is said of it; None for one of another kind, or that cannot be read."""
    if not isinstance(listed, dict) or listed.get("kty") not in KEY_TYPES or listed.get("use", "sig") != "sig":
        return None
    try:
        return jwk.import_key(listed)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
