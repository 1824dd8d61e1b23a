"""Nothing that a user sends keeps the hub from reading its database."""

import json

import pytest
from jupyterhub import orm
from running_hub import PodlessSpawner, cheap
from sqlalchemy import create_engine, text

from hubwright.requests.stored_json import fault

BYTES = {"__jupyterhub_bytes__": True, "data": "abc"}


def nested(depth, leaf, wrap):
    for _ in range(depth):
        leaf = wrap(leaf)
    return leaf


def named_servers(c):
    c.JupyterHub.allow_named_servers = True
    c.JupyterHub.load_roles = [{"name": "server-admins", "users": ["boss"], "scopes": ["admin:groups", "admin:users"]}]


@pytest.fixture
async def boss(hub):
    hub.files.users(user1="x", boss={"hash": cheap("x"), "admin": True})
    await hub.start(configure=named_servers)
    await hub.signed_in("user1", "x")
    return await hub.signed_in("boss", "x")


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (BYTES, "reserved"),
        ({"a": [BYTES]}, "reserved"),
        ({"a": {"b": [[{"c": {"__jupyterhub_bytes__": False}}]]}}, "reserved"),
        ({"__jupyterhub_other": 1}, "reserved"),
        ({"a": ({"__jupyterhub_": 1},)}, "reserved"),
        (nested(20, BYTES, lambda it: {"a": [it]}), "too deeply"),
        (nested(5000, 1, lambda it: [it]), "too deeply"),
        ({"a": float("nan")}, "not valid in JSON"),
        ({"a": [float("-inf")]}, "not valid in JSON"),
        ({"\ud800": 1}, "cannot be stored"),
        ({"a": "b\0"}, "cannot be stored"),
    ],
)
def test_what_cannot_be_stored_is_told(value, problem):
    assert problem in fault(value)


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {"profile": "notebook", "image": "basic"},
        {"file": [b"__jupyterhub_bytes__"], "text": "__jupyterhub_bytes__", "list": [1, 2.5, None, True, "ü", "😀"]},
        {"_jupyterhub_": 1, "a__jupyterhub_": 1, 5: 1},
        nested(10, 1, lambda it: {"a": [it]}),
    ],
)
def test_all_else_is_let_through(value):
    assert fault(value) is None


BODIES = [
    {"image": "a", "x": BYTES},
    {"properties": {"a": [BYTES]}, "note": BYTES, "x": 1},
    BYTES,
    [],
    [BYTES],
    0,
    True,
    "text",
    {"usernames": 5, "users": 5, "name": 5, "note": ["x"], "scopes": 5, "roles": 5, "expires_in": "x", "servers": 5},
    {"usernames": [5], "users": [5], "scopes": [5], "roles": [5], "expires_in": {}, "last_activity": 5, "user": 5},
    {"usernames": [None], "users": [{}], "servers": {"": 5}, "group": [], "remove": "x", "admin": "maybe"},
    {"name": None, "admin": None, "auth_state": 5, "note": 5, "last_activity": {}, "servers": {"": {}}},
    {"a": "\ud800"},
]
RAW = [b"{", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 100_000, b'{"a": NaN}', b"1" * 10_000, b'{"a": "\\ud800"}', b"\0"]
CALLS = [
    ("POST", "/users/user1/server"),
    ("DELETE", "/users/user1/server"),
    ("POST", "/users/user1/servers/one"),
    ("DELETE", "/users/user1/servers/one"),
    ("POST", "/users/user1/tokens"),
    ("POST", "/users/user1/activity"),
    ("POST", "/shares/user1/"),
    ("PATCH", "/shares/user1/"),
    ("POST", "/share-codes/user1/"),
    ("POST", "/users"),
    ("POST", "/users/new"),
    ("PATCH", "/users/user1"),
    ("POST", "/groups/some"),
    ("PUT", "/groups/some/properties"),
    ("POST", "/groups/some/users"),
    ("DELETE", "/groups/some/users"),
    ("PATCH", "/proxy"),
    ("POST", "/shutdown"),
]


async def test_bodies_of_odd_types_are_refused_and_end_nothing(boss, hub):
    for method, path in CALLS:
        for body in [json.dumps(it).encode() for it in BODIES] + RAW:
            if path == "/shutdown" and body.startswith(b'{"'):
                continue  # that it takes
            page = await boss.api(method, path, data=body)
            assert page.status < 500, (method, path, body[:200], page.text)
        assert "__jupyterhub_" not in await stored(hub), (method, path)
    assert json.loads((await boss.api("GET", "/users")).text)


