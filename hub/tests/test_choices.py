"""Images, sizes and folders limited to groups, against KubeSpawner's own form, options and manifest."""

import copy
import json

import pytest
from cards import cards_of, checked_in
from jupyterhub.auth import Authenticator
from running_hub import PodlessSpawner, cheap, spawned

PROFILES = [
    {
        "display_name": "Notebook",
        "slug": "notebook",
        "default": True,
        "profile_options": {
            "image": {
                "display_name": "Image",
                "choices": {
                    "basic": {
                        "display_name": "Basic",
                        "default": True,
                        "kubespawner_override": {"image": "registry.local/basic:1"},
                    },
                    "gpu": {"display_name": "GPU tools", "kubespawner_override": {"image": "registry.local/gpu:1"}},
                },
            },
            "size": {
                "display_name": "Size",
                "choices": {
                    "large": {
                        "display_name": "Large one",
                        "default": True,
                        "kubespawner_override": {"mem_limit": "8G"},
                    },
                    "small": {"display_name": "Small one", "kubespawner_override": {"mem_limit": "1G"}},
                },
            },
        },
    }
]
CUSTOM = {
    "choices": {"image": {"gpu": {"groups": ["research"]}}, "size": {"large": {"groups": ["research", "ops"]}}},
    "shared": [
        {
            "name": "datasets",
            "groups": ["research"],
            "volume": {"name": "shared-datasets", "persistentVolumeClaim": {"claimName": "datasets"}},
            "mount": {"name": "shared-datasets", "mountPath": "/srv/datasets", "readOnly": True},
        }
    ],
}
HOME = {"volumes": {"home": {"name": "home", "emptyDir": {}}}, "mounts": {"home": {"name": "home", "mountPath": "/h"}}}


def profiles(edit=None):
    changed = copy.deepcopy(PROFILES)
    if edit:
        edit(changed[0]["profile_options"])
    return changed


async def start(hub, edit=None, custom=None, configure=None):
    hub.files.users(user1="x", user2={"hash": cheap("x"), "groups": ["research"]})

    def settings(c):
        c.KubeSpawner.profile_list = profiles(edit)
        c.KubeSpawner.volumes = HOME["volumes"]
        c.KubeSpawner.volume_mounts = HOME["mounts"]
        if configure:
            configure(c)

    await hub.start(CUSTOM if custom is None else custom, settings)


def offered(page):
    return {name: list(choices) for name, choices in cards_of(page).items()}


def form(image="basic", size="small", **more):
    prefix = "profile-option-notebook--"
    return {"profile": "notebook", f"{prefix}image": image, f"{prefix}size": size, **more}


async def test_form_shows_what_the_groups_allow(hub):
    await start(hub)
    page = await (await hub.signed_in("user1", "x")).get("/spawn")
    research = await (await hub.signed_in("user2", "x")).get("/spawn")
    assert offered(page) == {"image": ["basic"], "size": ["small"]}
    assert offered(research) == {"image": ["basic", "gpu"], "size": ["large", "small"]}
    # By title only: what else is said of them is for those groups.
    assert "1 more for other groups GPU tools Ask your hub administrator to add you to a group" in page.plain
    assert "1 more for other groups Large one Ask" in page.plain
    assert "other groups" not in research.plain


async def test_default_moves_to_the_first_open_choice(hub):
    await start(hub)
    browser = await hub.signed_in("user1", "x")
    page = await browser.get("/spawn")
    assert checked_in(page)["size"] == "small"
    await browser.api("POST", "/users/user1/server", json={})
    spawner = await spawned()
    assert (spawner.image, spawner.mem_limit) == ("registry.local/basic:1", 2**30)


async def test_member_gets_the_choice_and_the_folder_others_do_not(hub):
    await start(hub)
    browser = await hub.signed_in("user2", "x")
    assert (await browser.post("/spawn", form("gpu", "large"))).status == 302
    spawner = await spawned()
    pod = spawner.manifest.to_dict()["spec"]
    assert spawner.image == "registry.local/gpu:1"
    assert sorted(v["name"] for v in pod["volumes"]) == ["home", "shared-datasets"]
    mounts = {m["mount_path"]: m["read_only"] for m in pod["containers"][0]["volume_mounts"]}
    assert mounts == {"/h": None, "/srv/datasets": True}

    other = await hub.signed_in("user1", "x")
    assert (await other.post("/spawn", form())).status == 302
    pod = (await spawned()).manifest.to_dict()["spec"]
    assert [v["name"] for v in pod["volumes"]] == ["home"]


