"""A small OpenID provider on loopback, after the standard: it can also lie, for those who have to see through it."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from joserfc import jwk, jwt

CLIENT, SECRET = "circlewise", "s3cret: with a colon"
Change = Callable[[dict[str, Any]], None]


@dataclass
class OpenIdProvider:
    """One provider; what it does wrong is set by a test."""

    now: Callable[[], float]
    issuer: str = ""
    keys: list[Any] = field(default_factory=list)
    claims: dict[str, Any] = field(default_factory=dict)
    """Claims beside those of the protocol."""
    change: Change = lambda claims: None
    """What it makes of the claims before it signs them."""
    sign: Callable[[dict[str, Any]], str] | None = None
    """How it signs, where that is not with its newest key."""
    about: dict[str, Any] = field(default_factory=dict)
    """What it says of itself beside the truth."""
    sent_back: dict[str, str] = field(default_factory=dict)
    """What the address on the way back says beside or instead of the truth."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def new_key(self, kind: str = "RSA") -> None:
        """Sign with another key from now on; the ones before are not shown any more."""
        made = jwk.RSAKey.generate_key(2048) if kind == "RSA" else jwk.ECKey.generate_key("P-256")
        made.ensure_kid()
        self.keys = [made]

    def document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "authorization_response_iss_parameter_supported": True,
            **self.about,
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where it sends a browser back to; whoever comes is signed in at once."""
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        said = {"code": code, "state": asked["state"], "iss": self.issuer} | self.sent_back
        return f"{asked['redirect_uri']}?{urlencode(said)}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        given = base64.b64decode(authorization.removeprefix("Basic ")).decode().split(":")
        if [unquote_plus(each) for each in given] != [CLIENT, SECRET]:
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode()
        if (
            asked is None
            or asked["redirect_uri"] != form["redirect_uri"]
            or asked["code_challenge"] != challenge.rstrip("=")
        ):
            return 400, {"error": "invalid_grant"}
        now = int(self.now())
        claims = {
            "iss": self.issuer, "sub": "u-1", "aud": asked["client_id"], "exp": now + 300, "iat": now,
            "nonce": asked["nonce"], **self.claims,
        }  # fmt: skip
        self.change(claims)
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": (self.sign or self.signed)(claims)}

    def signed(self, claims: dict[str, Any]) -> str:
        key = self.keys[-1]
        algorithm = "RS256" if key.key_type == "RSA" else "ES256"
        return jwt.encode({"alg": algorithm, "kid": key.kid}, claims, key, algorithms=[algorithm])


@contextmanager
def open_id_provider(now: Callable[[], float]) -> Iterator[OpenIdProvider]:
    """A provider for a block."""
    provider = OpenIdProvider(now)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            if parts.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            shown = {"keys": [key.as_dict(private=False) for key in provider.keys]}
            known = {"/.well-known/openid-configuration": provider.document(), "/keys": shown}
            self._answer(200 if parts.path in known else 404, known.get(parts.path, {}))

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(*provider.token(form, self.headers.get("Authorization", "")))

        def _answer(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
        yield provider
        server.shutdown()
        thread.join()
