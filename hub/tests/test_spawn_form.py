"""The spawn form: which one is shown for which profiles, what its cards say, and what is chosen beforehand."""

import copy
import re

import pytest
from cards import cards_of, checked_in
from running_hub import cheap, spawned
from test_choices import PROFILES, form

from hubwright.spawn_page.amounts import drawn
from hubwright.spawn_page.preselect import preselect, worded

OTHER = {"enabled": True, "display_name": "Other", "kubespawner_override": {"image": "{value}"}}
ONLY_OTHER = {"display_name": "Image", "choices": {}, "unlisted_choice": OTHER}
SIMPLE = [
    {
        "display_name": "Small <b>one</b>",
        "description": "For <i>notes</i>",
        "kubespawner_override": {"mem_limit": "1G"},
    },
    {"display_name": "Large", "default": True, "kubespawner_override": {"mem_limit": "8G", "cpu_limit": 4}},
]


def changed(edit):
    profiles = copy.deepcopy(PROFILES)
    edit(profiles)
    return profiles


async def start(hub, profiles, configure=None):
    hub.files.users(user1="x", user2={"hash": cheap("x"), "groups": ["research"]})

    def settings(c):
        c.KubeSpawner.profile_list = profiles
        if configure:
            configure(c)

    await hub.start({}, settings)
    return await hub.signed_in("user1", "x")


def own_template(c):
    c.KubeSpawner.profile_form_template = "<p>Ours</p>{% for it in profile_list %}<input name='profile'>{% endfor %}"


def own_form(c):
    c.Spawner.options_form = "<p>Ours</p>"


def dynamic(c):
    c.KubeSpawner.profile_list = lambda _: copy.deepcopy(PROFILES)


@pytest.mark.parametrize(
    ("profiles", "configure", "has"),
    [
        (PROFILES, None, 'fieldset class="choices"'),
        (SIMPLE, None, 'fieldset class="choices"'),
        (changed(lambda it: it[0].pop("profile_options")), None, 'fieldset class="choices"'),
        (changed(lambda it: it[0]["profile_options"]["image"].update(unlisted_choice=OTHER)), None, "<select"),
        (changed(lambda it: it[0]["profile_options"].update(image=ONLY_OTHER)), None, "<select"),
        (changed(lambda it: it.append({"display_name": "Another"})), None, "<select"),
        (PROFILES, dynamic, "<select"),
        (PROFILES, own_template, "<p>Ours</p>"),
        (PROFILES, own_form, "<p>Ours</p>"),
    ],
)
async def test_the_form_is_ours_where_everything_is_a_card_and_kubespawners_otherwise(hub, profiles, configure, has):
    page = (await (await start(hub, profiles, configure)).get("/spawn")).text
    assert [it for it in ('fieldset class="choices"', "<select", "<p>Ours</p>") if it in page] == [has]


async def test_kubespawners_form_says_what_is_in_an_image_too(hub):
    def edit(profiles):
        image = profiles[0]["profile_options"]["image"]
        image["unlisted_choice"] = OTHER
        image["choices"]["basic"] |= {"description": "For <i>notes</i>", "contents": "R & D 1"}
        image["choices"]["gpu"]["contents"] = "a 1"

    page = (await (await start(hub, changed(edit))).get("/spawn")).text
    assert re.findall(r'data-choice="(\w+)">([^<]*)</template>', page) == [
        ("basic", "For &lt;i&gt;notes&lt;/i&gt;\nR &amp; D 1"),
        ("gpu", "a 1"),
    ]


async def test_profiles_without_options_are_cards_and_start(hub):
    browser = await start(hub, SIMPLE)
    page = await browser.get("/spawn")
    assert checked_in(page) == {"profile": "large"}
    assert "Small <b>one</b></label>" in page.text
    assert "For <i>notes</i></p>" in page.text
    assert cards_of(page)["profile"]["large"]["text"] == "Large Processors up to 4 Memory up to 8 GiB"
    assert (await browser.post("/spawn", {"profile": "small-b-one-b"})).status == 302
    assert (await spawned()).mem_limit == 2**30


