"""Signing in against the directory, through the login form of a real hub."""

import asyncio
import hashlib
import threading

import pytest
from running_hub import cheap
from waiting import LIMIT_SECONDS

from hubwright.login import phc

WRONG = "Invalid username or password"


async def test_user_of_the_proof_of_concept_logs_in(hub):
    hub.files.users(user1="user1")
    await hub.start()
    page = await hub.browser().login("user1", "user1")
    assert page.status == 302
    assert page.headers["Location"].startswith("/hub/")


async def test_pages_are_below_the_path_of_the_hub(hub):
    hub.files.users(user1="user1")
    await hub.start(configure=lambda c: c.JupyterHub.update(base_url="/lab/"))
    browser = await hub.signed_in("user1", "user1")
    assert 'href="/lab/hub/password"' in (await browser.get("/home")).text
    assert (await browser.get("/password")).status == 200


async def test_name_is_normalized(hub):
    hub.files.users(user1="user1")
    await hub.start()
    browser = await hub.signed_in(" USER1 ", "user1")
    assert "user1" in (await browser.get("/home")).plain


async def test_password_in_either_unicode_form_is_the_same(hub):
    hub.files.users(user1="caf\u00e9 au lait")
    await hub.start()
    await hub.signed_in("user1", "cafe\u0301 au lait")


async def test_unknown_user_costs_and_reads_like_a_wrong_password(hub, checks):
    hub.files.users(user1={"hash": str(phc.make("right"))})
    await hub.start()
    known = await hub.browser().login("user1", "wrong")
    unknown = await hub.browser().login("nobody", "wrong")
    assert WRONG in known.plain
    assert known.plain.replace("user1", "") == unknown.plain.replace("nobody", "")
    assert (known.status, unknown.status) == (403, 403)
    # One check each, of the same cost.
    assert [(h.ln, h.r, h.p) for h in checks] == [(phc.COST_LN, phc.COST_R, phc.COST_P)] * 2


async def test_costs_do_not_tell_who_exists_where_hashes_differ(hub, monkeypatch):
    hub.files.users(user1="right", user2={"hash": str(phc.make("right", 11, 8, 2))})
    await hub.start()
    work, scrypt = [], hashlib.scrypt

    def counted(password, *, n, r, p, **others):
        work.append(n * r * p)
        return scrypt(password, n=n, r=r, p=p, **others)

    monkeypatch.setattr(hashlib, "scrypt", counted)
    spent = set()
    for name in ("user1", "user2", "nobody"):
        work.clear()
        assert WRONG in (await hub.browser().login(name, "wrong")).plain
        spent.add(sum(work))
    assert spent == {2**11 * 8 * 2}
    hub.files.users(user1="right")
    work.clear()
    assert WRONG in (await hub.browser().login("nobody", "wrong")).plain
    assert sum(work) == 2**10 * 8


async def test_disabled_user_learns_why_only_with_the_right_password(hub):
    hub.files.users(user1={"hash": cheap("right"), "disabled": True})
    await hub.start()
    assert WRONG in (await hub.browser().login("user1", "wrong")).plain
    page = await hub.browser().login("user1", "right")
    assert page.status == 403
    assert "This account is disabled." in page.plain


async def test_crafted_login_posts_get_a_clear_error(hub):
    hub.files.users(user1="user1")
    await hub.start()
    browser = hub.browser()
    missing = await browser.post("/login", {"username": "user1"})
    assert missing.status == 400
    assert "Enter a user name and a password." in missing.plain
    long = await browser.login("user1", "x" * 9000)
    assert long.status == 400
    assert "too long" in long.plain
    large = await browser.post("/login", {"username": "user1", "password": "user1", "more": "x" * 200_000})
    assert (large.status, "too long" in large.plain) == (400, True)
    without_token = await browser.request("POST", "/login", data={"username": "user1", "password": "user1"})
    assert without_token.status == 403
    assert not await browser.is_signed_in()


async def test_repeated_failures_are_refused_for_this_user_here_only(hub, checks):
    hub.files.users(user1="right", user2="right")
    await hub.start()
    attacker = hub.browser("10.0.0.1")
    for _ in range(5):
        assert WRONG in (await attacker.login("user1", "wrong")).plain
    spent = len(checks)
    refused = await attacker.login("user1", "right")
    assert refused.status == 429
    assert "Too many failed sign-ins. Wait 4 seconds and try again." in refused.plain
    assert refused.headers["Retry-After"] == "4"
    assert len(checks) == spent
    await hub.signed_in("user2", "right", "10.0.0.1")
    await hub.signed_in("user1", "right", "10.0.0.2")
    hub.guard_time += 4
    assert WRONG in (await attacker.login("user1", "wrong")).plain
    refused = await attacker.login("user1", "right")
    assert "Wait 8 seconds and try again." in refused.plain
    hub.guard_time += 9
    await hub.signed_in("user1", "right", "10.0.0.1")


async def test_many_guesses_at_once_do_not_slip_through(hub, checks):
    hub.files.users(user1="right")
    await hub.start()
    attacker = hub.browser()
    await attacker.get("/login")
    pages = await asyncio.gather(*(attacker.login("user1", f"guess {i}") for i in range(30)))
    assert sum(page.status == 403 for page in pages) == 5
    assert sum(page.status == 429 for page in pages) == 25
    assert len(checks) == 5


