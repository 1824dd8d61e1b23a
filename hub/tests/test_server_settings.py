"""Settings of servers, images and sizes, as the real KubeSpawner makes a pod of them."""

import copy

from kubernetes_asyncio.client import ApiClient
from running_hub import cheap, spawned

IMAGES = [
    {"name": "lab", "image": "registry.local/lab:1"},
    {
        "name": "rstudio",
        "image": "registry.local/rstudio:1",
        "description": "R <4.5> & {{ RStudio }}",
        "contents": ["R <4.5>", "{{ tidyverse }}"],
        "defaultUrl": "/rstudio",
        "command": ["start.sh", "jupyterhub-singleuser"],
        "environment": {"A": {"env": "IMAGE_SECRET"}, "B": "image", "SAME": "image"},
    },
]
SIZE = {"cpu": {"guarantee": "100m"}, "memory": {"guarantee": "512Mi"}}
SIZES = [{"name": "small", **SIZE}, {"name": "large", **SIZE, "environment": {"B": {"env": "SIZE_SECRET"}}}]
SERVERS = {
    "environment": {"A": "all", "B": {"env": "SECRET"}, "WHO": "{username}", "SAME": "all"},
    "defaultUrl": "/lab",
    "command": ["all.sh"],
    "user": 1001,
    "group": 101,
    "startTimeout": "5m",
    "pullPolicy": "Always",
    "volumes": [
        {"name": "mine", "path": "/mine", "claim": "all", "subPath": "of/{username}"},
        {"name": "license", "path": "/license", "secret": "license"},
        {"name": "disk", "path": "/disk", "hostPath": "/srv/disk", "readOnly": True},
        {"name": "key", "secret": "key"},
    ],
    "initContainers": [
        {
            "name": "clone",
            "image": "acme/git:1",
            "command": ["clone", "{username}"],
            "environment": {"WHO": "{username}", "KEY": {"env": "SECRET"}},
            "user": 1001,
            "mounts": [{"volume": "home"}, {"volume": "key", "path": "/key"}],
        }
    ],
    "sidecars": [{"name": "db", "image": "acme/db:1", "resources": {"memory": {"guarantee": "64Mi"}}}],
}
# What the chart sets on KubeSpawner. Source: zero-to-jupyterhub 4.4.0, `jupyterhub_config.py`.
TRAITS = {
    "environment": "extraEnv",
    "default_url": "defaultUrl",
    "cmd": "cmd",
    "start_timeout": "startTimeout",
    "uid": "uid",
    "fs_gid": "fsGid",
    "profile_list": "profileList",
    "init_containers": "initContainers",
    "extra_containers": "extraContainers",
}


async def start(hub, synthesizer, **settings):
    hub.files.users(user1="x", user2=cheap("x"))
    given = {"auth": {"type": "native"}, "images": IMAGES, "sizes": SIZES, "servers": SERVERS, **settings}
    singleuser = synthesizer.values(given)["singleuser"]

    def configure(c):
        for trait, key in TRAITS.items():
            if key in singleuser:
                c.KubeSpawner[trait] = copy.deepcopy(singleuser[key])
        storage = singleuser["storage"]
        c.KubeSpawner.volumes = {it["name"]: it for it in storage["extraVolumes"]}
        c.KubeSpawner.volume_mounts = {it["name"]: it for it in storage["extraVolumeMounts"]}
        c.KubeSpawner.image_pull_policy = singleuser["image"]["pullPolicy"]

    await hub.start({}, configure)
    return await hub.signed_in("user1", "x")


async def pod_of(browser, image, size):
    prefix = "profile-option-server--"
    form = {"profile": "server", f"{prefix}image": image, f"{prefix}size": size}
    assert (await browser.post("/spawn", form)).status == 302
    spawner = await spawned()
    return spawner, spawner.manifest.to_dict()["spec"]


