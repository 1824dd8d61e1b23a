"""Signing up, being approved and logging in, on the real pages."""

import json
import re

import bcrypt
import pytest

GOOD = "three unrelated words"
WRONG = "Invalid username or password"


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """Hashes that are quick to make and check."""
    gensalt = bcrypt.gensalt
    monkeypatch.setattr(bcrypt, "gensalt", lambda: gensalt(4))


def auth(**more):
    return {"auth": {"type": "native", "adminUsers": ["Ada"], "failedLogins": 3, "pause": "10m", **more}}


async def sign_up(hub, name, password=GOOD, again=None, code=""):
    fields = {"username": name, "signup_password": password, "signup_password_confirmation": again or password}
    page = await hub.browser().post(f"/signup?code={code}" if code else "/signup", fields)
    assert page.status == 200, page.status
    return page.plain


async def admin(hub):
    code = hub.app.authenticator.sign_up_code("ada")
    assert "You signed up. You can log in now." in await sign_up(hub, "ADA", code=code)
    return await hub.signed_in("ada", GOOD)


async def refusal(hub, name, password=GOOD):
    browser = hub.browser()
    page = await browser.login(name, password)
    assert page.status in (403, 429), page.status
    assert not await browser.is_signed_in()
    return page.plain


async def decide(browser, name, action):
    return await browser.post("/authorize", {"name": name, "action": action})


@pytest.mark.parametrize("base", ["", "/lab"])
async def test_a_user_signs_up_is_approved_by_the_administrator_and_logs_in(start, base):
    hub = await start({**auth(), "hub": {"baseUrl": f"{base}/"}})
    login = await hub.browser().get("/login")
    assert f'href="{base}/hub/signup"' in login.text
    boss = await admin(hub)
    assert '"admin": true' in (await boss.api("GET", "/user")).text
    assert "You can log in once an administrator has approved you." in await sign_up(hub, "Grace")
    assert "You signed up as grace. You can log in once an admin" in await refusal(hub, " GRACE ")
    assert WRONG in await refusal(hub, "grace", "wrong")
    home = await boss.get("/home")
    assert f'href="{base}/hub/authorize"' in home.text
    page = await boss.get("/authorize")
    assert "grace waiting Approve Discard" in page.plain
    assert f'action="{base}/hub/authorize"' in page.text
    assert (await decide(boss, "grace", "approve")).headers["Location"] == f"{base}/hub/authorize"
    browser = await hub.signed_in("Grace", GOOD)
    me = json.loads((await browser.api("GET", "/user")).text)
    assert (me["name"], me["admin"]) == ("grace", False)
    links = (await browser.get("/home")).text
    assert f'href="{base}/hub/change-password"' in links
    assert "/hub/authorize" not in links
    assert (await browser.get("/authorize")).status == 403
    assert (await browser.get("/logout")).headers["Location"] == f"{base}/hub/login"
    assert not await browser.is_signed_in()


async def test_nobody_signs_up_in_the_name_of_an_administrator(start, hub, caplog):
    await start(auth(openSignup=True))
    authenticator = hub.app.authenticator
    for code in ("", "guess", authenticator.sign_up_code("eve"), "ü"):
        assert "ada is an administrator: to sign up, open the URL" in await sign_up(hub, "Ada", code=code)
    assert not authenticator.user_exists("ada")
    code = authenticator.sign_up_code("ada")
    await hub.stop()
    await start(auth())
    assert hub.app.authenticator.sign_up_code("ada") == code  # the address in the log stays good
    await admin(hub)


async def test_the_log_tells_administrators_where_to_sign_up_until_they_have(start, hub, capfd):
    await start(auth())
    found = re.search(r"Administrator ada has not signed up yet.*: (/hub/signup\?code=\w+)", capfd.readouterr().err)
    assert found
    assert found[1].endswith(hub.app.authenticator.sign_up_code("ada"))
    await admin(hub)
    await hub.stop()
    await start(auth())
    assert "has not signed up yet" not in capfd.readouterr().err


@pytest.mark.parametrize("strict", [True, False])
async def test_open_sign_up_admits_at_once(start, strict):
    hub = await start(auth(openSignup=not strict))
    said = await sign_up(hub, "grace")
    if strict:
        assert "approved you" in said
        await refusal(hub, "grace")
    else:
        assert "You can log in now." in said
        await hub.signed_in("grace", GOOD)


