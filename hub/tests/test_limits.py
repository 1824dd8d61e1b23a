"""Limits by user and group, on a real hub whose file changes as the kubelet swaps it."""

import asyncio
import json
import math
import re

import pytest
from running_hub import cheap
from waiting import until

from hubwright.limits import limits as limits_of_hub
from hubwright.limits.rules import Rules

SIZES = {
    "small": {"cpu_guarantee": 0.1, "mem_guarantee": "1G"},
    "large": {"cpu_guarantee": 2, "mem_guarantee": "8G"},
    "gpu": {"cpu_guarantee": 1, "mem_guarantee": "1536M", "extra_resource_limits": {"nvidia.com/gpu": 1}},
}
SMALL, LARGE, GPU = ({"size": name} for name in SIZES)


@pytest.fixture
def tell(tmp_path, monkeypatch):
    """Writes the limits."""
    path = tmp_path / "limits.json"
    monkeypatch.setattr(limits_of_hub, "_FILE", path)

    def tell(content):
        aside = tmp_path / "next"
        aside.write_text(content if isinstance(content, str) else json.dumps(content))
        aside.rename(path)

    return tell


async def start(hub, custom=None, **users):
    members = {f"user{i}": {"hash": cheap("x"), "groups": ["ml"]} for i in range(1, 4)}
    hub.files.users(**{**members, "boss": {"hash": cheap("x"), "admin": True, "groups": ["ml"]}, **users})

    def settings(c):
        choices = {name: {"display_name": name, "kubespawner_override": it} for name, it in SIZES.items()}
        choices["small"]["default"] = True
        option = {"size": {"display_name": "Size", "choices": choices}}
        profile = {"display_name": "N", "slug": "notebook", "default": True, "profile_options": option}
        c.KubeSpawner.profile_list = [profile]
        c.JupyterHub.allow_named_servers = True

    await hub.start(custom, settings)
    return await hub.signed_in("user1", "x")


async def begin(browser, user="user1", server="", options=SMALL):
    """Start a server; `""` if it starts, else why not."""
    path = f"/users/{user}/servers/{server}" if server else f"/users/{user}/server"
    answer = await browser.api("POST", path, json=options)
    if answer.status in (201, 202):
        await until(lambda: browser.hub.app.users[user].spawners[server].ready)
        return ""
    return f"{answer.status} {json.loads(answer.text)['message']}"


def running(hub):
    return sorted((u.name, n) for u in hub.app.users.values() for n, it in u.spawners.items() if it.active)


@pytest.mark.parametrize(
    ("name", "groups", "limit"),
    [
        ("other", set(), 3),
        ("other", {"unknown"}, 3),
        ("other", {"ml"}, 1),
        ("other", {"ml", "big", "silent"}, 5),
        ("other", {"silent"}, 3),
        ("other", {"ml", "free"}, math.inf),
        ("ada", {"big", "free"}, 2),
        ("zoe", {"ml"}, 1),
    ],
)
def test_user_over_group_over_all_and_of_groups_the_most_generous(name, groups, limit):
    rules = Rules(
        {
            "all": {"servers": 3},
            "groups": {
                **{"ml": {"servers": 1}, "big": {"servers": 5}, "free": {"servers": "unlimited"}},
                "silent": {"memory": 1, "together": {"servers": 1}},
            },
            "users": {"ada": {"servers": 2}, "zoe": {"memory": 5}},
        }
    )
    assert rules.limit("servers", name, groups) == limit
    assert rules.limit("gpus", name, groups) == math.inf


@pytest.mark.parametrize(
    ("limits", "first", "then", "said"),
    [
        (
            {"servers": 1},
            SMALL,
            SMALL,
            "429 You have 1 server running, and may have no more at once. Stop a server first.",
        ),
        ({"servers": 2}, SMALL, SMALL, ""),
        ({"processors": 0.2}, SMALL, SMALL, ""),
        (
            {"processors": 2},
            SMALL,
            LARGE,
            "429 This server needs 2 processors. You use 0.1 of the 2 processors that you may have at once. "
            "Stop a server first, or choose a smaller size.",
        ),
        (
            {"processors": 1},
            SMALL,
            LARGE,
            "403 This server needs 2 processors, more than the 1 processor that you may have at once. "
            "Choose a smaller size.",
        ),
        (
            {"memory": 9 * 1024},
            GPU,
            LARGE,
            "429 This server needs 8 GiB of memory. You use 1.5 of the 9 GiB of memory that you may have at once. "
            "Stop a server first, or choose a smaller size.",
        ),
        ({"memory": 9216}, SMALL, LARGE, ""),
        (
            {"gpus": 0},
            SMALL,
            GPU,
            "403 This server needs 1 GPU, more than the 0 GPUs that you may have at once. Choose a smaller size.",
        ),
        ({"gpus": 1}, GPU, SMALL, ""),
        ({"gpus": 1, "servers": "unlimited"}, GPU, GPU, "429 This server needs 1 GPU. You use 1 of the 1 GPU that"),
    ],
)
async def test_what_a_user_may_have_at_once(hub, tell, limits, first, then, said):
    tell({"all": limits})
    browser = await start(hub)
    assert await begin(browser, server="one", options=first) == ""
    answer = await begin(browser, options=then)
    assert answer.startswith(said) if said else answer == ""


