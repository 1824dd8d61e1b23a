"""What the pages of a server that starts, or did not start, say on a real hub."""

import asyncio
import json
import re

import pytest
from kubernetes_events import (
    CREATED,
    FOLDER_MISSING,
    IMAGE,
    NODE,
    PULLED,
    PULLING,
    SCHEDULED,
    STARTED,
    answer,
    not_pulled,
)
from sqlalchemy import text
from told_spawner import ToldSpawner
from waiting import until

from hubwright.refusal import refusal
from hubwright.starting import never, pulls

_KILLED = {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}
OOM = {"status": {"containerStatuses": [{"lastState": _KILLED}]}}


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    for name, value in {"told": [], "pod": None, "error": None, "gate": asyncio.Event()}.items():
        monkeypatch.setattr(ToldSpawner, name, value)


async def starting(hub, *events, **traits):
    """A user whose server starts, of which Kubernetes has said this."""
    hub.files.users(ada="x")

    def configure(c):
        c.JupyterHub.spawner_class = ToldSpawner
        c.Spawner.update(traits)

    await hub.start(configure=configure)
    ToldSpawner.told.extend(events)
    user = await hub.signed_in("ada", "x")
    await start(user)
    return user


async def start(user):
    assert (await user.api("POST", "/users/ada/server", json={})).status == 202


async def stream(user):
    """All that is said while a server starts."""
    cookies = user.session.cookie_jar.filter_cookies(user.hub.url + "/hub/")
    url = user.hub.url + "/hub/api/users/ada/server/progress"
    async with user.session.get(url, headers={"X-XSRFToken": cookies["_xsrf"].value}) as answer:
        lines = (await answer.text()).splitlines()
    return [json.loads(it.removeprefix("data: ")) for it in lines if it.startswith("data: ")]


class CheckedSpawner(ToldSpawner):
    """One whose pod was made before the hub started again."""

    up = False

    async def poll(self):
        """The pod is there, running or not, until it is stopped."""
        return None if self.pod else 1

    async def get_url(self):
        """Where an earlier hub said it is."""
        return self.server.url

    def is_pod_running(self, pod):
        """Whether its container runs."""
        return type(self).up

    async def stop(self, now=False):
        """Then there is no pod."""
        CheckedSpawner.pod = None
        if getattr(self, "runner", None):
            await super().stop(now)


async def started_again(hub, monkeypatch, *events):
    """A user whose server was up, and whose pod does not run yet when the hub starts again."""

    def configure(c):
        c.JupyterHub.spawner_class = CheckedSpawner
        c.JupyterHub.init_spawners_timeout = 0  # the hub serves before it knows

    pod = {"metadata": {"uid": "ours"}, "status": {"phase": "Pending"}}
    monkeypatch.setattr(CheckedSpawner, "pod", pod)
    monkeypatch.setattr(CheckedSpawner, "up", True)
    CheckedSpawner.gate.set()
    hub.files.users(ada="x")
    await hub.start(configure=configure)
    await start(await hub.signed_in("ada", "x"))
    await until(lambda: spawner_of(hub).ready)
    await hub.stop()
    CheckedSpawner.pod, CheckedSpawner.up = pod, False
    CheckedSpawner.told.extend(events)
    await hub.start(configure=configure)
    return await hub.signed_in("ada", "x")


async def failed(hub, user):
    ToldSpawner.gate.set()
    await until(lambda: not hub.app.users["ada"].spawner.pending)
    return await user.get("/spawn-pending/ada")


def spawner_of(hub):
    return hub.app.users["ada"].spawner


async def test_the_page_says_what_goes_on_also_without_javascript(hub):
    user = await starting(hub, SCHEDULED, PULLING)
    page = await user.get("/spawn-pending/ada")
    assert "Your server is starting The image is being pulled to agent-2. That can take some minutes" in page.plain
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page.text
    assert 'aria-label="Start of your server"' in page.text and 'aria-valuenow="30"' in page.text
    assert f'[Normal] Pulling image "{IMAGE}"' in page.plain
    ToldSpawner.gate.set()
    await until(lambda: spawner_of(hub).ready)


