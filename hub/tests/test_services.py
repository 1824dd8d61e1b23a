"""Services and roles of the settings, as the real hub takes them."""

import aiohttp
from running_hub import cheap
from synthesized import apply
from waiting import until

USERS = {
    "ada": {"hash": cheap("x"), "admin": True},
    "bob": {"hash": cheap("x"), "groups": ["tutors"]},
    "eve": {"hash": cheap("x")},
}


async def start(hub, synthesizer, **settings):
    """A hub with these settings, and users of the groups that roles name."""
    hub.files.users(**USERS)
    given = {"auth": {"type": "native", "openSignup": True, "adminUsers": ["ada"]}, "hub": settings}
    values = synthesizer.values(given)

    def configure(c):
        apply(c, values, {})
        # The users of this test; checks of users.yaml need none.
        c.JupyterHub.authenticator_class = "hubwright.login.authenticator.DirectoryAuthenticator"

    await hub.start({}, configure)


async def asked(hub, token, path, method="GET"):
    headers = {"Authorization": f"token {token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"{hub.url}/hub/api{path}", headers=headers) as answer,
    ):
        return answer.status, await answer.text()


async def test_a_service_may_do_what_its_roles_say(hub, synthesizer):
    readers = {"name": "readers", "scopes": ["list:users", "read:users:name"], "services": ["board"]}
    services = [{"name": "board", "apiToken": {"env": "TOKEN"}}, {"name": "root", "admin": True}]
    await start(hub, synthesizer, services=services, roles=[readers])
    await hub.signed_in("bob", "x")
    status, text = await asked(hub, "the-token", "/users")
    assert status == 200 and '"bob"' in text
    assert (await asked(hub, "the-token", "/groups"))[0] == 403
    assert (await asked(hub, "the-token", "/users/bob", "DELETE"))[0] == 403
    assert (await asked(hub, "made-for-root", "/users/bob", "DELETE"))[0] == 204
    assert (await asked(hub, "another", "/users"))[0] == 403


async def test_members_of_a_group_may_do_what_its_roles_say(hub, synthesizer):
    tutors = {"name": "tutors", "scopes": ["admin-ui", "list:users"], "groups": ["tutors"]}
    watchers = {"name": "watchers", "scopes": ["list:groups"], "users": ["eve"]}
    await start(hub, synthesizer, roles=[tutors, watchers])
    bob = await hub.signed_in("bob", "x")
    eve = await hub.signed_in("eve", "x")
    for browser in (bob, eve):
        await browser.get("/home")
    assert ((await bob.api("GET", "/users")).status, (await eve.api("GET", "/users")).status) == (200, 403)
    assert ((await bob.api("GET", "/groups")).status, (await eve.api("GET", "/groups")).status) == (403, 200)
    assert ((await bob.get("/admin")).status, (await eve.get("/admin")).status) == (200, 403)


async def test_a_role_that_is_gone_is_taken_back(hub, synthesizer):
    await start(hub, synthesizer, roles=[{"name": "watchers", "scopes": ["list:groups"], "users": ["eve"]}])
    await hub.stop()
    await start(hub, synthesizer)
    eve = await hub.signed_in("eve", "x")
    await eve.get("/home")
    assert (await eve.api("GET", "/groups")).status == 403


async def test_what_all_users_may_can_be_more(hub, synthesizer):
    await start(hub, synthesizer, roles=[{"name": "user", "scopes": ["self", "list:groups"]}])
    eve = await hub.signed_in("eve", "x")
    await eve.get("/home")
    assert (await eve.api("GET", "/groups")).status == 200
    assert (await eve.api("GET", "/users")).status == 403


async def test_the_menu_lists_services_with_pages(hub, synthesizer):
    services = [
        {"name": "board", "url": "http://board.invalid"},
        {"name": "hidden", "url": "http://hidden.invalid", "display": False},
        {"name": "private", "url": "http://private.invalid"},
    ]
    roles = [{"name": "user", "scopes": ["self", "access:services!service=board", "access:services!service=hidden"]}]
    await start(hub, synthesizer, services=services, roles=roles)
    page = await (await hub.signed_in("eve", "x")).get("/home")
    assert [name for name in ("board", "hidden", "private") if f"/services/{name}/" in page.text] == ["board"]


async def test_the_hub_runs_a_service_with_its_token_and_variables(hub, synthesizer, tmp_path):
    written = tmp_path / "told"
    script = 'echo "$JUPYTERHUB_API_TOKEN $PLAIN $SECRET" > "$0.new" && mv "$0.new" "$0"'
    service = {
        "name": "runner",
        "command": ["sh", "-c", script, str(written)],
        "environment": {"PLAIN": "plain", "SECRET": {"env": "SECRET"}},
    }
    await start(hub, synthesizer, services=[service])
    await until(written.exists)
    assert written.read_text() == "made-for-runner plain the-secret\n"