async def test_what_is_wrong_with_a_sign_up_is_said(start):
    hub = await start(auth(openSignup=True))
    await sign_up(hub, "grace")
    for name, password, again, said in [
        ("eve", "short", None, "Too short: it has 5 characters, and needs at least 10."),
        ("eve", "password1234", None, "Too common"),
        ("eve", "x" * 73 + "abcdef", None, "The password is too long: at most 72 characters"),
        ("eve", "ü" * 40 + "abcdef", None, "too long"),
        ("eve", "aaaaaaaaaaaaaa", None, "Too simple"),
        ("evelyn-smith", "evelyn-smith1", None, "Too close to your user name."),
        ("eve", GOOD, GOOD + "r", "did not match the confirmation"),
        ("GRACE", GOOD, None, "already in use"),
        ("e ve", GOOD, None, "no spaces, commas or slashes"),
        ("e/ve", GOOD, None, "no spaces, commas or slashes"),
        ("e,ve", GOOD, None, "no spaces, commas or slashes"),
        ("", GOOD, None, "no spaces, commas or slashes"),
        ("e" * 129, GOOD, None, "at most 128 characters"),
    ]:
        assert said in await sign_up(hub, name, password, again), (name, password)
    for name, password in [("éve@ex.org", GOOD), ("2021001", "ü" * 31 + "abcdef"), ("EVE", "x" * 60 + "abcdefghijkl")]:
        assert "You can log in now." in await sign_up(hub, name, password)
        await hub.signed_in(name, password)


async def test_guessing_makes_a_pause_for_this_browser_and_nobody_else(start):
    hub = await start(auth(openSignup=True))
    await sign_up(hub, "grace")
    known, guesser = await hub.signed_in("grace", GOOD), hub.browser()
    for _ in range(3):
        assert WRONG in (await guesser.login("grace", "x" * 100)).plain
    assert "Too many failed logins. Try again in 10 min." in (await guesser.login("grace", GOOD)).plain
    assert WRONG in (await guesser.login("nobody", "x")).plain
    assert WRONG in (await guesser.login("", "")).plain
    for browser in (hub.browser(), known):
        assert (await browser.login("grace", GOOD)).status == 302


async def test_an_unknown_user_costs_what_a_known_one_does(start, monkeypatch):
    hub = await start(auth(openSignup=True))
    await sign_up(hub, "grace")
    costs, checkpw = [], bcrypt.checkpw
    monkeypatch.setattr(bcrypt, "checkpw", lambda *args: costs.append(args[1][:7]) or checkpw(*args))
    pages = [await hub.browser().login(name, "wrong") for name in ("grace", "nobody")]
    assert costs == [b"$2b$04$"] * 2
    assert pages[0].plain.replace("grace", "") == pages[1].plain.replace("nobody", "")


async def test_passwords_are_changed_on_the_pages(start):
    hub = await start(auth(openSignup=True))
    boss = await admin(hub)
    await sign_up(hub, "grace")
    browser = await hub.signed_in("grace", GOOD)

    async def change(old, new, where=browser, path="/change-password"):
        fields = {"old_password": old, "new_password": new, "new_password_confirmation": new}
        return (await where.post(path, fields)).plain

    assert "Too short" in await change(GOOD, "short")
    assert "current password was incorrect" in await change("x" * 100, "another good one")
    assert "current password was incorrect" in await change("wrong", "another good one")
    assert "changed successfully" in await change(GOOD, "another good one")
    assert WRONG in await refusal(hub, "grace")
    assert "Too short" in await change("", "short", boss, "/change-password/grace")
    assert "changed successfully" in await change("", "from the administrator", boss, "/change-password/grace")
    await hub.signed_in("grace", "from the administrator")
    assert (await browser.post("/change-password/ada", {"new_password": GOOD})).status == 403


async def test_revoked_and_deleted_users_are_out(start):
    hub = await start(auth(openSignup=True), {"NativeAuthenticator": {"auth_refresh_age": 1}})
    boss = await admin(hub)
    for name in ("grace", "eve"):
        await sign_up(hub, name)
    grace, eve = await hub.signed_in("grace", GOOD), await hub.signed_in("eve", GOOD)
    for user in hub.app.users.values():
        user._auth_refreshed = None  # as if the second were over
    await decide(boss, "grace", "revoke")
    assert not await grace.is_signed_in()
    assert "approved you" in await refusal(hub, "grace")
    await decide(boss, "grace", "discard")
    assert WRONG in await refusal(hub, "grace")
    await decide(boss, "nobody", "approve")
    assert (await boss.api("DELETE", "/users/eve")).status == 204
    assert not await eve.is_signed_in()
    assert WRONG in await refusal(hub, "eve")


async def test_links_and_forged_forms_admit_nobody(start):
    hub = await start(auth())
    boss = await admin(hub)
    await sign_up(hub, "grace")
    assert (await boss.get("/authorize/grace")).status == 404
    assert (await boss.request("POST", "/authorize", data={"name": "grace", "action": "approve"})).status == 403
    assert (await boss.get("/discard/grace")).status == 404
    assert "approved you" in await refusal(hub, "grace")
    expired = await hub.browser().request("POST", "/login", data={"username": "grace", "password": GOOD})
    assert "Login form invalid or expired. Try again." in expired.plain
