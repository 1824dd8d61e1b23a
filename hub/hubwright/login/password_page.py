"""The page on which users change their own password."""

from jupyterhub.handlers.base import BaseHandler
from tornado.web import HTTPError, authenticated

from .sessions import end_other_sessions
from .strength import weakness


class PasswordHandler(BaseHandler):
    """GET shows the form, POST handles it. JupyterHub's own XSRF check runs before POST."""

    @authenticated
    async def get(self):
        await self._show({}, changed=self.get_argument("changed", "") == "1")

    @authenticated
    async def post(self):
        old, new, again = (self.get_body_argument(field, "", strip=False) for field in ("old", "new", "again"))
        name = self.current_user.name
        problems = self._problems_of_new(name, old, new, again)
        try:
            if not old:
                problems["old"] = "Type the password that you signed in with."
            elif not await self.authenticator.check_password(self, name, old):
                problems["old"] = "This is not your current password."
            if not problems and not await self.authenticator.change_password(self, name, new):
                raise HTTPError(403, "This account is no longer in the user directory.")
        except HTTPError as error:
            await self._show(problems, message=error.log_message, status=error.status_code)
            return
        if problems:
            await self._show(problems, status=400)
            return
        self.log.info("User %s changed their password", name)
        end_other_sessions(self, self.current_user)
        self.redirect(self.request.path + "?changed=1")

    def _problems_of_new(self, name, old, new, again):
        problems = {}
        weak = weakness(new, name, self.authenticator.min_password_length)
        if weak:
            problems["new"] = weak
        elif new == old:
            problems["new"] = "This is your current password: choose another."
        if new != again:
            problems["again"] = "The new passwords do not match."
        return problems

    async def _show(self, problems, message="", status=200, changed=False):
        self.set_status(status)
        least = self.authenticator.min_password_length
        html = await self.render_template(
            "password.html", problems=problems, message=message, changed=changed, least=least
        )
        self.finish(html)