async def test_the_last_choice_is_chosen_beforehand_also_after_a_restart(hub):
    browser = await start(hub, PROFILES)
    assert checked_in(await browser.get("/spawn")) == {"image": "basic", "size": "large"}
    await browser.post("/spawn", form("gpu", "small"))
    await spawned()
    await browser.api("DELETE", "/users/user1/server")
    assert checked_in(await browser.get("/spawn")) == {"image": "gpu", "size": "small"}
    other = await hub.signed_in("user2", "x")
    assert checked_in(await other.get("/spawn")) == {"image": "basic", "size": "large"}
    await hub.stop()
    again = await start(hub, PROFILES)
    assert checked_in(await again.get("/spawn")) == {"image": "gpu", "size": "small"}


async def test_every_card_is_described_and_named(hub):
    text = (await (await start(hub, PROFILES)).get("/spawn")).text
    for number in range(2):
        for option in ("image", "size"):
            name = f"profile-option-notebook--{option}--{number}"
            assert text.count(f'id="{name}"') == text.count(f'for="{name}"') == 1
            assert text.count(f'id="{name}-about"') == text.count(f'aria-describedby="{name}-about"') == 1


def sizes(**overrides):
    return [{"kubespawner_override": override} for override in overrides.values()]


def test_amounts_are_drawn_to_the_scale_of_the_largest():
    small = {"cpu_guarantee": 0.5, "cpu_limit": 2, "mem_guarantee": "512M", "mem_limit": "1G"}
    large = {
        "cpu_guarantee": 4,
        "mem_guarantee": "8G",
        "mem_limit": "8G",
        "extra_resource_limits": {"nvidia.com/gpu": 2},
    }
    first, second = drawn(sizes(small=small, large=large))
    assert [(it["name"], it["text"], it["reserved"], it["limit"]) for it in first] == [
        ("Processors", "0.5, up to 2", 12, 50),
        ("Memory", "512 MiB, up to 1 GiB", 6, 12),
    ]
    assert [(it["name"], it["text"], it["reserved"], it["limit"]) for it in second] == [
        ("Processors", "4 or more", 100, 0),
        ("Memory", "8 GiB", 100, 100),
        ("GPUs", "2", 100, 100),
    ]


@pytest.mark.parametrize(
    ("override", "texts"),
    [
        ({}, []),
        ({"image": "x"}, []),
        ({"cpu_limit": None, "mem_limit": None}, []),
        ({"mem_limit": lambda spawner: "1G"}, []),
        ({"mem_limit": 1536 * 2**20}, ["up to 1.5 GiB"]),
        ({"mem_limit": "1T"}, ["up to 1024 GiB"]),
        ({"cpu_guarantee": "0.25"}, ["0.25 or more"]),
        ({"cpu_limit": 10}, ["up to 10"]),
    ],
)
def test_amounts_in_words(override, texts):
    assert [it["text"] for it in drawn(sizes(one=override))[0]] == texts


def test_the_smallest_amount_can_be_seen():
    tiny, _ = drawn(sizes(tiny={"cpu_limit": 0.1}, huge={"cpu_limit": 256}))
    assert tiny[0]["limit"] == 2


@pytest.mark.parametrize(
    ("asked", "refused", "chosen"),
    [
        ({}, [], "large"),
        ({"size": "small"}, [], "small"),
        ({"size": "gone"}, [], "large"),
        ({"size": ["small"]}, [], "large"),
        ({"size": "small"}, ["small"], "large"),
        ({}, ["large"], "small"),
        ({"size": "small"}, ["small", "large"], "large"),
    ],
)
def test_what_is_chosen_beforehand(asked, refused, chosen):
    profiles = copy.deepcopy(PROFILES)
    choices = profiles[0]["profile_options"]["size"]["choices"]
    for name in refused:
        choices[name]["refusal"] = "No."
    preselect(profiles, asked)
    assert [name for name, it in choices.items() if it.get("default")] == [chosen]


def test_a_form_without_cards_says_it_in_the_names():
    choices = {"a": {"display_name": "A", "notes": ["Free GPUs: 0 of 1"], "refusal": "No GPU is free."}}
    profiles = [{"display_name": "P", "profile_options": {"size": {"choices": choices}}}]
    assert worded(profiles)[0]["profile_options"]["size"]["choices"]["a"]["display_name"] == (
        "A (Free GPUs: 0 of 1; No GPU is free)"
    )
