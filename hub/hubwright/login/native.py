"""Users who sign up on a page of the hub: nativeauthenticator, made to work with JupyterHub 5 and bcrypt 5."""

import hmac
import math
import os

import bcrypt
import nativeauthenticator
from jupyterhub.utils import url_path_join
from nativeauthenticator.handlers import TEMPLATE_DIR
from tornado.web import HTTPError
from traitlets import default

from .browser import remember_device
from .failures import Failures
from .guard import Guard
from .native_pages import BYTES, AuthorizeHandler, ChangePasswordAdminHandler, ChangePasswordHandler, SignUpHandler
from .password_form import PasswordForm
from .strength import weakness

_REPLACED = {
    "/signup",
    "/authorize",
    "/authorize/([^/]*)",
    "/discard/([^/]*)",
    "/change-password",
    "/change-password/([^/]+)",
}


class NativeAuthenticator(PasswordForm, nativeauthenticator.NativeAuthenticator):
    """nativeauthenticator's, which says why it refuses, and where nobody can sign up as, or lock out, someone else."""

    @default("allow_all")
    def _default_allow_all(self):
        return True  # `authenticate` only lets in approved users

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if hasattr(self.parent, "template_paths"):
            self.parent.template_paths = [*self.parent.template_paths, TEMPLATE_DIR]

    def get_handlers(self, app):
        """JupyterHub asks once, when the database is ready and before it serves."""
        self._secret = app.cookie_secret
        # Checked for users who do not exist, so that they cost the same.
        self._decoy = bcrypt.hashpw(os.urandom(32).hex().encode(), bcrypt.gensalt())
        app.template_vars["sign_up_url"] = url_path_join(app.hub_prefix, "signup") if self.enable_signup else ""
        app.template_vars["account_links"] = [
            {"url": url_path_join(app.hub_prefix, "change-password"), "text": "Password"},
            {"url": url_path_join(app.hub_prefix, "authorize"), "text": "Sign-ups", "admin": True},
        ]
        for name in sorted(self.admin_users):
            if not self.user_exists(name):
                address = f"{url_path_join(app.hub_prefix, 'signup')}?code={self.sign_up_code(name)}"
                self.log.warning(
                    "Administrator %s has not signed up yet. They can do so only at this URL: %s", name, address
                )
        others = [it for it in super().get_handlers(app) if it[0] not in _REPLACED]
        return [
            ("/signup", SignUpHandler),
            ("/authorize", AuthorizeHandler),
            ("/change-password", ChangePasswordHandler),
            ("/change-password/([^/]+)", ChangePasswordAdminHandler),
            *others,
        ]

    async def authenticate(self, handler, data):
        """The user of a login form, or None when the name or the password is wrong."""
        name, password = self.normalize_username(data.get("username", "")), data.get("password", "")
        fits = await self.check_password(handler, name, password, data.get("2fa"))
        user = self.get_user(name)
        if user is None or not fits:
            return None
        if not user.is_authorized:
            raise HTTPError(403, f"You signed up as {name}. You can log in once an administrator has approved you.")
        remember_device(handler, name)
        return name

    async def check_password(self, handler, name: str, password: str, code: str | None = None) -> bool:
        """Whether it is that user's password, and the code that of their second factor, if they have one.

        Raises an HTTPError with a message for the user when it was not checked.
        """
        return await self.checked(handler, name, password, lambda: self._check(name, password, code))

    def _check(self, name, password, code):
        user = self.get_user(name)
        hashed = user.password if user else self._decoy
        may = user is not None and (not user.has_2fa or user.is_valid_token(code))
        return lambda: bcrypt.checkpw(password.encode()[:BYTES], hashed) and may

    def _new_guard(self):
        pause = self.seconds_before_next_try
        failures = Failures(memory=max(900, pause))
        return Guard(failures, refuse_after=self.allowed_failed_logins or math.inf, refusal=(pause, pause))

    def _too_many(self, seconds):
        return f"Too many failed logins. Try again in {max(1, math.ceil(seconds / 60))} min."

    async def refresh_user(self, user, handler=None):
        """Whether the user is still approved; False ends the session."""
        found = self.get_user(user.name)
        return found is not None and bool(found.is_authorized)

    def sign_up_code(self, name: str) -> str:
        """A code that only the hub's log shows: it lets an administrator sign up."""
        return hmac.new(self._secret, f"sign-up of {name}".encode(), "sha256").hexdigest()[:32]

    def sign_up_problem(self, typed: str, password: str, code: str) -> str | None:
        """Why a sign-up is refused, in words for the user; None when it is not."""
        name = self.normalize_username(typed)
        if not self.validate_username(name):
            return "Choose another user name: no spaces, commas or slashes."
        if len(name) > 128:
            return "Choose a shorter user name: at most 128 characters."
        expected = self.sign_up_code(name)
        if name in self.admin_users and not hmac.compare_digest(code.encode(), expected.encode()):
            return f"{name} is an administrator: to sign up, open the URL that the hub logs when it starts."
        return self.password_problem(name, password)

    def password_problem(self, name: str, password: str) -> str | None:
        """What is wrong with a new password, in words for its user; None when nothing is."""
        if len(password.encode()) > BYTES:
            return f"The password is too long: at most {BYTES} characters, fewer with umlauts or emoji."
        if problem := weakness(password, name, self.minimum_password_length):
            return f"This password is not accepted. {problem}"
        if self.check_common_password and self.is_password_common(password):
            return "The password is too common: it is among the first that anyone would try."
        return None
