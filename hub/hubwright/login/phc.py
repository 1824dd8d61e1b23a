"""Password hashes: scrypt in PHC form, `$scrypt$ln=15,r=8,p=3$<salt>$<hash>` (base64 without padding).

A password is normalized to Unicode NFC (as RFC 8265's OpaqueString profile asks) and encoded as UTF-8 before
it is hashed, so that `é` typed on a Mac equals `é` typed on Windows. Nothing is trimmed, mapped or cut.

The cost of new hashes is N=2^15, r=8, p=3: one of OWASP's first choices for scrypt, and the one that needs the
least memory (32 MiB a check), because the hub checks several at once. A guess costs an attacker's CPU as much as
bcrypt at cost 12 (what NativeAuthenticator and FirstUseAuthenticator use), and 8000 times its memory.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

COST_LN, COST_R, COST_P = 15, 8, 3

# A hash comes from a file, and its cost says how much memory and time the hub spends on it. These limits admit
# OWASP's costliest choice (128 MiB) and four times its time, and nothing that could take the hub down.
_MAX_MEMORY = 128 * 2**20
_MAX_WORK = 2**22
_MIN_LN = 10

_FORM = re.compile(r"\$scrypt\$ln=([0-9]{1,2}),r=([0-9]{1,2}),p=([0-9]{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)")


@dataclass(frozen=True)
class PasswordHash:
    """A parsed PHC string."""

    ln: int
    r: int
    p: int
    salt: bytes
    digest: bytes

    def __str__(self):
        return f"$scrypt$ln={self.ln},r={self.r},p={self.p}${_encode(self.salt)}${_encode(self.digest)}"

    def __repr__(self):
        return f"PasswordHash(ln={self.ln}, r={self.r}, p={self.p})"  # keeps hashes out of logs

    @property
    def work(self) -> int:
        """What a check costs, in the unit of scrypt's blocks."""
        return self.r * self.p << self.ln

    @property
    def fingerprint(self) -> str:
        """Identifies the hash, and reveals nothing of the password."""
        return hashlib.sha256(str(self).encode()).hexdigest()

    def fits(self, password: str) -> bool:
        """Whether the password is the right one. Blocks for a good part of a second: call it in a worker."""
        found = _scrypt(password, self.salt, self.ln, self.r, self.p, len(self.digest))
        return hmac.compare_digest(found, self.digest)


def parse(text: str) -> PasswordHash:
    """Read a PHC string; ValueError (without the hash in it) when it is invalid or its cost is out of bounds."""
    match = _FORM.fullmatch(text)
    if not match:
        raise ValueError("not a hash of the form $scrypt$ln=15,r=8,p=3$salt$hash")
    ln, r, p = (int(match[i]) for i in (1, 2, 3))
    if ln < _MIN_LN or r < 1 or p < 1:
        raise ValueError(f"a cost of ln={ln},r={r},p={p} is too low: ln must be at least {_MIN_LN}")
    if 128 * r * 2**ln > _MAX_MEMORY or r * p * 2**ln > _MAX_WORK:
        raise ValueError(f"a cost of ln={ln},r={r},p={p} is too high: the most is ln=17,r=8,p=4")
    salt, digest = _decode(match[4]), _decode(match[5])
    if not 8 <= len(salt) <= 64 or not 16 <= len(digest) <= 64:
        raise ValueError("the salt must have 8 to 64 bytes and the hash 16 to 64")
    return PasswordHash(ln, r, p, salt, digest)


def make(password: str, ln: int = COST_LN, r: int = COST_R, p: int = COST_P) -> PasswordHash:
    """Hash a password with a new salt."""
    salt = os.urandom(16)
    return PasswordHash(ln, r, p, salt, _scrypt(password, salt, ln, r, p, 32))


def decoy(like: PasswordHash | None = None) -> PasswordHash:
    """A hash that no password fits, of the cost of that one: checked for unknown users, so that they cost the same."""
    ln, r, p = (like.ln, like.r, like.p) if like else (COST_LN, COST_R, COST_P)
    return PasswordHash(ln, r, p, os.urandom(16), os.urandom(32))


def costliest(hashes: Iterable[PasswordHash | None]) -> PasswordHash | None:
    """The hash that costs most to check; None when there is none."""
    return max(filter(None, hashes), key=lambda it: it.work, default=None)


def check(hash: PasswordHash, password: str, costliest: PasswordHash) -> bool:
    """Whether the password fits that hash, at the cost of the costliest of all users. Blocks as `fits` does.

    If cheaper hashes took less, the time would reveal who has one.
    """
    fits = hash.fits(password)
    _spend(costliest.work - hash.work, costliest)
    return fits


def _spend(work, like):
    ln = like.ln
    while work >= 2 * like.r:
        ln = min(ln, (work // like.r).bit_length() - 1)
        p = work // (like.r << ln)
        _scrypt("", b"", ln, like.r, p, 16)
        work -= like.r * p << ln


def _scrypt(password, salt, ln, r, p, length):
    secret = unicodedata.normalize("NFC", password).encode()
    # OpenSSL counts a little more than the 128·N·r of the big table.
    maxmem = 128 * r * (2**ln + p) + 2**20
    return hashlib.scrypt(secret, salt=salt, n=2**ln, r=r, p=p, dklen=length, maxmem=maxmem)


def _encode(data):
    return base64.b64encode(data).rstrip(b"=").decode()


def _decode(text):
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise ValueError("the salt or the hash is not base64") from None