async def test_group_overrides_of_the_engineer_stay(hub):
    def own(c):
        c.KubeSpawner.group_overrides = {
            "own": {"groups": ["research"], "spawner_override": {"environment": {"FROM": "engineer"}}}
        }

    await start(hub, configure=own)
    browser = await hub.signed_in("user2", "x")
    await browser.post("/spawn", form())
    spawner = await spawned()
    assert spawner.environment["FROM"] == "engineer"
    assert "shared-datasets" in spawner.volumes


async def test_function_of_the_engineer_adds_to_the_folders_of_groups(hub):
    async def own_overrides(spawner):
        return {"own": {"groups": ["research"], "spawner_override": {"environment": {"FOR": spawner.user.name}}}}

    def own(c):
        c.KubeSpawner.group_overrides = own_overrides

    await start(hub, configure=own)
    await (await hub.signed_in("user2", "x")).post("/spawn", form())
    spawner = await spawned()
    assert spawner.environment["FOR"] == "user2"
    assert "shared-datasets" in spawner.volumes


async def test_what_the_engineer_adds_to_lists_and_mappings_stays(hub, tmp_path):
    (tmp_path / "page.html").write_text("")

    def own(c):
        c.JupyterHub.template_paths.insert(0, str(tmp_path))
        c.KubeSpawner.group_overrides.update({"own": {"groups": ["research"], "spawner_override": {"cpu_limit": 3}}})

    await start(hub, configure=own)
    assert str(tmp_path) in hub.app.template_paths
    await (await hub.signed_in("user2", "x")).post("/spawn", form())
    spawner = await spawned()
    assert spawner.cpu_limit == 3
    assert "shared-datasets" in spawner.volumes


async def test_function_of_the_engineer_decides_by_itself_what_is_offered(hub):
    def own_profiles(spawner):
        return [{"display_name": f"For {spawner.user.name}", "kubespawner_override": {"image": "registry.local/own:1"}}]

    def own(c):
        c.KubeSpawner.profile_list = own_profiles

    await start(hub, configure=own)
    browser = await hub.signed_in("user1", "x")
    assert "For user1" in (await browser.get("/spawn")).plain
    await browser.post("/spawn", {"profile": "for-user1"})
    assert (await spawned()).image == "registry.local/own:1"


async def test_leaving_the_group_takes_the_folder_and_the_choice_away(hub):
    await start(hub)
    browser = await hub.signed_in("user2", "x")
    await browser.post("/spawn", form("gpu", "large"))
    await spawned()
    await browser.api("DELETE", "/users/user2/server")
    hub.files.users(user2="x")
    again = await browser.api("POST", "/users/user2/server")  # no options: those of last time
    assert again.status == 403
    assert "'gpu' is not available to you. Choose one of: basic." in json.loads(again.text)["message"]
    assert (await browser.post("/spawn", form())).status == 302
    pod = (await spawned()).manifest.to_dict()["spec"]
    assert [v["name"] for v in pod["volumes"]] == ["home"]


@pytest.mark.parametrize(
    ("fields", "status", "message"),
    [
        (form("gpu"), 403, "Image: 'gpu' is not available to you. Choose one of: basic."),
        (form(size="large"), 403, "Size: 'large' is not available to you. Choose one of: small."),
        (form("nonsense"), 400, "Image: unknown choice 'nonsense'. Choose one of: basic."),
        ({"profile": "root"}, 400, "Unknown profile 'root'. Choose one of: notebook."),
        (
            form(**{"profile-option-notebook--image--unlisted-choice": "evil:1"}),
            403,
            "Image: only listed choices are allowed. Choose one of: basic.",
        ),
    ],
)
async def test_crafted_form_is_refused_with_the_form_and_a_reason(hub, fields, status, message):
    await start(hub)
    page = await (await hub.signed_in("user1", "x")).post("/spawn", fields)
    assert page.status == status
    assert "Error: " + message in page.plain
    assert "Server Options" in page.plain
    assert not PodlessSpawner.started


