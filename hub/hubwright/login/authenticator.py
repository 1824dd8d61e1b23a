"""Signs users in against the mounted user directory."""

from functools import partial

from jupyterhub.utils import url_path_join
from tornado.ioloop import PeriodicCallback
from tornado.web import HTTPError
from traitlets import Bool, Integer, Unicode, default

from . import own_passwords, phc
from .browser import remember_device
from .directory import Directory, Entry
from .fair_pool import Place
from .known_users import KnownUsers
from .password_form import PasswordForm
from .password_page import PasswordHandler
from .sessions import Sessions
from .strength import LEAST


class DirectoryAuthenticator(PasswordForm):
    """Users, groups, admins and passwords as in the directory, at every moment, without a restart."""

    users_path = Unicode("/etc/hubwright/users", config=True, help="The folder with users-0.json … users-f.json.")
    min_password_length = Integer(
        LEAST, config=True, help="Characters that a password chosen on the hub's page must have."
    )
    stop_removed_users = Bool(
        True, config=True, help="Stop the servers of users who were removed from the directory or disabled in it."
    )

    @default("allow_all")
    def _default_allow_all(self):
        return True  # `authenticate` only admits users in the directory

    @default("manage_groups")
    def _default_manage_groups(self):
        return True

    @default("auth_refresh_age")
    def _default_auth_refresh_age(self):
        return 60  # looking costs a few `stat`s

    @default("refresh_pre_spawn")
    def _default_refresh_pre_spawn(self):
        return True

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self._directory = Directory(self.users_path, self.log)
        self._costed = None

    def get_handlers(self, app):
        """JupyterHub asks once, when the database is ready and before it serves."""
        own_passwords.create_table(app.db)
        self._own_costliest = phc.costliest(own_passwords.hashes(app.db))
        self._known = KnownUsers(app.db)
        self._known.note_new(self._directory.users())  # a broken file shows in the log at the start
        app.template_vars["password_url"] = url_path_join(app.hub_prefix, "password")
        if self.auth_refresh_age:
            self._sessions = Sessions(app, self._directory, self._known, self.stop_removed_users)
            self._sweep = PeriodicCallback(self._sessions.follow, self.auth_refresh_age * 1000)
            self._sweep.start()
        return [(r"/password", PasswordHandler), *super().get_handlers(app)]

    async def authenticate(self, handler, data):
        """The user of a login form, or None when the name or the password is wrong."""
        if "username" not in data or "password" not in data:
            raise HTTPError(400, "Enter a user name and a password.")
        name = self.normalize_username(data["username"])
        if not await self.check_password(handler, name, data["password"]):
            return None
        entry = self._directory.users().get(name)
        if entry is None:
            return None  # removed while the password was checked
        if entry.disabled:
            raise HTTPError(403, "This account is disabled. Contact your hub administrator.")
        remember_device(handler, name)
        return self._model(name, entry)

    async def refresh_user(self, user, handler=None):
        """What the directory says now; False ends the session."""
        entry = self._directory.users().get(user.name)
        if entry is None:
            return self._is_unknown(user.name)  # True leaves everything as it is
        return False if entry.disabled else self._model(user.name, entry)

    def is_listed(self, name: str) -> bool:
        """Whether the directory has this user, disabled or not."""
        return name in self._directory.users()

    def is_admin(self, name: str) -> bool:
        """Whether the directory, or the hub's configuration, makes this user an administrator."""
        entry = self._directory.users().get(name)
        return name in self.admin_users or bool(entry and entry.admin)

    def is_active(self, name: str) -> bool:
        """Whether this user may be signed in."""
        entry = self._directory.users().get(name)
        return not entry.disabled if entry else self._is_unknown(name)

    def _is_unknown(self, name):
        return self._directory.is_unknown(name, self._known.file_of(name))

    async def check_password(self, handler, name: str, password: str) -> bool:
        """Whether it is that user's password, at the same cost for a user who does not exist.

        Raises an HTTPError with a message for the user when it was not checked.
        """

        def prepare():
            users = self._directory.users()
            costliest, entry = self._costliest(users), users.get(name)
            given = entry.hash if entry else phc.decoy(costliest)
            right = own_passwords.effective_hash(handler.db, name, given)
            return partial(phc.check, right, password, costliest)

        return await self.checked(handler, name, password, prepare)

    async def change_password(self, handler, name: str, password: str) -> bool:
        """Keep a new password that was chosen on the hub's page. False if the user has just been removed."""
        entry = self._directory.users().get(name)
        if entry is None:
            return False
        own = await self.in_turn(Place("passwords", name, known=True), partial(phc.make, password))
        self._own_costliest = phc.costliest([own, self._own_costliest])
        # For the entry as it was before: if the operator has reset it meanwhile, that counts.
        own_passwords.keep(handler.db, name, entry.hash, own)
        return True

    def _costliest(self, users):
        if users is not self._costed:  # the directory gives the same until something changes
            self._costed, self._given_costliest = users, phc.costliest(entry.hash for entry in users.values())
        return phc.costliest([self._given_costliest, self._own_costliest]) or phc.decoy()

    def _model(self, name: str, entry: Entry):
        # Always a plain True or False: the directory demotes too.
        return {"name": name, "admin": entry.admin or name in self.admin_users, "groups": list(entry.groups)}
