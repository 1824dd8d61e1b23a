"""Remembers, in a signed cookie, that a user signed in from this browser before."""

import uuid

_COOKIE = "hubwright-device"
_DAYS = 90


def device_id(handler, name: str) -> str | None:
    """The id of this browser, if the cookie is genuine and of this very user."""
    value = handler.get_secure_cookie(_COOKIE, max_age_days=_DAYS)
    device, _, owner = (value or b"").decode("utf-8", "replace").partition(":")
    return device if owner == name else None


def remember_device(handler, name: str):
    """Mark this browser as one that `name` signs in from. It gives no access, only patience with typing errors."""
    if device_id(handler, name):
        return
    handler.set_secure_cookie(
        _COOKIE,
        f"{uuid.uuid4().hex}:{name}",
        expires_days=_DAYS,
        path=handler.hub.base_url,
        httponly=True,
        samesite="Lax",
        secure=handler.request.protocol == "https",
    )
