"""What the hub's admin page can do where the users are those of users.yaml: docs/operate.md says the same."""

import json

from running_hub import cheap

ADA = {"hash": cheap("right"), "groups": ["research"]}
ADMIN = {"hash": cheap("right"), "admin": True}


async def admin_of(hub):
    hub.files.users(ada=ADA, admin=ADMIN)
    await hub.start()
    return await hub.signed_in("admin", "right")


async def test_who_is_added_there_cannot_log_in(hub):
    admin = await admin_of(hub)
    assert (await admin.api("POST", "/users/eve", data="{}")).status == 201
    assert "Invalid username or password" in (await hub.browser().login("eve", "")).plain
    assert "Invalid username or password" in (await hub.browser().login("eve", "eve")).plain


async def test_administrators_and_groups_of_that_page_last_until_the_user_comes_back(hub):
    admin = await admin_of(hub)
    ada = await hub.signed_in("ada", "right")
    assert (await admin.api("PATCH", "/users/ada", data=json.dumps({"admin": True}))).status == 200
    assert (await admin.api("POST", "/groups/staff", data="{}")).status == 201
    assert (await admin.api("POST", "/groups/staff/users", data=json.dumps({"users": ["ada"]}))).status == 200
    user = hub.app.users["ada"]
    assert (user.admin, {it.name for it in user.groups}) == (True, {"research", "staff"})
    user._auth_refreshed = None  # as if `auth_refresh_age` were over
    await ada.get("/home")
    assert (user.admin, {it.name for it in user.groups}) == (False, {"research"})


async def test_who_is_deleted_there_can_log_in_again(hub):
    admin = await admin_of(hub)
    ada = await hub.signed_in("ada", "right")
    assert (await admin.api("DELETE", "/users/ada")).status == 204
    assert not await ada.is_signed_in()
    await hub.signed_in("ada", "right")


async def test_who_is_renamed_there_logs_in_by_the_old_name_alone(hub):
    admin = await admin_of(hub)
    await hub.signed_in("ada", "right")
    assert (await admin.api("PATCH", "/users/ada", data=json.dumps({"name": "lovelace"}))).status == 200
    assert "Invalid username or password" in (await hub.browser().login("lovelace", "right")).plain
    await hub.signed_in("ada", "right")
    assert {user.name for user in hub.app.users.values()} == {"ada", "admin", "lovelace"}
