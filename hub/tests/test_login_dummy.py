"""A trial hub with one shared password."""

import json

import pytest

# What the test's environment has for these names.
PASSWORD, ADMIN_PASSWORD = "the-shared_password", "the-password_of_administrators_only"
SECRETS = {"password": {"env": "SHARED_PASSWORD"}, "adminPassword": {"env": "PASSWORD_OF_ADMINISTRATORS_ONLY"}}
WRONG = "Invalid username or password"


def auth(**more):
    return {"auth": {"type": "dummy", **SECRETS, "adminUsers": ["Ada"], **more}}


@pytest.mark.parametrize("base", ["", "/lab"])
async def test_any_name_logs_in_with_the_password_and_reads_a_warning_first(start, base):
    hub = await start({**auth(), "hub": {"baseUrl": f"{base}/"}})
    login = await hub.browser().get("/login")
    assert "This is a trial hub: everyone shares one password" in login.plain
    for name in ("grace", "GRACE", "2021001", "eve@ex.org", "anna maría"):
        browser = await hub.signed_in(name, PASSWORD)
        me = json.loads((await browser.api("GET", "/user")).text)
        assert (me["name"], me["admin"]) == (name.lower(), False)
    assert "trial hub" not in (await browser.get("/home")).plain
    assert (await browser.get("/logout")).headers["Location"] == f"{base}/hub/login"
    assert not await browser.is_signed_in()


async def test_administrators_have_a_password_of_their_own(start):
    hub = await start(auth())
    for name in ("ada", "ADA", " Ada "):
        assert WRONG in (await hub.browser().login(name, PASSWORD)).plain
        browser = await hub.signed_in(name, ADMIN_PASSWORD)
        assert '"admin": true' in (await browser.api("GET", "/user")).text
    for name, password in [("grace", ADMIN_PASSWORD), ("grace", ""), ("ada", ""), ("grace", "fälsch"), ("", PASSWORD)]:
        page = await hub.browser().login(name, password)
        assert (page.status, WRONG in page.plain) == (403, True), (name, password)
    assert (await hub.browser().post("/login", {"username": "ada"})).status == 403


async def test_named_users_alone_get_in_where_some_are_named(start, hub):
    await start(auth(allowedUsers=["Grace", "eve"]))
    await hub.signed_in("eve", PASSWORD)
    await hub.signed_in("ada", ADMIN_PASSWORD)
    await hub.stop()
    await start(auth(allowedUsers=["Grace"], adminUsers=["bob"]))
    await hub.signed_in("grace", PASSWORD)
    for name in ("eve", "ada"):  # though the hub knows them from before
        page = await hub.browser().login(name, PASSWORD)
        assert f"{name} may not use this hub. Contact your hub administrator." in page.plain


async def test_guessing_makes_a_pause_for_this_browser_whatever_name_it_gives(start):
    hub = await start(auth())
    guesser = hub.browser()
    for i in range(5):
        assert WRONG in (await guesser.login(f"name{i}", "guess")).plain
    assert "Too many failed sign-ins." in (await guesser.login("name6", "guess")).plain
    assert WRONG in (await guesser.login("ada", "guess")).plain  # another password
    await hub.signed_in("grace", PASSWORD)
    assert (await hub.browser().post("/login", {"password": "x"})).status == 400