async def test_attack_on_a_name_delays_strangers_but_not_the_owners_browser(hub, monkeypatch):
    hub.files.users(user1="right")
    await hub.start()
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    monkeypatch.setattr(hub.app.authenticator._guard, "_sleep", sleep)
    owner = await hub.signed_in("user1", "right", "10.1.0.1")
    for i in range(24):
        await hub.browser(f"10.2.0.{i}").login("user1", "wrong")
    await owner.get("/logout")
    before = len(slept)
    assert (await owner.login("user1", "right")).status == 302
    assert len(slept) == before
    await hub.signed_in("user1", "right", "10.1.0.2")
    assert slept[before:] == [8]


async def test_a_restart_forgets_failures_but_not_whose_a_browser_is(hub, monkeypatch):
    hub.files.users(user1="right")
    await hub.start()
    owner, attacker = await hub.signed_in("user1", "right"), hub.browser()
    for _ in range(6):
        page = await attacker.login("user1", "wrong")
    assert page.status == 429
    jars = [{it.key: it.value for it in browser.session.cookie_jar} for browser in (owner, attacker)]
    await hub.stop()
    await hub.start()
    owner, attacker = hub.browser(), hub.browser()
    for browser, jar in zip((owner, attacker), jars, strict=True):
        browser.session.cookie_jar.update_cookies(jar)
    for _ in range(5):
        assert WRONG in (await attacker.login("user1", "wrong")).plain
    assert (await attacker.login("user1", "wrong")).status == 429
    places, run = [], hub.app.authenticator._pool.run

    def watched(place, call):
        places.append(place)
        return run(place, call)

    monkeypatch.setattr(hub.app.authenticator._pool, "run", watched)
    await owner.get("/logout")
    assert (await owner.login("user1", "right")).status == 302
    assert [place.known for place in places] == [True]


async def test_guesses_at_a_shared_address_lock_nobody_out(hub, monkeypatch):
    hub.files.users(user1="right")
    await hub.start()
    monkeypatch.setattr(hub.app.authenticator._guard, "_sleep", lambda seconds: asyncio.sleep(0))
    attacker = hub.browser("::ffff:10.42.0.1")
    for i in range(40):
        browser = attacker if i % 2 else hub.browser("10.42.0.1")
        assert (await browser.login("user1", f"guess {i}")).status == (429 if i % 2 and i > 9 else 403)
    for _ in range(3):
        browser = await hub.signed_in("user1", "right", "10.42.0.1")
        assert (await browser.login("user1", "right")).status == 302


async def test_strangers_cannot_choose_the_address_that_counts(hub):
    """With nodePort and loadBalancer nothing sets X-Real-Ip but who sends it."""
    hub.files.users(user1="right")
    await hub.start()
    attacker = hub.browser()
    statuses = []
    for i in range(6):
        attacker.address, attacker.headers = f"9.9.8.{i}, 8.8.8.8", {"X-Real-Ip": f"9.9.9.{i}"}
        statuses.append((await attacker.login("user1", "wrong")).status)
    assert statuses == [403] * 5 + [429]


async def test_a_forged_device_cookie_is_worth_nothing(hub):
    hub.files.users(user1="right")
    await hub.start()
    attacker = hub.browser()
    for i in range(6):
        attacker.session.cookie_jar.update_cookies({"hubwright-device": f"{i}:user1"})
        page = await attacker.login("user1", "wrong")
    assert page.status == 429


@pytest.mark.parametrize(
    ("public_url", "forwarded", "secure"),
    [
        ("https://hub.example.com/", "http", True),  # what a controller says that is behind whoever has the certificate
        ("http://hub.example.com/", "https", False),
        (None, "https,http", True),
        (None, "http", False),
    ],
)
async def test_cookies_are_for_https_alone_where_browsers_have_it(public_url, forwarded, secure, hub):
    def configure(c):
        if public_url:
            c.JupyterHub.public_url = public_url

    hub.files.users(user1="right")
    await hub.start(configure=configure)
    browser = hub.browser()
    browser.headers = {"X-Forwarded-Proto": forwarded}
    assert (await browser.login("user1", "right")).status == 302
    found = {it.key: bool(it["secure"]) for it in browser.session.cookie_jar if it.key.startswith("hubwright-")}
    assert found == {"hubwright-visit": secure, "hubwright-device": secure}


async def test_password_checks_are_bounded_and_the_hub_stays_responsive(hub, monkeypatch):
    hub.files.users(**{f"user{i}": "right" for i in range(12)})
    running, most, finish = [], [], threading.Event()

    def slow(self, password):
        running.append(1)
        most.append(len(running))
        finish.wait(LIMIT_SECONDS)
        running.pop()
        return True

    monkeypatch.setattr(phc.PasswordHash, "fits", slow)

    def two_workers(c):
        c.DirectoryAuthenticator.workers = 2
        c.DirectoryAuthenticator.max_waiting = 8

    await hub.start(configure=two_workers)
    storm = [asyncio.ensure_future(hub.browser(f"10.0.{i}.1").login(f"user{i}", "right")) for i in range(12)]
    done, _ = await asyncio.wait(storm, return_when=asyncio.FIRST_COMPLETED)
    busy = done.pop().result()
    assert busy.status == 503
    assert "Wait a few seconds and try again." in busy.plain
    # The workers are all stuck, until `finish` is set: a hub that waited for them would not answer.
    assert (await hub.browser().get("/health")).status == 200
    finish.set()
    pages = await asyncio.gather(*storm)
    assert sorted(page.status for page in pages) == [302] * 10 + [503] * 2
    assert max(most) == 2
