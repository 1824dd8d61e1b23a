"""What a new password must be like. cli/weakness.ts decides by the same rule."""

import json
import unicodedata
from pathlib import Path

# `common`: long enough for the default minimum, and the first that anyone tries. Length does the rest.
_RULE = json.loads(Path(__file__).with_name("password-rule.json").read_text("utf-8"))
_COMMON = frozenset(_RULE["common"])

LEAST = _RULE["least"]
"""Characters that a password must have, unless the settings of the hub say otherwise."""


def weakness(password: str, name: str, least: int = LEAST) -> str | None:
    """What is wrong with a new password of user `name`, in words for that user; None when nothing is."""
    password = unicodedata.normalize("NFC", password)
    plain = _plain(password)
    longest, fewest = _RULE["longest"], _RULE["fewestDifferent"]
    if len(password) < least:
        return f"Too short: it has {len(password)} characters, and needs at least {least}."
    if len(password) > longest:
        return f"Too long: at most {longest} characters."
    if len(set(plain)) < fewest:
        return f"Too simple: use at least {fewest} different characters."
    if plain in _COMMON:
        return "Too common: it is among the first that anyone would try."
    if len(plain.replace(_plain(name), "")) < least // 2:
        return "Too close to your user name."
    return None


def _plain(text: str) -> str:
    return text.upper().lower()  # nearly casefold(), and available in JavaScript