def of_pod(uid, event):
    return {**event, "involvedObject": {**event["involvedObject"], "uid": uid}}


async def test_a_hub_that_starts_again_says_it_of_a_start_that_it_finds(hub, monkeypatch):
    user = await started_again(hub, monkeypatch, of_pod("another", FOLDER_MISSING), of_pod("ours", PULLING))
    page = await user.get("/spawn-pending/ada")
    assert "Your server is starting The image is being pulled to agent-2." in page.plain
    assert "This page opens your server when it is ready." in page.plain and "Requested" not in page.plain
    assert page.text.count("[Normal]") == 1 and "is missing" not in page.plain
    # There is no stream of events, so a page that asked for one would ask again and again.
    assert '<meta http-equiv="refresh" content="5">' in page.text.replace("<noscript>", "")
    assert "if (!true) follow();" in page.text
    assert (await user.api("GET", "/users/ada/server/progress")).status == 400


async def test_a_start_that_it_finds_and_that_cannot_succeed_ends(hub, monkeypatch):
    monkeypatch.setattr(never, "_LASTING_AFTER", 0.01)
    await started_again(hub, monkeypatch, of_pod("ours", FOLDER_MISSING))
    await until(lambda: not spawner_of(hub).pending)
    assert not spawner_of(hub).ready and CheckedSpawner.pod is None


async def test_events_say_it_while_the_page_is_open(hub):
    user = await starting(hub, SCHEDULED)
    said = asyncio.ensure_future(stream(user))
    ToldSpawner.told.extend([PULLED, CREATED, STARTED])
    ToldSpawner.gate.set()
    events = await said
    assert events[-1]["ready"] is True
    progress = [it["progress"] for it in events]
    assert progress == sorted(progress)
    told = [(it["message"], it["detail"]) for it in events if "detail" in it]
    # How many of them are seen before the server is ready is up to the cluster.
    assert (
        told
        == [
            (message, f"{it['lastTimestamp']} [Normal] {it['message']}")
            for it, message in zip(
                [SCHEDULED, PULLED, CREATED, STARTED],
                [
                    "Your server has a place on agent-2. Its folders are attached.",
                    "The image is on agent-2.",
                    "The container of your server is created.",
                    "The container runs. It will answer in a moment.",
                ],
                strict=True,
            )
        ][: len(told)]
    )


async def test_a_start_logs_no_warning(hub, caplog):
    ToldSpawner.gate.set()
    user = await starting(hub, SCHEDULED, PULLING, PULLED, CREATED, STARTED)
    await until(lambda: spawner_of(hub).ready)
    await user.api("DELETE", "/users/ada/server")
    await until(lambda: not spawner_of(hub).active)
    logs = (hub.app.log, spawner_of(hub).log)
    for log in logs:
        log.addHandler(caplog.handler)
    assert (await user.api("POST", "/users/ada/server", json={"image": "lab"})).status in (201, 202)
    await until(lambda: spawner_of(hub).ready)
    await until(lambda: "took" in caplog.text)
    for log in logs:
        log.removeHandler(caplog.handler)
    warned = [it.getMessage() for it in caplog.records if it.levelname == "WARNING"]
    # The stand-in for a server has no version.
    assert [it for it in warned if "version header" not in it] == []


async def test_the_hub_remembers_how_long_a_pull_took(hub):
    user = await starting(hub, SCHEDULED, PULLING, PULLED, CREATED, STARTED)
    ToldSpawner.gate.set()
    await until(lambda: spawner_of(hub).ready)
    await until(lambda: pulls.usual(hub.app.db, IMAGE, NODE))
    assert pulls.usual(hub.app.db, IMAGE, NODE) == 62.5
    await user.api("DELETE", "/users/ada/server")
    await until(lambda: not spawner_of(hub).active)
    ToldSpawner.told[:] = [SCHEDULED, PULLING]
    ToldSpawner.gate.clear()
    await start(user)
    page = await user.get("/spawn-pending/ada")
    assert "That usually takes about 60 seconds." in page.plain
    ToldSpawner.gate.set()
    await until(lambda: spawner_of(hub).ready)


