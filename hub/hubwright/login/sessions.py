"""Ends sessions: a user's other ones after a new password, and all of users who left or whose password was reset."""

from collections.abc import Mapping

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


class Sessions:
    """Ends the sessions of users who may no longer sign in, or whose password an operator has reset.

    JupyterHub asks the authenticator about a user only when that user makes a request; an open notebook's kernel
    makes none to the hub. Looks at everyone once, then at what has changed in the directory and at new users.
    """

    def __init__(self, app, directory, known, stop_servers: bool):
        self._app = app
        self._directory = directory
        self._known = known
        self._stop = stop_servers
        self._seen: Mapping = {}
        self._last_id = 0
        # Users who are missing for an unknown reason; users who may not sign in, whose servers may still run.
        self._unknown: set[str] = set()
        self._leaving: set[str] = set()

    async def follow(self):
        """Take in what has changed. To be called again and again."""
        users = self._directory.users()
        try:
            changed = self._changed(users)
            if changed:
                self._end(changed, users)
        except Exception:
            self._app.db.rollback()
            self._seen, self._last_id = {}, 0  # all of it, the next time
            self._app.log.exception("Could not end the sessions of users who may no longer sign in; will try again")
        for name in list(self._leaving):
            await self._stop_servers(name)

    def _changed(self, users):
        new = self._app.db.query(orm.User.id, orm.User.name).filter(orm.User.id > self._last_id).all()
        changed = {name for _, name in new} | self._unknown
        if users is not self._seen:
            before, self._seen = self._seen, users
            changed |= {name for name, entry in users.items() if before.get(name) != entry}
            changed |= before.keys() - users.keys()
        self._last_id = max((id for id, _ in new), default=self._last_id)
        return changed

    def _end(self, changed, users):
        ids = self._ids(changed)
        self._unknown.difference_update(changed)
        for name in changed:
            entry = users.get(name)
            if entry is None and self._directory.is_unknown(name, self._known.file_of(name)):
                if name in ids:
                    self._unknown.add(name)
                continue
            gone = entry is None or entry.disabled
            (self._leaving.add if gone and self._stop else self._leaving.discard)(name)
            if name in ids and (gone or self._known.was_reset(name, entry)):
                self._sign_out(
                    ids[name], name, "may not sign in" if gone else "has a new password", keep_servers=not gone
                )
        self._known.note({name: users[name] for name in changed if name in users})

    def _ids(self, names):
        found, names = {}, list(names)
        for start in range(0, len(names), 500):  # databases bound what one query names
            query = self._app.db.query(orm.User.name, orm.User.id)
            found.update(query.filter(orm.User.name.in_(names[start : start + 500])).all())
        return found

    def _sign_out(self, id, name, why, keep_servers):
        db = self._app.db
        kept = self._tokens_of_servers(name) if keep_servers else ()
        tokens = [token for token in db.query(orm.APIToken).filter_by(user_id=id) if token.id not in kept]
        for token in tokens:
            db.delete(token)
        _replace_cookie(db, id)
        if tokens:
            self._app.log.warning("%s %s: ended their sessions and revoked %d tokens", name, why, len(tokens))

    def _tokens_of_servers(self, name):
        """A server that keeps running reports to the hub with its own."""
        user = self._app.users.get(name)
        tokens = [spawner.api_token for spawner in user.spawners.values() if spawner.active] if user else []
        found = [orm.APIToken.find(self._app.db, token) for token in tokens if token]
        return {token.id for token in found if token}

    async def _stop_servers(self, name):
        try:
            user = self._app.users.get(name)
            active = [it for it in user.spawners.items() if it[1].active] if user else []
            for server, spawner in active:
                if not spawner.pending:
                    self._app.log.warning("%s may not sign in: stopping %s", name, spawner._log_name)
                    await self._app.proxy.delete_user(user, server)
                    await user.stop(server)
            if not active:
                self._leaving.discard(name)
        except Exception:
            self._app.db.rollback()
            self._app.log.exception("Could not stop the servers of %s, who may not sign in; will try again", name)


def _replace_cookie(db, id):
    db.get(orm.User, id).cookie_id = new_token()