async def stored(hub):
    """All that the database holds, as text."""
    engine = create_engine(f"sqlite:///{hub.folder}/hub.sqlite")
    with engine.connect() as connection:
        tables = [row[0] for row in connection.execute(text("select name from sqlite_master where type = 'table'"))]
        rows = [connection.execute(text(f'select * from "{table}"')).all() for table in tables]
    engine.dispose()
    return repr(rows)


@pytest.mark.parametrize("path", ["/users/user1/server", "/users/user1/servers/one"])
async def test_reserved_keys_are_refused_in_a_sentence(boss, path):
    for body in ({"image": "a", "x": BYTES}, {"a": [{"b": [BYTES]}]}):
        page = await boss.api("POST", path, json=body)
        assert page.status == 400
        assert "Keys that begin with __jupyterhub_ are reserved" in json.loads(page.text)["message"]
    assert not PodlessSpawner.started


async def test_an_own_form_and_an_own_query_are_checked(hub):
    def configure(c):
        c.Spawner.options_form = "<input name='x'>"
        c.Spawner.options_from_form = lambda data: {key: value[0] for key, value in data.items()}
        c.Spawner.options_from_query = lambda data: {key: value[0] for key, value in data.items()}

    hub.files.users(user1="x")
    await hub.start(configure=configure)
    browser = await hub.signed_in("user1", "x")
    page = await browser.post("/spawn", {"__jupyterhub_bytes__": "1", "data": "abc"})
    assert page.status == 400
    assert "reserved" in page.plain
    page = await browser.get("/spawn?__jupyterhub_bytes__=1&data=abc")
    assert page.status == 400
    assert not PodlessSpawner.started


async def test_a_form_that_is_no_text_is_refused(hub):
    hub.files.users(user1="x")
    await hub.start()
    browser = await hub.signed_in("user1", "x")
    await browser.get("/home")
    xsrf = browser.session.cookie_jar.filter_cookies(hub.url + "/hub/")["_xsrf"].value
    for value in ("%FF", "%00", "%ED%A0%80"):
        page = await browser.request(
            "POST",
            "/spawn",
            data=f"_xsrf={xsrf}&profile={value}",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert page.status == 400, page.plain
        page = await browser.get(f"/spawn?profile={value}")
        assert page.status < 500


@pytest.mark.parametrize(
    "hit",
    [
        '{"image": "a", "x": {"__jupyterhub_bytes__": true, "data": "abc"}}',
        '{"x": [{"__jupyterhub_bytes__": true}]}',
        '{"__jupyterhub_bytes__": true, "data": 5}',
        '{"__jupyterhub_bytes__": true, "data": "YWJj"}',
        '{"a":' * 5000 + "1" + "}" * 5000,
        '{"cut off',
    ],
)
async def test_a_database_that_was_hit_is_mended_at_the_start(hub, hit):
    hub.files.users(user1="x", boss={"hash": cheap("x"), "admin": True})
    await hub.start()
    browser = await hub.signed_in("user1", "x")
    await browser.api("POST", "/users/user1/server", json={})
    await hub.app.users["user1"].spawner._spawn_future
    spawner = PodlessSpawner.started.pop()  # its server goes on while the hub restarts
    await hub.stop()
    engine = create_engine(f"sqlite:///{hub.folder}/hub.sqlite")
    with engine.begin() as connection:
        connection.execute(text("update spawners set user_options = :hit"), {"hit": hit})
        connection.execute(text("update users set state = :hit"), {"hit": hit})
    engine.dispose()
    try:
        await hub.start()
        boss = await hub.signed_in("boss", "x")
        page = await boss.api("GET", "/users?include_stopped_servers=1")
        assert page.status == 200
        assert "user1" in page.text
        assert (await boss.api("DELETE", "/users/user1")).status == 204
    finally:
        if getattr(spawner, "runner", None):
            await spawner.stop()
    assert orm.User.find(hub.app.db, "user1") is None


@pytest.mark.parametrize("name", [None, "user1"])
async def test_only_who_may_points_the_hub_at_another_proxy(boss, hub, name):
    before = getattr(hub.app.proxy, "api_url", None)
    browser = await hub.signed_in(name, "x") if name else hub.browser()
    await browser.get("/login")
    page = await browser.api("PATCH", "/proxy", json={"api_url": "http://127.0.0.1:9"})
    assert page.status == 403, page.text
    assert getattr(hub.app.proxy, "api_url", None) == before
