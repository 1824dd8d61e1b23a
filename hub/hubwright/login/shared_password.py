"""One password for everyone, for trials."""

from hmac import compare_digest

from jupyterhub.authenticators import shared
from tornado.web import HTTPError
from traitlets import default

from .browser import remember_device
from .password_form import PasswordForm

_BANNER = "This is a trial hub: everyone shares one password and can log in under any name. Keep nothing secret here."


class SharedPasswordAuthenticator(PasswordForm, shared.SharedPasswordAuthenticator):
    """JupyterHub's, which slows down guessing; ADA is an administrator if ada is, and umlauts work."""

    @default("allow_all")
    def _default_allow_all(self):
        return not self.allowed_users

    def get_handlers(self, app):
        """JupyterHub asks once, before it serves."""
        app.template_vars.setdefault("announcement_login", _BANNER)
        self.log.warning("All users share one password: use this for trials only")
        return super().get_handlers(app)

    async def authenticate(self, handler, data):
        """The user of a login form, or None when the password is wrong."""
        name, password = self.normalize_username(data.get("username", "")), data.get("password", "")
        admin = name in self.admin_users
        expected = self.admin_password if admin else self.user_password
        # What is guessed is not this user's: under another name it would be the same.
        secret = "/administrators" if admin else "/users"

        def check():
            return bool(expected) and compare_digest(password.encode(), expected.encode())

        if not await self.checked(handler, name, password, lambda: check, secret):
            return None
        remember_device(handler, name)
        return {"name": name, "admin": admin}

    def check_allowed(self, username, authentication=None):
        """Whether this user, whose password was right, may use the hub; says so if not."""
        if username in self.admin_users or super().check_allowed(username, authentication):
            return True
        raise HTTPError(403, f"{username} may not use this hub. Contact your hub administrator.")
