"""Users change their own password, and the engineer can still reset it."""

import json
import time
from pathlib import Path

import pytest
from jupyterhub import orm
from running_hub import cheap

from hubwright.login.strength import weakness

# What cli/weakness.test.ts checks too.
STRENGTH = json.loads((Path(__file__).parent / "strength-cases.json").read_text())
OLD, NEW = "engineer made this", "three unrelated words"


def fields(old=OLD, new=NEW, again=None):
    return {"old": old, "new": new, "again": new if again is None else again}


async def start(hub):
    hub.files.users(user1=OLD, user2=OLD)
    await hub.start()
    return await hub.signed_in("user1", OLD)


async def can_login(hub, password, name="user1"):
    return (await hub.browser(f"10.9.0.{len(hub.browsers)}").login(name, password)).status == 302


async def test_home_links_to_the_page_which_explains_the_rules(hub):
    browser = await start(hub)
    assert 'href="/hub/password"' in (await browser.get("/home")).text
    page = await browser.get("/password")
    assert page.status == 200
    assert "At least 10 characters" in page.plain


async def test_new_password_counts_survives_restarts_and_yields_to_a_reset(hub):
    browser = await start(hub)
    page = await browser.post("/password", fields())
    assert (page.status, page.headers["Location"]) == (302, "/hub/password?changed=1")
    assert "Your password has been changed." in (await browser.get("/password?changed=1")).plain
    assert await can_login(hub, NEW)
    assert not await can_login(hub, OLD)
    assert await can_login(hub, OLD, "user2")

    await hub.stop()
    await hub.start()
    assert await can_login(hub, NEW)
    assert not await can_login(hub, OLD)

    reset = {"hash": cheap("reset by the engineer")}
    hub.files.users(user1=reset, user2=OLD)
    assert await can_login(hub, "reset by the engineer")
    assert not await can_login(hub, NEW)

    # Their own again, over the new hash; other changes of the entry do not touch it.
    browser = await hub.signed_in("user1", "reset by the engineer")
    assert (await browser.post("/password", fields("reset by the engineer"))).status == 302
    hub.files.users(user1={**reset, "groups": ["research"]}, user2=OLD)
    assert await can_login(hub, NEW)


async def test_other_sessions_end_and_this_one_stays(hub):
    here = await start(hub)
    elsewhere = await hub.signed_in("user1", OLD)
    someone = await hub.signed_in("user2", OLD)
    user = hub.app.users["user1"]
    notebook = user.new_api_token(session_id="of another browser")
    script = user.new_api_token(note="script")
    assert (await here.post("/password", fields())).status == 302
    assert await here.is_signed_in()
    assert not await elsewhere.is_signed_in()
    assert await someone.is_signed_in()
    assert orm.APIToken.find(hub.app.db, notebook) is None
    assert orm.APIToken.find(hub.app.db, script)
    assert (await here.post("/password", fields(NEW, "another good password"))).status == 302


async def test_all_problems_are_shown_at_once_and_nothing_changes(hub):
    browser = await start(hub)
    page = await browser.post("/password", fields("not it", "short", "other"))
    assert page.status == 400
    for text in (
        "This is not your current password.",
        "Too short: it has 5 characters",
        "The new passwords do not match",
    ):
        assert text in page.plain
    page = await browser.post("/password", fields(new=OLD))
    assert "This is your current password: choose another." in page.plain
    page = await browser.post("/password", {})
    assert "Type the password that you signed in with." in page.plain
    assert await can_login(hub, OLD)


async def test_guessing_the_old_password_here_is_slowed_down_too(hub, monkeypatch):
    browser = await start(hub)
    browser.session.cookie_jar.clear(lambda cookie: cookie.key == "hubwright-device")
    for _ in range(5):
        assert (await browser.post("/password", fields("guess"))).status == 400
    page = await browser.post("/password", fields())
    assert page.status == 429
    assert "Too many failed sign-ins." in page.plain
    monkeypatch.setattr(hub.app.authenticator._guard._failures, "_clock", lambda: time.monotonic() + 4)
    assert (await browser.post("/password", fields())).status == 302


async def test_crafted_posts_are_refused(hub):
    browser = await start(hub)
    forged = await browser.request("POST", "/password", data=fields())
    assert forged.status == 403
    stranger = hub.browser()
    assert (await stranger.get("/password")).headers["Location"].startswith("/hub/login")
    await stranger.get("/login")
    token = next(cookie.value for cookie in stranger.session.cookie_jar if cookie.key == "_xsrf")
    unknown = await stranger.request("POST", "/password", data={**fields(), "_xsrf": token})
    assert unknown.status == 403
    assert await can_login(hub, OLD)


async def test_user_removed_meanwhile_changes_nothing(hub, monkeypatch):
    browser = await start(hub)
    check = hub.app.authenticator.check_password

    async def then_removed(*args):
        result = await check(*args)
        hub.files.users(user2=OLD)
        return result

    monkeypatch.setattr(hub.app.authenticator, "check_password", then_removed)
    page = await browser.post("/password", fields())
    assert page.status == 403
    assert "no longer in the user directory" in page.plain
    hub.files.users(user1=OLD)
    assert not await can_login(hub, NEW)


@pytest.mark.parametrize("case", STRENGTH, ids=[case["about"] for case in STRENGTH])
def test_strength(case):
    found = weakness(case["password"] * case.get("times", 1), case["name"], case["least"])
    assert (found or "").startswith(case["problem"] or "")
    assert bool(found) is bool(case["problem"])
