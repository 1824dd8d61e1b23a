"""Refuses changes through the API, and so on the admin page, that would not last.

Where users are those of users.yaml, it decides who exists and who is an administrator; where the login gives groups, it
decides who is in them. Stopping the hub from that page is refused too: Kubernetes would start it again at once.
"""

from jupyterhub.apihandlers.groups import GroupAPIHandler, GroupListAPIHandler, GroupUsersAPIHandler
from jupyterhub.apihandlers.hub import ShutdownAPIHandler
from jupyterhub.apihandlers.users import UserAPIHandler, UserListAPIHandler

from ..refusal import refusal
from ..replacing import replace
from .authenticator import DirectoryAuthenticator

_GROUPS_OF_FILE = "users.yaml decides who is in which group, and would undo this. Set `groups` of the users there."
_GROUPS_OF_LOGIN = (
    "The login decides who is in which group, and would undo this. Change it in the directory that users log in with."
)
_RENAMED = "Users have the names of users.yaml: their homes and passwords belong to these."
_SHUTDOWN = "Kubernetes would start the hub again at once. To restart it: kubectl rollout restart deployment/hub"


def install():
    """Check what callers with the permission ask for; all others get JupyterHub's own refusal."""

    def post_users(original, self):
        _check(self, "admin:users", _added)
        return original(self)

    def post_user(original, self, user_name):
        _check(self, "admin:users", _added, user_name)
        return original(self, user_name)

    def patch_user(original, self, user_name):
        _check(self, "admin:users", _edited, user_name)
        return original(self, user_name)

    def post_groups(original, self):
        _check(self, "admin:groups", _grouped)
        return original(self)

    def post_group(original, self, group_name):
        _check(self, "admin:groups", _grouped)
        return original(self, group_name)

    def change_members(original, self, group_name):
        _check(self, "groups", _grouped)
        return original(self, group_name)

    def shutdown(original, self):
        _check(self, "shutdown", _stopped)
        return original(self)

    replace(UserListAPIHandler, "post", post_users)
    replace(UserAPIHandler, "post", post_user)
    replace(UserAPIHandler, "patch", patch_user)
    replace(GroupListAPIHandler, "post", post_groups)
    replace(GroupAPIHandler, "post", post_group)
    replace(GroupUsersAPIHandler, "post", change_members)
    replace(GroupUsersAPIHandler, "delete", change_members)
    replace(ShutdownAPIHandler, "post", shutdown)


def describe(app):
    """Tell the templates what comes from elsewhere."""
    app.template_vars["overruled"] = {
        "users": _is_directory(app.authenticator),
        "groups": app.authenticator.manage_groups,
    }


def _is_directory(authenticator):
    return isinstance(authenticator, DirectoryAuthenticator)


def _check(handler, scope, find, *args):
    if scope not in handler.parsed_scopes:
        return
    body = handler.get_json_body()
    # What is no object, JupyterHub refuses.
    if message := find(handler, body if isinstance(body, dict) else {}, *args):
        raise refusal(400, message)


def _added(handler, body, name=None):
    if not _is_directory(handler.authenticator):
        return None
    names = [name] if name is not None else body.get("usernames")
    if not isinstance(names, list):
        return None  # JupyterHub refuses these too
    for it in (handler.authenticator.normalize_username(it) for it in names if isinstance(it, str)):
        if not handler.authenticator.is_listed(it):
            return f'"{it}" is not in users.yaml, so nobody could log in with that name: npx hubwright user add {it}'
        if problem := _admin(handler, body, it):
            return problem
    return None


def _edited(handler, body, name):
    if not _is_directory(handler.authenticator):
        return None
    return _RENAMED if body.get("name", name) != name else _admin(handler, body, name)


def _admin(handler, body, name):
    if "admin" not in body or body["admin"] == handler.authenticator.is_admin(name):
        return None
    return f"users.yaml decides who is an administrator, and would undo this. Change `admin` of {name} there."


def _grouped(handler, _body):
    if not handler.authenticator.manage_groups:
        return None
    return _GROUPS_OF_FILE if _is_directory(handler.authenticator) else _GROUPS_OF_LOGIN


def _stopped(handler, _body):
    return None if handler.get_auth_token() else _SHUTDOWN
