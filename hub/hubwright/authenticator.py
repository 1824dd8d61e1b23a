"""Signs users in against the mounted user directory."""

import os

from jupyterhub.auth import Authenticator
from jupyterhub.utils import url_path_join
from tornado.ioloop import PeriodicCallback
from tornado.web import HTTPError
from traitlets import Bool, Integer, Unicode, default

from . import own_passwords, phc
from .device import device_id, remember_device
from .directory import Directory, Entry
from .fair_pool import Busy, FairPool
from .guard import Attempt, Guard, TooManyFailures
from .password_page import PasswordHandler
from .sessions import RemovedUsers

# Longer ones cannot be anyone's; this only bounds the work of normalizing what strangers send.
_LONGEST_INPUT = 8192
_MOST_WORKERS = 4


class DirectoryAuthenticator(Authenticator):
    """Users, groups, admins and passwords as in the directory, at every moment, without a restart."""

    users_path = Unicode("/etc/hubwright/users", config=True, help="The folder with users-0.json … users-f.json.")
    min_password_length = Integer(
        10, config=True, help="Characters that a password chosen on the hub's page must have."
    )
    workers = Integer(config=True, help="Threads that check passwords; each takes 32 MiB while it does.")
    max_waiting = Integer(400, config=True, help="Sign-ins that may wait for a worker; more are asked to try again.")
    stop_removed_users = Bool(
        True, config=True, help="Stop the servers of users who were removed from the directory or disabled in it."
    )

    @default("workers")
    def _default_workers(self):
        # One processor stays with the event loop. The bound keeps memory in bounds on big nodes.
        return max(1, min(_MOST_WORKERS, len(os.sched_getaffinity(0)) - 1))

    @default("allow_all")
    def _default_allow_all(self):
        return True  # `authenticate` admits nobody who is not in the directory

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
        self._guard = Guard()
        # One lane may hold most of the queue: a whole class may sit behind one address.
        self._pool = FairPool(self.workers, self.max_waiting, self.max_waiting * 3 // 4)
        self._decoy = phc.decoy()

    def get_handlers(self, app):
        """JupyterHub asks once, when the database is ready and before it serves."""
        own_passwords.create_table(app.db)
        self._directory.users()  # so that a broken file shows in the log at the start
        app.template_vars["password_url"] = url_path_join(app.hub_prefix, "password")
        if self.auth_refresh_age:
            removed = RemovedUsers(app, self.is_active, self.stop_removed_users)
            self._sweep = PeriodicCallback(removed.end_sessions, self.auth_refresh_age * 1000)
            self._sweep.start()
        return [(r"/password", PasswordHandler)]

    async def authenticate(self, handler, data):
        """The user of a login form, or None when the name or the password is wrong."""
        if "username" not in data or "password" not in data:
            raise HTTPError(400, "Give a user name and a password.")
        name = self.normalize_username(data["username"])
        if not await self.check_password(handler, name, data["password"]):
            return None
        entry = self._directory.users().get(name)
        if entry is None:
            return None  # removed while the password was checked
        if entry.disabled:
            raise HTTPError(403, "This account is disabled. Ask whoever runs this hub.")
        remember_device(handler, name)
        return self._model(name, entry)

    async def refresh_user(self, user, handler=None):
        """What the directory says by now; False ends the session."""
        entry = self._directory.users().get(user.name)
        if entry is None or entry.disabled:
            return False
        return self._model(user.name, entry)

    def is_active(self, name: str) -> bool:
        """Whether this user may be signed in."""
        entry = self._directory.users().get(name)
        return entry is not None and not entry.disabled

    async def check_password(self, handler, name: str, password: str) -> bool:
        """Whether it is that user's password, at the same cost for a user who does not exist.

        Raises an HTTPError with a message for the user when it was not checked.
        """
        if max(len(name), len(password)) > _LONGEST_INPUT:
            raise HTTPError(400, "The user name or the password is too long.")
        attempt = Attempt(name, handler.request.remote_ip, device_id(handler, name))
        try:
            await self._guard.admit(attempt)
        except TooManyFailures as error:
            raise _try_later(
                429, f"Too many failed sign-ins. Wait {_in_words(error.seconds)} and try again.", error.seconds
            ) from None
        entry = self._directory.users().get(name)
        right = entry and own_passwords.effective_hash(handler.db, name, entry.hash)
        try:
            fits = await self._pool.run(attempt.lane, (right or self._decoy).fits, password)
        except Busy:
            self._guard.withdrawn(attempt)
            raise _try_later(
                503, "Many people are signing in at this moment. Wait a few seconds and try again.", 5
            ) from None
        (self._guard.succeeded if fits else self._guard.failed)(attempt)
        return fits

    async def change_password(self, handler, name: str, password: str) -> bool:
        """Keep a new password, made on the hub's page. False if the user has just been removed."""
        entry = self._directory.users().get(name)
        if entry is None:
            return False
        try:
            own = await self._pool.run(("known", name), phc.make, password)
        except Busy:
            raise _try_later(503, "Many people are signing in at this moment. Try again in a few seconds.", 5) from None
        # For the entry as it was before: if the engineer reset it meanwhile, that counts.
        own_passwords.keep(handler.db, name, entry.hash, own)
        return True

    def _model(self, name: str, entry: Entry):
        # Always a plain True or False: the directory demotes too.
        return {"name": name, "admin": entry.admin or name in self.admin_users, "groups": list(entry.groups)}


def _try_later(status, message, seconds):
    error = HTTPError(status, message)
    error.headers = {"Retry-After": str(seconds)}
    return error


def _in_words(seconds):
    return "a second" if seconds == 1 else f"{seconds} seconds"
