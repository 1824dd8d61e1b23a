"""Nobody gets the route of the hub, or of other users, by a name."""

import json

import pytest
from jupyterhub import orm
from jupyterhub.auth import Authenticator, DummyAuthenticator
from running_hub import PodlessSpawner, cheap
from sqlalchemy import create_engine, text

from hubwright.requests import names

ROOTS = [
    ".",
    "..",
    "...",
    "%2e",
    "%2E%2e",
    "%252e%252E",
    ".%2e",
    "%2e%2e%2f",
    "..%2fhub",
    "hub%2f..",
    "a\\..\\b",
    "\u2024\u2024",  # one dot leaders
    "\u2025",  # two dot leader
    "\uff0e\uff0e",  # full width
    "\uff0e.",
    "\u200b..",
    ".\u00ad.",
    "a/..",
    "/",
    "a/",
    "a//b",
    "..\n",
    "a\0",
    "\ud800",
]
OTHERS = [
    "ada",
    "a.b",
    ".ada",
    "ada.",
    "..ada",
    "ada@example.com",
    "company\\ada",
    "100%",
    "a%20b",
    "github:ada",
    "ádá",
]


@pytest.mark.parametrize("name", ROOTS)
def test_a_name_that_means_another_page_is_none(name):
    assert not names.is_routable(name)


@pytest.mark.parametrize("name", OTHERS)
def test_other_names_stay(name):
    assert names.is_routable(name)


class Careless(DummyAuthenticator):
    """One of those that raw values choose; it has an own idea of names."""

    def validate_username(self, username):
        return True

    def normalize_username(self, username):
        return super().normalize_username(username.removeprefix("as "))


class Usual(DummyAuthenticator):
    """One that leaves names to JupyterHub."""


@pytest.mark.parametrize("kind", [Careless, Usual, Authenticator])
@pytest.mark.parametrize("name", ["..", "as ..", "%2e%2e"])
async def test_no_authenticator_signs_it_in(hub, kind, name):
    def configure(c):
        c.JupyterHub.authenticator_class = kind if kind is not Authenticator else Usual
        c.Authenticator.allow_all = True
        c.Authenticator.username_map = {"as ..": ".."}

    await hub.start(configure=configure)
    page = await hub.browser().login(name, "x")
    assert page.status in (400, 403), page.text
    assert hub.app.db.query(orm.User).count() == 0
    assert list(hub.app.proxy.routes) == ["/"]


async def admin_of(hub):
    def configure(c):
        c.JupyterHub.allow_named_servers = True

    hub.files.users(user1="x", boss={"hash": cheap("x"), "admin": True})
    await hub.start(configure=configure)
    await hub.signed_in("user1", "x")
    return await hub.signed_in("boss", "x")


async def test_the_api_makes_no_such_user_or_server(hub):
    boss = await admin_of(hub)
    for name in ("..", "%2e%2e", "\uff0e\uff0e"):
        assert (await boss.api("POST", "/users", json={"usernames": [name]})).status == 400
        assert (await boss.api("PATCH", "/users/user1", json={"name": name})).status == 400
    for path in ("/users/%252e%252e", "/users/%25252e%25252e", "/users/user1/servers/%252e%252e"):
        page = await boss.api("POST", path, json={})
        assert page.status == 400, page.text
    assert {name for (name,) in hub.app.db.query(orm.User.name)} == {"user1", "boss"}
    assert list(hub.app.proxy.routes) == ["/"]
    assert not PodlessSpawner.started


@pytest.mark.parametrize(
    ("change", "user", "path"),
    [
        ("update users set name = '..' where name = 'user1'", "..", "/users/%252e%252e/server"),
        ("update spawners set name = '..' where name = 'one'", "user1", "/users/user1/servers/%252e%252e"),
    ],
)
async def test_one_that_is_in_the_database_is_never_routed(hub, change, user, path):
    boss = await admin_of(hub)
    for name in ("server", "servers/one"):
        await boss.api("POST", f"/users/user1/{name}", json={})
    for spawner in hub.app.users["user1"].spawners.values():
        if future := spawner._spawn_future:
            await future
    running = [*PodlessSpawner.started]
    PodlessSpawner.started.clear()
    await hub.stop()
    engine = create_engine(f"sqlite:///{hub.folder}/hub.sqlite")
    with engine.begin() as connection:
        connection.execute(text(change))
        if "display_name" in orm.Spawner.__table__.columns:  # as JupyterHub 5 has left it
            connection.execute(text("update spawners set display_name = null where name = '..'"))
    engine.dispose()
    boss = await admin_of(hub) if user == "user1" else await restarted(hub)
    await hub.app.proxy.check_routes(hub.app.users, hub.app._service_map)
    assert not [route for route in hub.app.proxy.routes if ".." in route]
    page = await boss.api("POST", path.replace("%25", "%"), json={})
    assert page.status in (400, 404), page.text
    users = json.loads((await boss.api("GET", "/users")).text)
    assert user in [it["name"] for it in users]
    for spawner in running:
        if getattr(spawner, "runner", None):
            await spawner.stop()


async def restarted(hub):
    await hub.start()
    return await hub.signed_in("boss", "x")
