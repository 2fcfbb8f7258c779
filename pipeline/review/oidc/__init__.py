"""The library's own sign-in through OpenID Connect: the provider, and who is on the way to it."""

from pipeline.review.oidc.provider import OidcError, Provider
from pipeline.review.oidc.waiting import Begun, Waiting

__all__ = ["Begun", "OidcError", "Provider", "Waiting"]
