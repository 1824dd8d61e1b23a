"""Whose servers the real culler stops."""

import asyncio
import os
import sys
from datetime import timedelta

import pytest
from jupyterhub.utils import utcnow
from running_hub import cheap
from synthesized import apply
from waiting import until

NAMES = ("ada", "bob", "eve")
TOKEN = "of-the-culler"
DAYS = 24 * 3600


def as_in_the_chart(c, *more):
    """Source: zero-to-jupyterhub 4.4.0, `jupyterhub_config.py`; the service is run by the test."""
    name = "jupyterhub-idle-culler"
    scopes = ["list:users", "read:users:activity", "read:servers", "delete:servers", *more]
    c.JupyterHub.services.append({"name": name, "api_token": TOKEN})
    c.JupyterHub.load_roles.append({"name": name, "scopes": scopes, "services": [name]})


@pytest.fixture
def start(hub, synthesizer):
    async def start(excepted, *more):
        """A hub with a server of each user, in this order, of which nobody has seen anything for days."""
        culling = {"except": excepted} if excepted else {}
        values = synthesizer.values({"auth": {"type": "native", "adminUsers": ["ada"]}, "hub": {"culling": culling}})
        hub.files.users(ada="x", bob={"hash": cheap("x"), "groups": ["keep"]}, eve="x")

        def configure(c):
            apply(c, values, {})
            c.JupyterHub.authenticator_class = "hubwright.login.authenticator.DirectoryAuthenticator"
            as_in_the_chart(c, *more)

        never = values["custom"]["hubwright"].get("neverCulled")
        await hub.start({"neverCulled": never} if never else {}, configure)
        for name in NAMES:
            browser = await hub.signed_in(name, "x")
            assert (await browser.api("POST", f"/users/{name}/server")).status in (201, 202)
            await until(lambda name=name: server(name).ready)
        for name in NAMES:
            user, running = hub.app.users[name].orm_user, server(name).orm_spawner
            user.created = running.started = utcnow(with_tz=False) - timedelta(days=3)
            user.last_activity = running.last_activity = utcnow(with_tz=False) - timedelta(days=2)
        hub.app.db.commit()

    def server(name):
        return hub.app.users[name].spawner

    return start


@pytest.fixture
async def cull(hub):
    """Runs the culler as the hub does; it looks at users in the order in which they came, so the last one is `eve`."""
    running = []

    async def cull(*options):
        url = f"--url={hub.url}/hub/api"
        command = [sys.executable, "-m", "jupyterhub_idle_culler", url, f"--cull-every={DAYS}", *options]
        running.append(
            await asyncio.create_subprocess_exec(*command, env={**os.environ, "JUPYTERHUB_API_TOKEN": TOKEN})
        )

    yield cull
    for process in running:
        process.kill()
        await process.wait()


def with_servers(hub):
    return [name for name in NAMES if name in hub.app.users and hub.app.users[name].spawner.active]


IDLE, OLD = (f"--timeout={DAYS}",), (f"--timeout={100 * DAYS}", f"--max-age={DAYS}")


BOTH = {"users": ["ada"], "groups": ["keep", "nobody"]}


@pytest.mark.parametrize(
    ("options", "excepted", "kept"),
    [
        (IDLE, None, []),
        (IDLE, {"users": ["Ada"]}, ["ada"]),
        (IDLE, BOTH, ["ada", "bob"]),
        (OLD, BOTH, ["ada", "bob"]),
    ],
)
async def test_servers_of_others_are_stopped(hub, start, cull, options, excepted, kept):
    await start(excepted)
    assert with_servers(hub) == list(NAMES)
    await cull(*options)
    await until(lambda: "eve" not in with_servers(hub))
    assert with_servers(hub) == kept


async def test_who_is_never_culled_is_not_deleted_either(hub, start, cull):
    await start(BOTH, "admin:users")
    await cull(*IDLE, "--cull-users")
    await until(lambda: "eve" not in hub.app.users)
    assert [name for name in NAMES if name in hub.app.users] == ["ada", "bob"]


async def test_others_see_these_servers(hub, start):
    await start({"users": ["ada"]})
    admin = await hub.signed_in("ada", "x")
    page = await admin.api("GET", "/users/ada")
    assert '"ready": true' in page.text
