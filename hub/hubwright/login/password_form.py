"""What all authenticators with a name and a password in the login form have in common."""

from jupyterhub.auth import Authenticator
from tornado.web import HTTPError
from traitlets import Integer, default

from .browser import VisitedLoginHandler, device_id, visit_id
from .fair_pool import Busy, FairPool, Place, processors
from .guard import Guard, TooManyFailures

# Longer ones cannot be valid: the hub's database stores no more of a name. Of a password, this only bounds the work
# of normalizing what strangers send.
_LONGEST_NAME, _LONGEST_PASSWORD = 255, 8192
# Each check takes 32 MiB or more, so this keeps memory in bounds on big nodes.
_MOST_WORKERS = 4


class PasswordForm(Authenticator):
    """Checks passwords in threads of its own, in turn between clients, and slows down guessing."""

    workers = Integer(config=True, help="Threads that check passwords; each takes 32 MiB while it does.")
    max_waiting = Integer(400, config=True, help="Sign-ins that may wait for a worker; more are asked to try again.")

    @default("workers")
    def _default_workers(self):
        return min(_MOST_WORKERS, processors())

    @default("auth_refresh_strict")
    def _default_auth_refresh_strict(self):
        return True  # of JupyterHub 6: what `refresh_user` ends is ended for tokens and administrators too, as in 5

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._guard = self._new_guard()
        self._pool = FairPool(self.workers, self.max_waiting)

    def get_handlers(self, app):
        """JupyterHub asks once, before it serves; what comes first counts."""
        return [("/login", VisitedLoginHandler), *super().get_handlers(app)]

    async def checked(self, handler, name: str, password: str, prepare, secret: str | None = None):
        """What the check of a password gives: something true if it is that user's.

        `prepare()` is called when the check may be made, and gives what is called in a thread. Raises an HTTPError with
        a message for the user when it was not made. `secret` is what is guessed, if many users share one.
        """
        if len(name) > _LONGEST_NAME or len(password) > _LONGEST_PASSWORD:
            raise HTTPError(400, "The user name or the password is too long.")
        address, visit = handler.request.remote_ip if handler else "", visit_id(handler)
        attempt = self._guard.attempt(secret or name, address, visit, device_id(handler, name))
        try:
            await self._guard.admit(attempt)
        except TooManyFailures as error:
            raise _try_later(429, self._too_many(error.seconds), error.seconds) from None
        try:
            found = await self.in_turn(attempt.place, prepare())
        except BaseException:
            self._guard.withdrawn(attempt)
            raise
        (self._guard.succeeded if found else self._guard.failed)(attempt)
        return found

    async def in_turn(self, place: Place, call):
        """What `call()` gives, in a thread. Raises an HTTPError with a message for the user when there is no room."""
        try:
            return await self._pool.run(place, call)
        except Busy:
            raise _try_later(
                503, "Many people are signing in right now. Wait a few seconds and try again.", 5
            ) from None

    def _new_guard(self):
        return Guard()

    def _too_many(self, seconds):
        return f"Too many failed sign-ins. Wait {_in_words(seconds)} and try again."


def _try_later(status, message, seconds):
    error = HTTPError(status, message)
    error.headers = {"Retry-After": str(seconds)}
    return error


def _in_words(seconds):
    return "a second" if seconds == 1 else f"{seconds} seconds"