@pytest.mark.parametrize(
    ("options", "status", "message"),
    [
        ({"profile": "notebook", "image": "gpu"}, 403, "'gpu' is not available to you"),
        ({"image": "gpu"}, 403, "'gpu' is not available to you"),
        ({"size": "large"}, 403, "'large' is not available to you"),
        ({"image--unlisted-choice": "evil:1"}, 403, "only listed choices are allowed"),
        ({"image": ["gpu"]}, 400, "unknown choice ['gpu']"),
        ({"image": {"gpu": 1}}, 400, "unknown choice {'gpu': 1}"),
        ({"profile": ["x"]}, 400, "Unknown profile ['x']"),
        (["gpu"], 400, "must be an object"),
        ("gpu", 400, "must be an object"),
        (0, 400, "must be an object"),
    ],
)
async def test_crafted_api_call_is_refused(hub, options, status, message):
    await start(hub)
    browser = await hub.signed_in("user1", "x")
    page = await browser.api("POST", "/users/user1/server", json=options)
    assert page.status == status
    assert message in json.loads(page.text)["message"]
    assert not PodlessSpawner.started


async def test_query_string_is_checked_too(hub):
    await start(hub)
    browser = await hub.signed_in("user1", "x")
    page = await browser.get("/spawn?profile=notebook&profile-option-notebook--image=gpu")
    assert page.status == 403
    assert "is not available to you" in page.plain
    assert not PodlessSpawner.started


async def test_crafted_calls_do_not_count_as_failed_spawns(hub):
    def five_end_the_hub(c):
        c.Spawner.consecutive_failure_limit = 5  # the chart's value

    await start(hub, configure=five_end_the_hub)
    browser = await hub.signed_in("user1", "x")
    for _ in range(6):
        await browser.api("POST", "/users/user1/server", json={"image": "gpu"})
    assert hub.app.tornado_settings.get("failure_count", 0) == 0


async def test_unlisted_choice_works_where_it_is_configured_and_only_in_its_pattern(hub):
    def free_image(options):
        options["image"]["unlisted_choice"] = {
            "enabled": True,
            "display_name": "Other",
            "validation_regex": r"^registry\.local/.+$",
            "validation_message": "Must be an image of registry.local.",
            "kubespawner_override": {"image": "{value}"},
        }

    await start(hub, free_image)
    browser = await hub.signed_in("user1", "x")
    for options in ({}, {"profile": "notebook"}):
        page = await browser.api("POST", "/users/user1/server", json={**options, "image--unlisted-choice": "evil:1"})
        assert page.status == 400
        assert "Must be an image of registry.local." in json.loads(page.text)["message"]
    await browser.api("POST", "/users/user1/server", json={"image--unlisted-choice": "registry.local/mine:1"})
    assert (await spawned()).image == "registry.local/mine:1"


async def test_no_choice_left_is_a_clear_page(hub):
    def only_gpu(options):
        del options["image"]["choices"]["basic"]

    await start(hub, only_gpu)
    browser = await hub.signed_in("user1", "x")
    for page in (await browser.get("/spawn"), await browser.post("/spawn", form("gpu"))):
        assert page.status == 403
        assert "Image: nothing is available to you on this hub." in page.plain
        assert "Traceback" not in page.text
    api = await browser.api("POST", "/users/user1/server", json={})
    assert api.status == 403
    assert "nothing is available to you" in json.loads(api.text)["message"]


class CompanyLogin(Authenticator):
    """An authenticator that is not ours, as OIDC or LDAP ones are: it returns groups."""

    async def authenticate(self, handler, data):
        groups = ["research"] if data["username"] == "researcher" else []
        return {"name": data["username"], "groups": groups}


async def test_limits_hold_with_other_authenticators(hub):
    def company(c):
        c.JupyterHub.authenticator_class = CompanyLogin
        c.Authenticator.manage_groups = True
        c.Authenticator.allow_all = True

    await start(hub, configure=company)
    plain, research = await hub.signed_in("someone", ""), await hub.signed_in("researcher", "")
    assert offered(await plain.get("/spawn"))["image"] == ["basic"]
    assert offered(await research.get("/spawn"))["image"] == ["basic", "gpu"]
    page = await plain.api("POST", "/users/someone/server", json={"image": "gpu"})
    assert page.status == 403
    assert "/hub/password" not in (await plain.get("/home")).text


async def test_without_limits_everything_is_open_and_without_profiles_nothing_is_asked(hub):
    await start(hub, custom={})
    assert "GPU tools" in (await (await hub.signed_in("user1", "x")).get("/spawn")).plain
    await hub.stop()
    await start(hub, custom={}, configure=lambda c: c.KubeSpawner.pop("profile_list"))
    browser = await hub.signed_in("user1", "x")
    assert (await browser.get("/spawn")).status == 302
    await spawned()
