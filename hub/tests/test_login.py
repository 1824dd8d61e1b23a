"""Signing in against the directory, through the login form of a real hub."""


async def test_user_of_the_proof_of_concept_logs_in(hub):
    hub.files.users(user1="user1")
    await hub.start()
    page = await hub.browser().login("user1", "user1")
    assert page.status == 302
    assert page.headers["Location"].startswith("/hub/")


async def test_name_is_normalized(hub):
    hub.files.users(user1="user1")
    await hub.start()
    browser = await hub.signed_in(" USER1 ", "user1")
    assert "user1" in (await browser.get("/home")).plain
