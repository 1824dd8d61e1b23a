"""What the API, and so the admin page, refuses since it would not last: docs/operate.md says the same."""

import json

import pytest
from jupyterhub.auth import DummyAuthenticator
from running_hub import cheap

ADA = {"hash": cheap("right"), "groups": ["research"]}
ADMIN = {"hash": cheap("right"), "admin": True}


@pytest.fixture
async def admin(hub):
    hub.files.users(ada=ADA, admin=ADMIN)
    await hub.start()
    return await hub.signed_in("admin", "right")


async def asked(browser, method, path, body):
    answer = await browser.api(method, path, data=json.dumps(body))
    said = json.loads(answer.text or "{}")
    return answer.status, said.get("message") if isinstance(said, dict) else None


NOT_LISTED = '"eve" is not in users.yaml, so nobody could log in with that name: npx hubwright user add eve'
NO_ADMIN = "users.yaml decides who is an administrator, and would undo this. Change `admin` of ada there."
GROUPS = "users.yaml decides who is in which group, and would undo this. Set `groups` of the users there."


@pytest.mark.parametrize(
    ("method", "path", "body", "message"),
    [
        ("POST", "/users/eve", {}, NOT_LISTED),
        ("POST", "/users", {"usernames": ["ada", "EVE"]}, NOT_LISTED),
        ("POST", "/users/ada", {"admin": True}, NO_ADMIN),
        ("PATCH", "/users/ada", {"admin": True}, NO_ADMIN),
        (
            *("PATCH", "/users/ada", {"name": "lovelace"}),
            "Users have the names of users.yaml: their homes and passwords belong to these.",
        ),
        ("POST", "/groups", {"groups": ["staff"]}, GROUPS),
        ("POST", "/groups/staff", {}, GROUPS),
        ("POST", "/groups/research/users", {"users": ["admin"]}, GROUPS),
        ("DELETE", "/groups/research/users", {"users": ["ada"]}, GROUPS),
        (
            *("POST", "/shutdown", {}),
            "Kubernetes would start the hub again at once. To restart it: kubectl rollout restart deployment/hub",
        ),
    ],
)
async def test_is_refused_in_words_and_changes_nothing(hub, admin, method, path, body, message):
    await hub.signed_in("ada", "right")
    assert await asked(admin, method, path, body) == (400, message)
    assert {user.name for user in hub.app.users.values()} == {"ada", "admin"}
    ada = hub.app.users["ada"]
    assert (ada.admin, {it.name for it in ada.groups}) == (False, {"research"})


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/users/ada", {}, 201),
        ("POST", "/users", {"usernames": ["ada"]}, 201),
        ("PATCH", "/users/admin", {"admin": True, "name": "admin"}, 200),
        ("DELETE", "/groups/research", {}, 404),
    ],
)
async def test_what_users_yaml_says_too_is_done(hub, admin, method, path, body, status):
    assert (await asked(admin, method, path, body))[0] == status


@pytest.mark.parametrize("path", ["/users/eve", "/groups/staff", "/shutdown"])
async def test_who_may_not_gets_no_other_answer(hub, admin, path):
    ada = await hub.signed_in("ada", "right")
    status, message = await asked(ada, "POST", path, {})
    assert status == 403 and "users.yaml" not in message and "Kubernetes" not in message


async def test_a_program_may_stop_the_hub_with_its_token(hub, admin, monkeypatch):
    stopped = []
    monkeypatch.setattr(type(hub.app), "stop", lambda self: stopped.append(self))
    token = hub.app.users["admin"].new_api_token(scopes=["shutdown"])
    answer = await hub.browser().request("POST", "/api/shutdown", headers={"Authorization": f"token {token}"})
    assert (answer.status, stopped) == (202, [hub.app])


class Grouping(DummyAuthenticator):
    """A login that gives groups."""

    async def authenticate(self, handler, data):
        return {"name": data["username"], "groups": []}


@pytest.mark.parametrize("manages", [True, False])
async def test_of_another_login_only_its_groups_are_refused(hub, manages):
    def configure(c):
        c.JupyterHub.authenticator_class = Grouping if manages else DummyAuthenticator
        c.Authenticator.allow_all = True
        c.Authenticator.admin_users = {"admin"}
        c.Authenticator.manage_groups = manages

    await hub.start(configure=configure)
    admin = await hub.signed_in("admin", "x")
    assert (await asked(admin, "POST", "/users/eve", {"admin": True}))[0] == 201
    status, message = await asked(admin, "POST", "/groups/staff", {})
    assert status == (400 if manages else 201)
    assert not manages or message.startswith("The login decides who is in which group")
    page = await admin.get("/admin")
    assert ("Groups are those of the directory" in page.plain, "users.yaml" in page.plain) == (manages, False)


async def test_the_page_says_where_users_come_from(admin):
    page = await admin.get("/admin")
    assert "Users, their groups and administrators are those of users.yaml" in page.plain
