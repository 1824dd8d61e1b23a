"""Tells browsers apart, and remembers whose they are, in signed cookies."""

import uuid

from jupyterhub.handlers.login import LoginHandler
from jupyterhub.utils import get_browser_protocol
from tornado.web import HTTPError

_DEVICE, _DEVICE_DAYS = "hubwright-device", 90
_VISIT, _VISIT_DAYS = "hubwright-visit", 1
# Enough for every password that is checked, with each letter encoded.
_LARGEST_FORM = 128 * 1024


class VisitedLoginHandler(LoginHandler):
    """JupyterHub's login page, on which each browser gets an id."""

    async def get(self):
        if not visit_id(self):
            _set(self, _VISIT, uuid.uuid4().hex, None)  # until the browser is closed
        await super().get()

    async def post(self):
        if "username" not in self.request.body_arguments:
            raise HTTPError(400, "Enter a user name and a password.")
        # Hundreds of forms may be waiting at once.
        if len(self.request.body) > _LARGEST_FORM:
            raise HTTPError(400, "The user name or the password is too long.")
        await super().post()


def visit_id(handler) -> str | None:
    """The id of a browser that has loaded the login page. Whoever loads it again without cookies gets another."""
    return _value(handler, _VISIT, _VISIT_DAYS) or None


def device_id(handler, name: str) -> str | None:
    """The id of a browser from which this very user signed in before."""
    device, _, owner = _value(handler, _DEVICE, _DEVICE_DAYS).partition(":")
    return device if owner == name else None


def remember_device(handler, name: str):
    """Mark this browser as one that `name` signs in from. It gives no access, only tolerance of typing errors."""
    if handler and not device_id(handler, name):
        _set(handler, _DEVICE, f"{uuid.uuid4().hex}:{name}", _DEVICE_DAYS)


def _value(handler, cookie, days):
    # An authenticator may also be called without a request.
    value = handler and handler.get_secure_cookie(cookie, max_age_days=days)
    return (value or b"").decode("utf-8", "replace")


def _set(handler, cookie, value, days):
    handler.set_secure_cookie(
        cookie,
        value,
        expires_days=days,
        path=handler.hub.base_url,
        httponly=True,
        samesite="Lax",
        secure=_protocol(handler) == "https",
    )


def _protocol(handler) -> str:
    """How browsers reach the hub. As for JupyterHub's own cookies, proxies are only believed where it is not known."""
    known = handler.settings.get("public_url")
    return known.scheme if known else get_browser_protocol(handler.request)
