"""What the hub's admin page can do where the users are those of users.yaml: docs/operate.md says the same."""

from running_hub import cheap


async def test_who_is_deleted_there_can_log_in_again(hub):
    hub.files.users(ada="right", admin={"hash": cheap("right"), "admin": True})
    await hub.start()
    admin = await hub.signed_in("admin", "right")
    ada = await hub.signed_in("ada", "right")
    assert (await admin.api("DELETE", "/users/ada")).status == 204
    assert not await ada.is_signed_in()
    await hub.signed_in("ada", "right")
