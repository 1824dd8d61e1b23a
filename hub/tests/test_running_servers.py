"""What the home page says of running servers."""

from datetime import UTC, datetime, timedelta

import pytest
from running_hub import cheap
from test_limits import tell  # noqa: F401

from hubwright.durations import in_words

HOUR = 3600
CULLING = {"culling": {"idle": HOUR, "longest": 0}}


PROFILES = [
    {
        "display_name": "Server",
        "default": True,
        "profile_options": {
            "image": {
                "display_name": "Image",
                "choices": {"ds": {"display_name": "Data science", "default": True, "kubespawner_override": {}}},
            },
            "size": {
                "display_name": "Size",
                "choices": {
                    "small": {"display_name": "Small", "default": True, "kubespawner_override": {}},
                    "large": {"display_name": "Large & fast", "kubespawner_override": {}},
                },
            },
        },
    }
]


async def home(hub, name="ada", server="/server", **times):
    browser = await hub.signed_in(name, "x")
    answer = await browser.api("POST", f"/users/{name}{server}", json={"size": "large"})
    assert answer.status == 201, answer.text
    spawner = hub.app.users[name].spawners[server.removeprefix("/servers/") if "servers" in server else ""]
    for field, minutes in times.items():
        when = datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=minutes, seconds=5)
        setattr(spawner.orm_spawner, field, when)
    hub.app.db.commit()
    return (await browser.get("/home")).plain


async def start(hub, custom=None, **traits):
    hub.files.users(ada="x", admin={"hash": cheap("x"), "admin": True}, bob={"hash": cheap("x"), "groups": ["ml"]})

    def both(c):
        for name, value in traits.items():
            c.KubeSpawner[name] = value
        c.JupyterHub.allow_named_servers = True
        c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 600}

    await hub.start(custom, both)


async def test_of_a_running_server_choices_age_and_end(hub):
    await start(hub, CULLING, profile_list=PROFILES)
    page = await home(hub, started=125, last_activity=20)
    assert "My server Image Data science Size Large & fast Running for 2 hours 5 minutes" in page
    assert "Stops After 1 hour without activity: in 40 minutes, unless it is used." in page


async def test_a_named_server_has_its_own(hub):
    await start(hub, CULLING)
    page = await home(hub, server="/servers/lab", started=3, last_activity=1)
    assert " lab Running for 3 minutes Stops After 1 hour" in page and "My server Running" not in page


async def test_nothing_is_said_of_what_does_not_run(hub):
    await start(hub, CULLING)
    assert "Running for" not in (await (await hub.signed_in("ada", "x")).get("/home")).plain


@pytest.mark.parametrize(
    ("name", "longest", "custom", "times", "text"),
    [
        ("ada", 0, {}, {"last_activity": 59}, "without activity: in 1 minute, unless it is used. "),
        ("ada", 0, {}, {"last_activity": 61}, "without activity: within minutes, unless it is used. "),
        ("ada", 24 * HOUR, {}, {"started": 1380}, "; in 1 hour in any case."),
        ("ada", 24 * HOUR, {}, {"started": 1500}, "; within minutes in any case."),
        ("admin", 0, {}, {}, "Stops After 1 hour without activity"),
        ("bob", 0, {"neverCulled": {"users": [], "groups": ["ml"]}}, {}, "Stops Only when you stop it."),
        ("bob", 0, {"neverCulled": {"users": ["bob"], "groups": []}}, {}, "Stops Only when you stop it."),
    ],
)
async def test_when_it_ends(hub, name, longest, custom, times, text):
    await start(hub, {"culling": {"idle": HOUR, "longest": longest}, **custom})
    assert text in await home(hub, name, **times) + " "


async def test_without_a_culler_it_ends_with_the_user(hub):
    await start(hub)
    assert "Stops Only when you stop it." in await home(hub)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        *((0, "1 minute"), (89, "1 minute"), (91, "2 minutes"), (3600, "1 hour"), (3660, "1 hour 1 minute")),
        *((86400, "1 day"), (180000, "2 days 2 hours"), (90060, "1 day 1 hour")),
    ],
)
def test_times_are_said_to_the_minute(seconds, text):
    assert in_words(seconds) == text


@pytest.mark.parametrize(
    ("name", "has_culler", "rules", "text"),
    [
        ("ada", True, {"all": {"idle": 1800}}, "Stops After 30 minutes without activity: in 10 minutes, unless"),
        (
            "ada",
            True,
            {"all": {"idle": 7200}},
            "Stops After 1 hour without activity: in 40 minutes, unless it is used.",
        ),
        ("ada", False, {"users": {"ada": {"longestRun": 7200}}}, "Stops In 1 hour in any case."),
        ("admin", False, {"all": {"idle": 1800, "longestRun": 7200}}, "Stops Only when you stop it."),
    ],
)
async def test_limits_end_it_before_the_culler(hub, tell, name, has_culler, rules, text):  # noqa: F811
    tell(rules)
    await start(hub, CULLING if has_culler else None)
    assert text in await home(hub, name, started=60, last_activity=20)
