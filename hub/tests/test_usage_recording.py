"""The ledger of a real hub: its users' servers, restarts, renames and groups."""

from datetime import UTC, datetime, timedelta

import pytest
from kubespawner import KubeSpawner
from running_hub import cheap
from sqlalchemy import create_engine, text, update
from waiting import until

from hubwright.usage import reading, recording, tables

PROFILE = {
    "display_name": "Server",
    "profile_options": {
        "image": {"display_name": "Image", "choices": {"lab": {"display_name": "Lab", "default": True}}},
        "size": {
            "display_name": "Size",
            "choices": {
                "small": {
                    "display_name": "Small",
                    "default": True,
                    "kubespawner_override": {"cpu_guarantee": 1, "mem_guarantee": "2G"},
                },
                "gpu": {
                    "display_name": "GPU",
                    "kubespawner_override": {
                        "cpu_guarantee": 4,
                        "mem_guarantee": "16G",
                        "extra_resource_limits": {"nvidia.com/gpu": 2},
                    },
                },
            },
        },
    },
}
ADA = {"hash": cheap("x"), "groups": ["staff", "research"]}


def with_sizes(c):
    c.KubeSpawner.profile_list = [PROFILE]


def ledger(hub):
    return recording.ledger_of(hub.app.users["ada"])


def rows(hub):
    ledger(hub).write()
    query = (
        "SELECT a.name, server, groups, image, size, processors, memory, gpus, ended IS NOT NULL"
        " FROM hubwright_usage_runs JOIN hubwright_usage_accounts a ON a.id = account"
        " JOIN hubwright_usage_kinds k ON k.id = kind ORDER BY started"
    )
    return [tuple(row) for row in hub.app.db.execute(text(query))]


async def started(hub, options=None, name="ada"):
    browser = await hub.signed_in(name, "x")
    page = await browser.api("POST", f"/users/{name}/server", json=options or {})
    assert page.status in (201, 202), page.text
    await until(lambda: hub.app.users[name].spawner.ready)
    return browser


async def stopped(hub, browser, name="ada"):
    assert (await browser.api("DELETE", f"/users/{name}/server")).status in (202, 204)
    await until(lambda: not hub.app.users[name].spawner.active)


async def test_servers_are_noted_with_what_they_reserve(hub):
    hub.files.users(ada=ADA)
    await hub.start(configure=with_sizes)
    ada = await started(hub)
    small = ("ada", "", '["research", "staff"]', "lab", "small", 1.0, 2.0, 0)
    assert rows(hub) == [(*small, 0)]
    await stopped(hub, ada)
    await started(hub, {"size": "gpu"})
    assert rows(hub) == [(*small, 1), ("ada", "", '["research", "staff"]', "lab", "gpu", 4.0, 16.0, 2, 0)]


async def test_a_start_that_fails_ends(hub, monkeypatch):
    async def fail(self):
        raise RuntimeError("no pod")

    hub.files.users(ada=ADA)
    monkeypatch.setattr(KubeSpawner, "get_pod_manifest", fail)
    await hub.start()
    browser = await hub.signed_in("ada", "x")
    await browser.api("POST", "/users/ada/server", json={})
    await until(lambda: not hub.app.users["ada"].spawner.active)
    assert [row[-1] for row in rows(hub)] == [1]


async def test_a_hub_that_restarts_goes_on_counting_what_still_runs(hub, monkeypatch):
    hub.files.users(ada=ADA, bob="x")
    await hub.start()
    await started(hub)
    await started(hub, name="bob")
    ledger(hub).write()
    before = datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=5)
    await hub.stop()
    later = await again(hub, monkeypatch, alive="ada", since=before)
    assert {run.name: run.is_confirmed for run in later.running()} == {"ada": True}
    assert {name: ended for name, *_, ended in rows(hub)} == {"ada": 0, "bob": 1}
    amounts = {name: used(hub, name).seconds for name in ("ada", "bob")}
    assert 5 * 3600 <= amounts["ada"] < 6 * 3600
    assert amounts["bob"] < 3600