@pytest.mark.parametrize(
    ("limits", "then", "said"),
    [
        (
            {"servers": 2},
            SMALL,
            "429 The members of ml have 2 servers running, and may have no more together. Try again later.",
        ),
        (
            {"memory": 3000},
            SMALL,
            "429 This server needs 1 GiB of memory. The members of ml use 2 of the 2.92969 GiB of memory that they may "
            "have together. Try again later, or choose a smaller size.",
        ),
        ({"gpus": 0}, SMALL, ""),
    ],
)
async def test_what_members_of_a_group_may_have_together(hub, tell, limits, then, said):
    tell({"groups": {"ml": {"together": limits}}})
    await start(hub, other={"hash": cheap("x")})
    for name in ("user2", "user3", "other"):
        await hub.signed_in(name, "x")
    boss = await hub.signed_in("boss", "x")
    # Those of an administrator and of others do not count.
    for user in ("boss", "other", "user1", "user2"):
        assert await begin(boss, user) == ""
    assert await begin(boss, "boss", "more") == ""
    assert await begin(boss, "user3", options=then) == said


async def test_who_may_have_no_server_is_not_told_to_stop_one(hub, tell):
    tell({"all": {"servers": 0}})
    assert await begin(await start(hub)) == "403 You may have no servers."


def disabled(page):
    """The sizes on a spawn page that cannot be chosen."""
    radios = re.findall(r'<input[^>]*type="radio"[^>]*>', page.text)
    return [re.search('value="(.*?)"', it).group(1) for it in radios if " disabled" in it]


async def test_the_spawn_page_says_of_each_size_whether_it_is_over_a_limit(hub, tell):
    tell({"all": {"memory": 3 * 1024, "servers": 2}})
    browser = await start(hub)
    page = await browser.get("/spawn")
    assert disabled(page) == ["large"]
    assert "8 GiB of memory, more than the 3 GiB of memory that you may have at once." in page.plain
    for server in ("", "other"):
        assert await begin(browser, server=server) == ""
    page = await browser.get("/spawn/user1/third")
    assert disabled(page) == ["small", "large", "gpu"]
    assert "You have 2 servers running, and may have no more at once." in page.plain
    boss = await hub.signed_in("boss", "x")
    assert disabled(await boss.get("/spawn/boss/third")) == []


async def test_an_administrator_reads_whose_limit_it_is(hub, tell):
    tell({"users": {"user1": {"servers": 1}}})
    browser = await start(hub)
    assert await begin(browser) == ""
    boss = await hub.signed_in("boss", "x")
    said = "429 user1 has 1 server running, and may have no more at once. Stop a server first."
    assert await begin(boss, "user1", "more") == said


async def test_the_form_and_a_query_are_checked_too(hub, tell):
    tell({"all": {"memory": 2048}})
    browser = await start(hub)
    said = "This server needs 8 GiB of memory, more than the 2 GiB of memory that you may have at once."
    fields = {"profile": "notebook", "profile-option-notebook--size": "large"}
    for page in (
        await browser.post("/spawn", fields),
        await browser.get("/spawn?profile=notebook&profile-option-notebook--size=large"),
    ):
        assert said in page.plain
    assert running(hub) == []
    assert (await browser.post("/spawn", {**fields, "profile-option-notebook--size": "small"})).status == 302


@pytest.mark.parametrize("rule", [{"all": {"servers": 3}}, {"all": {"memory": 3 * 1024}}])
async def test_twenty_starts_of_one_user_at_once_never_exceed_the_limit(hub, tell, rule):
    tell(rule)
    browser = await start(hub)
    said = await asyncio.gather(*(begin(browser, server=f"s{i}") for i in range(20)))
    assert (said.count(""), len(running(hub))) == (3, 3)


async def test_twenty_starts_in_one_group_at_once_never_exceed_what_it_has_together(hub, tell):
    tell({"groups": {"ml": {"together": {"servers": 4, "processors": 8}}}})
    names = [f"member{i}" for i in range(20)]
    await start(hub, **{name: {"hash": cheap("x"), "groups": ["ml"]} for name in names})
    browsers = [await hub.signed_in(name, "x") for name in names]
    said = await asyncio.gather(*(begin(it, name) for it, name in zip(browsers, names, strict=True)))
    assert (said.count(""), len(running(hub))) == (4, 4)


async def test_a_change_needs_no_restart_and_a_file_that_cannot_be_read_changes_nothing(hub, tell, caplog):
    browser = await start(hub)
    assert await begin(browser) == ""
    tell({"all": {"servers": 1}})
    assert "429" in await begin(browser, server="a")
    for broken in ('{"all": {"servers"', '{"all": {"servers": "two"}}', '{"all": 2}', "[]", '{"all": {"gpus": true}}'):
        tell(broken)
        assert "429" in await begin(browser, server="a")
        assert "limits.json: " in caplog.text and "the limits before it apply" in caplog.text
        caplog.clear()
    tell({"all": {"servers": 2}})
    assert await begin(browser, server="a") == ""
    limits_of_hub._FILE.unlink()
    assert await begin(browser, server="b") == ""


async def test_a_hub_that_starts_again_still_counts_what_runs(hub, tell):
    tell({"all": {"memory": 9 * 1024}})
    browser = await start(hub)
    assert await begin(browser, server="a", options=LARGE) == ""
    spawner = hub.app.users["user1"].spawners["a"]
    del spawner.hubwright_need  # as after a restart
    assert await begin(browser, server="b") == ""
    assert "You use 9 of the 9 GiB" in await begin(browser, server="c")
    spawner.user_options = {"size": "gone"}
    assert await begin(browser, server="c") == ""


async def test_a_server_that_fails_to_start_gives_its_room_back(hub, tell, monkeypatch):
    tell({"all": {"servers": 1}})
    browser = await start(hub)
    assert "400" in await begin(browser, options={"size": "none"})
    assert await begin(browser) == ""
    await browser.api("DELETE", "/users/user1/server")
    await until(lambda: not hub.app.users["user1"].active)
    assert await begin(browser, server="other") == ""
