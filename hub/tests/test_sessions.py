"""What the directory says reaches people who are signed in already."""

import pytest
from jupyterhub import orm
from running_hub import PodlessSpawner, cheap
from waiting import until
from yarl import URL


def refreshing(age):
    def configure(c):
        c.DirectoryAuthenticator.auth_refresh_age = age

    return configure


async def sweep(hub):
    """Let as much time pass as `auth_refresh_age`: the sessions are looked at, and so is who makes the next request."""
    await hub.app.authenticator._sessions.follow()
    for user in hub.app.users.values():
        user._auth_refreshed = None


async def test_removed_user_is_signed_out_within_auth_refresh_age(hub):
    hub.files.users(user1="x", user2="x")
    await hub.start(configure=refreshing(1))
    gone, stays = await hub.signed_in("user1", "x"), await hub.signed_in("user2", "x")
    assert await gone.is_signed_in()
    hub.files.users(user2="x")

    async def signed_out():
        return not await gone.is_signed_in()

    await until(signed_out)
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
    await sweep(hub)
    assert not await browser.is_signed_in()  # enabled again: sign in again
    await hub.signed_in("user1", "x")


async def test_nobody_starts_a_server_of_a_disabled_user(hub):
    admin = {"hash": cheap("x"), "admin": True}
    hub.files.users(boss=admin, user1="x")
    await hub.start()
    await hub.signed_in("user1", "x")
    boss = await hub.signed_in("boss", "x")
    hub.files.users(boss=admin, user1={"hash": cheap("x"), "disabled": True})
    assert (await boss.api("POST", "/users/user1/server", json={})).status == 403
    assert not PodlessSpawner.started


async def test_a_broken_directory_signs_nobody_out(hub):
    hub.files.users(user1="x")
    await hub.start(configure=refreshing(1))
    browser = await hub.signed_in("user1", "x")
    for files in ({"0": "{"}, {}):
        hub.files.write(files)
        await sweep(hub)
        assert await browser.is_signed_in()


@pytest.mark.parametrize("shards", [{"0": "{"}, {}, {"1": {}}, {"0": {"user1": {"hash": "bad"}}}])
async def test_a_hub_that_starts_without_a_users_file_signs_nobody_out(hub, shards):
    hub.files.users(user1="x", user2="x")
    await hub.start(configure=refreshing(1))
    browser = await hub.signed_in("user1", "x")
    token = hub.app.users["user1"].new_api_token(note="script")
    cookies = {it.key: it.value for it in browser.session.cookie_jar}
    await hub.stop()
    hub.files.write(shards)
    await hub.start(configure=refreshing(1))
    again = hub.browser()
    again.session.cookie_jar.update_cookies(cookies, URL(hub.url + "/hub/"))
    for _ in range(3):
        await hub.app.authenticator._sessions.follow()
    assert await again.is_signed_in()
    assert orm.APIToken.find(hub.app.db, token)
    hub.files.users(user2="x")  # and now it is known
    await hub.app.authenticator._sessions.follow()
    assert not await again.is_signed_in()
    assert orm.APIToken.find(hub.app.db, token) is None


async def test_a_password_that_was_reset_ends_sessions_and_tokens_but_no_server(hub):
    hub.files.users(user1="first", user2="x")
    await hub.start(configure=refreshing(1))
    browser, other = await hub.signed_in("user1", "first"), await hub.signed_in("user2", "x")
    token = hub.app.users["user1"].new_api_token(note="script")
    await browser.api("POST", "/users/user1/server", json={})

    async def running():
        return hub.app.users["user1"].spawner.ready

    await until(running)
    own = hub.app.users["user1"].spawner.api_token
    hub.files.users(user1="second", user2="x")

    async def signed_out():
        return not await browser.is_signed_in()

    await until(signed_out)
    assert orm.APIToken.find(hub.app.db, token) is None
    assert orm.APIToken.find(hub.app.db, own)
    assert hub.app.users["user1"].spawner.ready
    assert await other.is_signed_in()
    browser = await hub.signed_in("user1", "second")
    await hub.app.authenticator._sessions.follow()
    assert await browser.is_signed_in()


async def test_a_password_that_was_reset_while_the_hub_was_down_ends_tokens_too(hub):
    hub.files.users(user1="first")
    await hub.start(configure=refreshing(60))
    await hub.signed_in("user1", "first")
    token = hub.app.users["user1"].new_api_token(note="script")
    await hub.stop()
    hub.files.users(user1="second")
    await hub.start(configure=refreshing(60))
    await hub.app.authenticator._sessions.follow()
    assert orm.APIToken.find(hub.app.db, token) is None


async def test_the_sweep_looks_at_what_changed_alone(hub):
    hub.files.users(**{f"user{n}": {"hash": cheap("x")} for n in range(3)}, stranger="x")
    await hub.start(configure=refreshing(60))
    sessions = hub.app.authenticator._sessions
    await hub.signed_in("user1", "x")
    await sessions.follow()
    looked_at = []
    sessions._end = lambda changed, users: looked_at.append(set(changed))
    await sessions.follow()
    assert looked_at == []
    hub.files.users(**{f"user{n}": {"hash": cheap("x")} for n in range(2)}, new="x")
    await hub.signed_in("new", "x")
    await sessions.follow()
    assert looked_at[0] >= {"user2", "stranger", "new"}


async def test_admin_and_groups_come_and_go_with_the_directory(hub):
    hub.files.users(user1={"hash": cheap("x"), "admin": True, "groups": ["research", "gpu"]})
    await hub.start(configure=refreshing(1))
    browser = await hub.signed_in("user1", "x")
    me = await browser.api("GET", "/user")
    assert '"admin": true' in me.text
    assert '"groups": ["gpu", "research"]' in me.text or '"groups": ["research", "gpu"]' in me.text
    assert (await browser.get("/admin")).status == 200
    hub.files.users(user1={"hash": cheap("x"), "groups": ["research"]})
    await sweep(hub)
    me = await browser.api("GET", "/user")
    assert '"admin": false' in me.text
    assert '"groups": ["research"]' in me.text
    assert (await browser.get("/admin")).status == 403