@pytest.mark.parametrize(
    ("image", "node", "seconds"),
    [
        ("r:5000/lab:2", "a", 10),
        ("r:5000/lab:2", "b", 30),
        ("r:5000/lab:2", "new", 20),
        ("r:5000/lab:new", "b", 35),
        ("r:5000/lab@sha256:0", "new", 30),
        ("r:5000/other:2", "a", None),
    ],
)
async def test_the_median_of_what_is_most_alike(hub, image, node, seconds):
    await hub.start()
    db = hub.app.db
    for known, where, took in [
        ("r:5000/lab:1", "b", 40),
        ("r:5000/lab:1", "b", 50),
        ("r:5000/lab:2", "a", 10),
        ("r:5000/lab:2", "a", 10),
        ("r:5000/lab:2", "b", 30),
        ("r:5000/lab:2", "b", 30),
    ]:
        pulls._add(db, known, where, took)
    assert pulls.usual(db, image, node) == seconds


async def test_no_more_pulls_are_kept_than_are_needed(hub, monkeypatch):
    monkeypatch.setattr(pulls, "_MOST", 3)
    await hub.start()
    for took in range(5):
        pulls._add(hub.app.db, "lab:1", "a", took)
    rows = hub.app.db.execute(text("select seconds from hubwright_pulls order by id")).all()
    assert [it.seconds for it in rows] == [2, 3, 4]


@pytest.mark.parametrize(
    ("error", "told", "pod", "what"),
    [
        (TimeoutError("x/ada did not start"), [PULLING, not_pulled("x: not found")], None, "does not exist"),
        (TimeoutError(), [STARTED], OOM, "more memory than its size"),
        (answer(403, "exceeded quota: q"), [], None, "exceed the quota of this hub's namespace"),
        (RuntimeError("s3cret of grace"), [], None, "because of an unexpected error"),
    ],
)
async def test_a_failure_is_said_with_a_reference_to_the_log(hub, capsys, error, told, pod, what):
    user = await starting(hub, *told)
    ToldSpawner.error, ToldSpawner.pod = error, pod
    said = asyncio.ensure_future(stream(user))
    page = await failed(hub, user)
    assert "Your server did not start" in page.plain and what in page.plain
    assert "s3cret" not in page.text and "Traceback" not in page.text
    reference = re.search(r"Reference: (\w+) \.", page.plain)[1]
    assert f"Error {reference}: ada did not start: " in capsys.readouterr().err
    event = (await said)[-1]
    assert event["failed"] is True and event["message"].endswith(f"Reference: {reference}.")
    for it in told:
        assert it["message"] in page.plain
    assert 'href="/hub/spawn/ada"' in page.text


async def test_events_of_the_pod_before_are_no_reason(hub):
    async def fails(_):
        await ToldSpawner.gate.wait()
        raise RuntimeError("in the hook")

    user = await starting(hub, PULLING, not_pulled("x: not found"), pre_spawn_hook=fails)
    page = await failed(hub, user)
    assert "because of an unexpected error" in page.plain and "x: not found" not in page.plain


async def test_what_was_written_for_users_stays(hub):
    user = await starting(hub)
    ToldSpawner.error = refusal(409, "Your home is being moved.")
    page = await failed(hub, user)
    assert (page.status, "Your server did not start Your home is being moved. Try again" in page.plain) == (409, True)


async def test_the_page_of_a_server_that_nobody_started_stays(hub):
    user = await starting(hub)
    ToldSpawner.gate.set()
    await until(lambda: spawner_of(hub).ready)
    await user.api("DELETE", "/users/ada/server")
    await until(lambda: not spawner_of(hub).active)
    page = await user.get("/spawn-pending/ada")
    assert "Server not running" in page.plain and "did not start" not in page.plain
