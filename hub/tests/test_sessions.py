"""What the directory says reaches people who are signed in already."""

import asyncio
import time

from jupyterhub import orm
from running_hub import PodlessSpawner, cheap


def refreshing(age):
    def configure(c):
        c.DirectoryAuthenticator.auth_refresh_age = age

    return configure


async def until(condition, seconds=5):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := await condition():
            return result
        await asyncio.sleep(0.05)
    raise AssertionError("did not happen in time")


async def test_removed_user_is_signed_out_within_auth_refresh_age(hub):
    hub.files.users(user1="x", user2="x")
    await hub.start(configure=refreshing(1))
    gone, stays = await hub.signed_in("user1", "x"), await hub.signed_in("user2", "x")
    assert await gone.is_signed_in()
    hub.files.users(user2="x")

    async def signed_out():
        return not await gone.is_signed_in()

    await until(signed_out, seconds=1.5)
    assert await stays.is_signed_in()


async def test_disabled_users_server_stops_and_tokens_die_without_a_request(hub):
    hub.files.users(user1="x")
    await hub.start(configure=refreshing(1))
    browser = await hub.signed_in("user1", "x")
    token = hub.app.users["user1"].new_api_token(note="script")
    await browser.api("POST", "/users/user1/server", json={})

    async def running():
        return PodlessSpawner.started and hub.app.users["user1"].spawner.ready

    await until(running)
    hub.files.users(user1={"hash": cheap("x"), "disabled": True})

    async def stopped():
        return not hub.app.users["user1"].spawner.active

    await until(stopped)
    assert list(hub.app.proxy.routes) == ["/"]
    assert orm.APIToken.find(hub.app.db, token) is None
    hub.files.users(user1="x")
    await asyncio.sleep(1.1)
    assert not await browser.is_signed_in()  # enabled again: sign in again
    await hub.signed_in("user1", "x")


async def test_a_broken_directory_signs_nobody_out(hub):
    hub.files.users(user1="x")
    await hub.start(configure=refreshing(1))
    browser = await hub.signed_in("user1", "x")
    hub.files.write({"0": "{"})
    await asyncio.sleep(1.2)
    hub.files.write({})
    await asyncio.sleep(1.2)
    assert await browser.is_signed_in()


async def test_admin_and_groups_come_and_go_with_the_directory(hub):
    hub.files.users(user1={"hash": cheap("x"), "admin": True, "groups": ["research", "gpu"]})
    await hub.start(configure=refreshing(1))
    browser = await hub.signed_in("user1", "x")
    me = await browser.api("GET", "/user")
    assert '"admin": true' in me.text
    assert '"groups": ["gpu", "research"]' in me.text or '"groups": ["research", "gpu"]' in me.text
    assert (await browser.get("/admin")).status == 200
    hub.files.users(user1={"hash": cheap("x"), "groups": ["research"]})
    await asyncio.sleep(1.1)
    me = await browser.api("GET", "/user")
    assert '"admin": false' in me.text
    assert '"groups": ["research"]' in me.text
    assert (await browser.get("/admin")).status == 403