def variables(pod):
    found = {}
    for it in pod["containers"][0]["env"]:
        reference = (it["value_from"] or {}).get("secretKeyRef")
        assert reference is None or it["value"] is None
        found[it["name"]] = (reference["name"], reference["key"]) if reference else it["value"]
    return {name: found[name] for name in ("A", "B", "WHO", "SAME")}


async def test_every_server_has_them(hub, synthesizer):
    browser = await start(hub, synthesizer)
    spawner, pod = await pod_of(browser, "lab", "small")
    container = pod["containers"][0]
    assert variables(pod) == {"A": "all", "B": ("hubwright-servers", "servers.B"), "WHO": "user1", "SAME": "all"}
    assert (spawner.default_url, spawner.start_timeout, spawner.cmd) == ("/lab", 300, ["all.sh"])
    assert container["image_pull_policy"] == "Always"
    assert container["security_context"]["runAsUser"] == 1001
    assert pod["security_context"]["fsGroup"] == 101


async def test_every_server_has_the_volumes(hub, synthesizer):
    browser = await start(hub, synthesizer)
    spawner, _ = await pod_of(browser, "lab", "small")
    spec = ApiClient().sanitize_for_serialization(spawner.manifest)["spec"]
    assert spec["volumes"] == [
        {"name": "disk", "hostPath": {"path": "/srv/disk", "type": "Directory"}},
        {"name": "key", "secret": {"secretName": "key"}},
        {"name": "license", "secret": {"secretName": "license"}},
        {"name": "mine", "persistentVolumeClaim": {"claimName": "all"}},
    ]
    assert spec["containers"][0]["volumeMounts"] == [
        {"name": "disk", "mountPath": "/disk", "readOnly": True},
        {"name": "license", "mountPath": "/license", "readOnly": True},
        {"name": "mine", "mountPath": "/mine", "readOnly": False, "subPath": "of/user1"},
    ]


async def test_every_server_has_the_containers(hub, synthesizer):
    browser = await start(hub, synthesizer)
    spawner, _ = await pod_of(browser, "lab", "small")
    spec = ApiClient().sanitize_for_serialization(spawner.manifest)["spec"]
    assert spec["initContainers"] == [
        {
            "name": "clone",
            "image": "acme/git:1",
            "command": ["clone", "user1"],
            "env": [
                {"name": "WHO", "value": "user1"},
                {
                    "name": "KEY",
                    "valueFrom": {"secretKeyRef": {"name": "hubwright-servers", "key": "initContainers.clone.KEY"}},
                },
            ],
            "securityContext": {
                "allowPrivilegeEscalation": False,
                "runAsUser": 1001,
                "capabilities": {"drop": ["ALL"]},
            },
            "volumeMounts": [
                {"name": "volume-user1", "mountPath": "/home/jovyan", "readOnly": False},
                {"name": "key", "mountPath": "/key", "readOnly": True},
            ],
        }
    ]
    assert spec["containers"][1:] == [
        {
            "name": "db",
            "image": "acme/db:1",
            "securityContext": {"allowPrivilegeEscalation": False},
            "resources": {"requests": {"memory": "64Mi"}},
        }
    ]


async def test_those_of_an_image_and_a_size_win(hub, synthesizer):
    browser = await start(hub, synthesizer)
    spawner, pod = await pod_of(browser, "rstudio", "large")
    assert variables(pod) == {
        "A": ("hubwright-servers", "images.rstudio.A"),
        "B": ("hubwright-servers", "sizes.large.B"),
        "WHO": "user1",
        "SAME": "image",
    }
    assert spawner.default_url == "/rstudio"
    assert pod["containers"][0]["args"][:2] == ["start.sh", "jupyterhub-singleuser"]


async def test_form_has_descriptions_as_text(hub, synthesizer):
    browser = await start(hub, synthesizer)
    page = (await browser.get("/spawn")).text
    assert '<p class="description">R &lt;4.5&gt; &amp; {{ RStudio }}</p>' in page
    assert page.count('class="description"') == 1
    assert '<p class="contents">R &lt;4.5&gt; · {{ tidyverse }}</p>' in page
    assert page.count('class="contents"') == 1
