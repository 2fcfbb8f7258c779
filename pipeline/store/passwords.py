"""Passwords of accounts: which ones are taken, and how they are kept (argon2id); a password itself is never stored."""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pipeline.errors import UsageError

SHORTEST, LONGEST = 12, 256
FEWEST_LETTERS = 5
"""Different letters, digits or signs."""
_COMMON = """
    abc abcd abcde abcdef abcdefgh abcdefghij abcdefghijkl admin administrator asdf asdfgh asdfghjkl asdfghjklz
    baseball biblioteca changeme charlie circle circles circlewise computer contrasena contraseña coordinator dragon
    football iloveyou iloveyousomuch learningcircle learningcircles letmein librarian library libraryadmin login
    master michael monkey mypassword newpassword pass passphrase password passwords passwort princess publiclibrary
    qazwsx qazwsxedc qwer qwert qwerty qwertyuiop qwertyuiopasdf qwertz root secret shadow sunshine superman
    superuser temporary test testing thisismypassword trustno user welcome welcometo yourpassword zaq zxcvbn zxcvbnm
"""
COMMON = frozenset(_COMMON.split())
"""What the commonest passwords are made of, without digits and signs."""
_ALIKE = str.maketrans("013457@$!", "oieastasi")
_hasher = PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)
"""46 MiB, once, in one thread: OWASP's first choice; 0.07 s of processor time (2 shared cores, 2026-11)."""


def check_rules(password: str, name: str) -> None:
    """Let a new password of an account be one that is not guessed soon.

    Raises:
        UsageError: it is too short or too long, or among the first that somebody tries.
    """
    plain = _same(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise UsageError(
            f"the password has {len(plain)} letters, {SHORTEST} to {LONGEST} were expected; several words make a good "
            "one that is easy to type"
        )
    if len(set(plain)) < FEWEST_LETTERS or _bare(plain, name) in COMMON | {""}:
        raise UsageError(
            "the password is among the first that somebody would try (a common word, a row of keys, digits alone, or "
            "the account's name); several words that do not belong together were expected"
        )


def hashed(password: str) -> str:
    """What is kept of a password: an argon2id hash with its own salt and its costs."""
    return _hasher.hash(_same(password))


def is_right(password: str, kept: str | None) -> bool:
    """Whether this is the password of a hash. Without one it is wrong, after the same work."""
    against = kept or nobodys()
    try:
        return _hasher.verify(against, _same(password[: LONGEST + 1])) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether a hash was made at other costs than today's."""
    return _hasher.check_needs_rehash(kept)


@cache
def nobodys() -> str:
    """The hash against which the password of an account that is not there is held; the same for this process."""
    return _hasher.hash(secrets.token_urlsafe(32))


def _same(password: str) -> str:
    """One form of what keyboards write in several: `ñ` as one sign or two."""
    return unicodedata.normalize("NFKC", password)


def _bare(password: str, name: str) -> str:
    """The word that a password rests on: no digits and signs, repeats once, without the account's name."""
    folded = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password.casefold())
    own = _letters(name.casefold())
    found = ""
    for word in (_letters(folded), _letters(folded.translate(_ALIKE))):
        found = re.sub(r"^(.+?)\1+$", r"\1", word.replace(own, "") if len(own) > 2 else word)
        if found in COMMON or not found:
            return found
    return found


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]", "", text)
