"""Forms that only our own pages can send: a secret cookie, and the same secret signed in every form."""

from __future__ import annotations

import hashlib
import secrets

from itsdangerous import BadSignature, Signer
from starlette.requests import Request

COOKIE = "circlewise_visit"
FIELD = "token"
OURS = (None, "same-origin", "none")
"""What `Sec-Fetch-Site` may say; browsers that do not send it are held by the token alone."""


class Tokens:
    """Signed tokens of one server process; after a restart a page that was open asks to send its form once more."""

    def __init__(self, secret: bytes) -> None:
        self._signer = Signer(secret, salt="circlewise.form")

    def visit(self, request: Request) -> str:
        """The secret of this visitor's cookie; a new one where there is none of ours."""
        if "visit" not in request.scope:
            request.scope["visit"] = self._known(request) or secrets.token_urlsafe(24)
        return str(request.scope["visit"])

    def is_new(self, request: Request) -> bool:
        """Whether the cookie has to be sent."""
        return request.cookies.get(COOKIE) != self.cookie(request)

    def cookie(self, request: Request) -> str:
        """The cookie, signed so that nobody else can set one that we take."""
        return self._signer.sign(f"visit.{self.visit(request)}").decode()

    def token(self, request: Request) -> str:
        """What a form of this visitor has to carry."""
        return self._signer.sign(self._form(request, self.visit(request))).decode()

    def is_ours(self, request: Request, token: str) -> bool:
        """Whether a form was made for this visitor by one of our pages."""
        known = self._known(request)
        if known is None or request.headers.get("sec-fetch-site") not in OURS:
            return False
        return secrets.compare_digest(token.encode(), self._signer.sign(self._form(request, known)))

    @staticmethod
    def _form(request: Request, visit: str) -> bytes:
        """What is signed: the visit, and who is signed in during it, so that signing in makes open forms void."""
        bound = request.app.state.site.access.binding(request)
        return f"form.{visit}.{hashlib.sha256(bound.encode()).hexdigest()}".encode()

    def _known(self, request: Request) -> str | None:
        try:
            kind, _, visit = self._signer.unsign(request.cookies.get(COOKIE, "")).decode().partition(".")
        except (BadSignature, UnicodeDecodeError):
            return None
        return visit if kind == "visit" and visit else None