async def again(hub, monkeypatch, alive, since):
    """A hub that starts again on another node, five hours later, and finds the server of one user alone."""

    async def poll(self):
        return None if self.user.name == alive else 0

    async def wait_up(self, *args, **kwargs):
        class Answer:
            headers = {}

        return Answer()

    async def is_running(spawner):
        pass

    monkeypatch.setattr("hubwright.servers.starts._running", is_running)
    monkeypatch.setattr("running_hub.PodlessSpawner.poll", poll)
    monkeypatch.setattr("jupyterhub.objects.Server.wait_up", wait_up)

    def age(c):
        engine = create_engine(c.JupyterHub.db_url)
        with engine.begin() as connection:
            connection.execute(update(tables.runs).values(wall=since, boot="another"))
        engine.dispose()

    await hub.start(configure=age)
    return ledger(hub)


def used(hub, name):
    today = datetime.now(UTC).date()
    return reading.used_by(hub.app.db, recording.account_of(hub.app.users[name]), name, today - timedelta(days=2))


async def test_a_server_that_ran_before_there_was_a_ledger_counts_from_its_start(hub, monkeypatch):
    hub.files.users(ada=ADA)
    await hub.start()
    await started(hub)
    live = hub.app.users["ada"].spawner
    hub.app.users.settings.pop("hubwright_usage")
    live.start_polling()
    assert [run.started for run in ledger(hub).running()] == [live.orm_spawner.started]
    live.stop_polling()


async def test_usage_of_users_and_groups_is_that_since_a_day(hub):
    hub.files.users(ada=ADA, bob={"hash": cheap("x"), "groups": ["staff"]})
    await hub.start(configure=with_sizes)
    await started(hub, {"size": "gpu"})
    await started(hub, name="bob")
    for run in ledger(hub).running():
        run.unwritten = {datetime(2026, 11, 26).date(): 100.0, datetime(2026, 11, 28).date(): 3600.0}
    ledger(hub).write()
    since, db = datetime(2026, 11, 27).date(), hub.app.db
    ada = reading.used_by(db, recording.account_of(hub.app.users["ada"]), "ada", since)
    close = {"ada": ada, "research": reading.used_by_group(db, "research", since)}
    for found in close.values():
        assert 3600 <= found.seconds < 4000
        assert found.gpu_seconds == 2 * found.seconds
        assert (found.processor_seconds, found.memory_seconds) == (4 * found.seconds, 16 * found.seconds)
    assert 7200 <= reading.used_by_group(db, "staff", since).seconds < 8000
    assert reading.used_by_group(db, "nobody", since) == reading.Amounts()


async def test_a_deleted_user_stays_by_name_and_the_next_of_that_name_begins_anew(hub):
    hub.files.users(ada=ADA, admin={"hash": cheap("x"), "admin": True})
    await hub.start()
    admin = await hub.signed_in("admin", "x")
    await stopped(hub, await started(hub))
    # As a login does whose users the hub may rename.
    hub.app.users["ada"].orm_user.name = "lovelace"
    hub.app.db.commit()
    recording._of(hub.app.users.settings, None, None).write()
    names = text("SELECT name FROM hubwright_usage_accounts ORDER BY id")
    assert hub.app.db.execute(names).scalars().all() == ["lovelace"]
    assert (await admin.api("DELETE", "/users/lovelace")).status == 204
    await started(hub)
    assert [row[0] for row in rows(hub)] == ["lovelace", "ada"]


async def test_a_ledger_that_fails_keeps_nobody_from_working(hub, monkeypatch, caplog):
    def fail(*_):
        raise RuntimeError("no ledger")

    hub.files.users(ada=ADA)
    monkeypatch.setattr(recording, "ledger_of", fail)
    await hub.start()
    await stopped(hub, await started(hub))
    assert "Could not note the usage of ada" in caplog.text


@pytest.mark.parametrize("days", [0, 30])
async def test_settings_say_whether_usage_is_counted_and_how_long_it_is_kept(hub, days):
    hub.files.users(ada=ADA)
    await hub.start({"usage": {"days": days}})
    ada = await started(hub)
    home = await ada.get("/home")
    assert (">Your usage</a>" in home.text, (await ada.get("/usage")).status) == ((True, 200) if days else (False, 404))
    assert not hub.app.extra_handlers  # of which JupyterHub says at each start that it is deprecated
    await stopped(hub, ada)
    if days:
        assert len(rows(hub)) == 1 and ledger(hub)._old._keep == timedelta(days=30)
    else:
        assert "hubwright_usage" not in hub.app.users.settings
        assert "hubwright_usage" not in hub.app._periodic_callbacks
