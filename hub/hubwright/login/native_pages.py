"""The pages on which users sign up, administrators approve them, and both change passwords."""

from jupyterhub.scopes import needs_scope
from nativeauthenticator import handlers
from nativeauthenticator.orm import UserInfo
from tornado.web import HTTPError, authenticated

# All that bcrypt looks at. Before its version 5 it left the rest out by itself, so hashes of longer passwords exist.
BYTES = 72


class SignUpHandler(handlers.SignUpHandler):
    """nativeauthenticator's page, saying what exactly is wrong."""

    async def post(self):
        authenticator = self.authenticator
        if not authenticator.enable_signup:
            raise HTTPError(404)
        name = self.get_body_argument("username", strip=False)
        password = self.get_body_argument("signup_password", strip=False)
        problem = authenticator.sign_up_problem(name, password, self.get_query_argument("code", ""))
        if problem is None or authenticator.user_exists(name):
            await super().post()
            return
        page = await self.render_template(
            "signup.html",
            ask_email=authenticator.ask_email_on_signup,
            result_message=problem,
            alert="alert-danger",
            two_factor_auth=authenticator.allow_2fa,
            recaptcha_key=authenticator.recaptcha_key,
            tos=authenticator.tos,
        )
        self.finish(page)

    def get_result_message(self, user, *others):
        """Kind and text of the message after the form was sent."""
        if user is None or user.login_email_sent:
            return super().get_result_message(user, *others)
        if user.is_authorized:
            return "alert-success", "You signed up. You can log in now."
        return "alert-info", "You signed up. You can log in once an administrator has approved you."


class AuthorizeHandler(handlers.LocalBase):
    """Who signed up. Only forms of this page change anything: anyone can make an administrator follow a link."""

    @needs_scope("admin:users")
    async def get(self):
        users = self.db.query(UserInfo).order_by(UserInfo.is_authorized, UserInfo.username).all()
        page = await self.render_template(
            "authorize.html", users=users, ask_email=self.authenticator.ask_email_on_signup
        )
        self.finish(page)

    @needs_scope("admin:users")
    async def post(self):
        user = UserInfo.find(self.db, self.get_body_argument("name", strip=False))
        action = self.get_body_argument("action")
        if user is not None and action == "discard":
            self.db.delete(user)
        elif user is not None and action in ("approve", "revoke"):
            user.is_authorized = action == "approve"
        self.db.commit()
        self.redirect(self.hub.base_url + "authorize")


class _NewPassword:
    """Says what is wrong with a new password before nativeauthenticator looks at it."""

    def _problem(self, name):
        return self.authenticator.password_problem(name, self.get_body_argument("new_password", strip=False))

    async def _refuse(self, template, name, problem):
        self.finish(await self.render_template(template, user_name=name, result_message=problem, alert="alert-danger"))


class ChangePasswordHandler(_NewPassword, handlers.ChangePasswordHandler):
    @authenticated
    async def post(self):
        name = self.current_user.name
        if self.authenticator.get_user(name) is None:
            raise HTTPError(403, f"{name} has not signed up here, so there is no password to change.")
        problem = self._problem(name)
        old = self.get_body_argument("old_password", strip=False)
        if len(old.encode()) > BYTES or not await self.authenticator.check_password(self, name, old):
            problem = "Your current password was incorrect. Please try again."
        if problem:
            await self._refuse("change-password.html", name, problem)
        else:
            await super().post()


class ChangePasswordAdminHandler(_NewPassword, handlers.ChangePasswordAdminHandler):
    @needs_scope("admin:users")
    async def post(self, name):
        if not self.authenticator.user_exists(name):
            raise HTTPError(404)
        if problem := self._problem(name):
            await self._refuse("change-password-admin.html", name, problem)
        else:
            await super().post(name)
