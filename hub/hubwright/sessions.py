"""Ends sessions: a user's other ones after a new password, and all of a user who is gone."""

from jupyterhub import orm
from jupyterhub.utils import new_token


def end_other_sessions(handler, user):
    """Sign a user out everywhere but in this browser. Their servers, and API tokens that they made, stay."""
    _replace_cookie(handler.db, user.id)
    tokens = handler.db.query(orm.APIToken).filter(
        orm.APIToken.user_id == user.id,
        orm.APIToken.session_id.is_not(None),
        orm.APIToken.session_id != handler.get_session_cookie(),
    )
    for token in tokens:
        handler.db.delete(token)
    handler.db.commit()
    handler.set_hub_cookie(user)


class RemovedUsers:
    """Signs out users who are no longer active, revokes their tokens and, if wanted, stops their servers.

    JupyterHub asks the authenticator about a user only when that user makes a request; an open notebook's kernel
    makes none to the hub.
    """

    def __init__(self, app, is_active, stop_servers: bool):
        self._app = app
        self._is_active = is_active
        self._stop = stop_servers
        self._ended: set[str] = set()

    async def end_sessions(self):
        """Look at every user that the hub knows. To be called again and again."""
        app = self._app
        for id, name in app.db.query(orm.User.id, orm.User.name).all():
            if self._is_active(name):
                self._ended.discard(name)
                continue
            try:
                if name not in self._ended:
                    self._sign_out(id, name)
                if self._stop:
                    await self._stop_servers(name)
            except Exception:
                app.db.rollback()
                app.log.exception("Could not end the sessions of %s, who may no longer sign in; will try again", name)

    def _sign_out(self, id, name):
        db = self._app.db
        tokens = db.query(orm.APIToken).filter_by(user_id=id).all()
        for token in tokens:
            db.delete(token)
        _replace_cookie(db, id)
        db.commit()
        self._ended.add(name)
        if tokens:
            self._app.log.warning("%s may not sign in: ended their sessions and revoked %d tokens", name, len(tokens))

    async def _stop_servers(self, name):
        user = self._app.users.get(name)
        for server, spawner in list(user.spawners.items()) if user else ():
            if spawner.active and not spawner.pending:
                self._app.log.warning("%s may not sign in: stopping %s", name, spawner._log_name)
                await self._app.proxy.delete_user(user, server)
                await user.stop(server)


def _replace_cookie(db, id):
    db.get(orm.User, id).cookie_id = new_token()
