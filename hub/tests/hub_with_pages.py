"""A real hub on which every page can be opened, for a browser: `python hub_with_pages.py directory|native`.

Prints a line of JSON when it is ready, `{"url", "pages": {user: [path, …]}}`, where the user "" has not logged in; all
passwords are `three unrelated words`. Ends with its input.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from aiohttp import web
from conftest import KUBECONFIG
from jupyterhub import orm
from kubernetes_asyncio.config import kube_config
from kubernetes_events import PULLING, SCHEDULED, not_pulled
from running_hub import RunningHub, cheap
from test_cluster_page import LAB, LOST, ROLES, node, pod, ready
from test_gpus import ListApi, choice
from test_home_sizes import claim
from told_spawner import ToldSpawner
from waiting import until

PASSWORD = "three unrelated words"
TITLE = "Data platform of the research department"
# One size that fits, one with a GPU, one that nothing is free for; an image that is for another group.
PROFILES = [
    {
        "display_name": "Server",
        "profile_options": {
            "image": {
                "display_name": "Image",
                "choices": {
                    "lab": {
                        "display_name": "JupyterLab",
                        "description": "For notebooks.",
                        "contents": "Python 3.13 · pandas 3.1 · dvc 3.67",
                        "kubespawner_override": {"image": LAB},
                    },
                    "r": {"display_name": "R", "kubespawner_override": {"image": "r:1"}},
                },
            },
            "size": {
                "display_name": "Size",
                "choices": {
                    "small": {"display_name": "Small", "kubespawner_override": {"cpu_guarantee": 1, "cpu_limit": 2}},
                    "gpu": choice("One GPU", 1, mem_limit="8G"),
                    "two": choice("Two GPUs", 2),
                },
            },
        },
    }
]
OPEN = asyncio.Event()
OPEN.set()
REDIRECT = "http://127.0.0.1:1/callback"


class Spawner(ToldSpawner):
    """Some servers never start, some never stop, some fail."""

    async def start(self):
        if self.name == "starting":
            self.told = [SCHEDULED, PULLING]
            return await super().start()
        self.gate = OPEN
        if self.name == "failing":
            self.told = [SCHEDULED, PULLING, not_pulled("x: not found")]
            self.error = TimeoutError()
        return await super().start()

    async def stop(self, now=False):
        if self.name == "stopping":
            await asyncio.Event().wait()
        await super().stop(now)


class Api(ListApi):
    """Has homes as well: of ada, and of somebody who has left."""

    async def answer(self, request):
        path = request.match_info["path"]
        names = {"ada": "pvc-1", "grace": "pvc-2"}
        if path.endswith("/persistentvolumeclaims"):
            return web.json_response({"metadata": {}, "items": [claim(*it) for it in names.items()]})
        if "/persistentvolumeclaims/" in path:
            return web.json_response(claim("ada", "pvc-1"))
        return await super().answer(request)


async def directory(hub):
    api = Api()
    await api.start()
    # One that takes servers, one that does not, one that is off.
    pressure = {"type": "DiskPressure", "status": "True"}
    table = json.loads((Path(__file__).parent / "backup-words.json").read_text())
    backups = {it["name"]: table["good"] | (it["found"] or {}) for it in table["cases"]}
    notes = {
        name: {"hubwright/backup": json.dumps(it | {"longestAge": table["longestAge"], "leftOut": 0})}
        for name, it in backups.items()
    }
    sizes = {"hubwright/home-sizes": f"{int(time.time()) - 1800} pvc-1=8400 pvc-2=20480"}
    change = {"change": 12, "at": "2026-11-27T10:12:00Z", "operator": "bo@build-1", "command": "up", "result": "failed"}
    changed = {"hubwright/change": json.dumps(change | {"commit": "1a2b3c4"})}
    api.nodes = [
        node("agent-1", images=[([LAB], 2**31)], annotations={**notes["one that failed"], **sizes}),
        node("agent-2", conditions=[ready(), pressure], labels=ROLES, unschedulable=True, annotations=changed),
        node("agent-3", conditions=[LOST]),
        node("agent-4"),
    ]
    api.pods = [pod("agent-1"), pod("agent-2", "3")]
    hub.files.users(ada=PASSWORD, admin={"hash": cheap(PASSWORD), "admin": True})

    def configure(c):
        c.JupyterHub.spawner_class = Spawner
        c.JupyterHub.allow_named_servers = True
        c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0, "slow_stop_timeout": 0}
        c.KubeSpawner.profile_list = PROFILES
        c.KubeSpawner.k8s_api_host = api.url
        c.JupyterHub.services = [
            {"name": "board", "api_token": "t" * 32, "url": "http://127.0.0.1:1", "oauth_redirect_uri": REDIRECT}
        ]
        c.JupyterHub.load_roles = [{"name": "user", "scopes": ["self", "access:services", "shares!user"]}]

    custom = {"choices": {"image": {"r": {"groups": ["staff"]}}}, "homeLimit": {"mebibytes": 10240, "kind": "warn"}}
    await hub.start({"title": TITLE, **custom}, configure)
    ada = await hub.signed_in("ada", PASSWORD)
    await hub.signed_in("admin", PASSWORD)
    for server in ("/server", "/servers/running", "/servers/stopping", "/servers/failing", "/servers/starting"):
        answer = await ada.api("POST", f"/users/ada{server}", data="{}")
        assert answer.status in (201, 202), answer.text
    running = hub.app.users["ada"].spawners
    await until(lambda: running["stopping"].ready and running["running"].ready and not running["failing"].pending)
    assert (await ada.api("DELETE", "/users/ada/servers/stopping", data="{}")).status == 202
    shared = running["running"].orm_spawner
    _, code = orm.ShareCode.new(hub.app.db, shared, scopes=["access:servers!server=ada/running"])
    consent = f"/hub/api/oauth2/authorize?client_id=service-board&response_type=code&redirect_uri={REDIRECT}"
    return {
        "": ["/hub/login", "/hub/logout", "/hub/error/503", "/hub/error/500"],
        "ada": [
            "/hub/spawn/ada/another",
            *("/hub/home", "/hub/token", "/hub/usage", "/hub/password", "/hub/nope", "/hub/admin", consent),
            *(f"/hub/user/ada/{name}" for name in ("gone", "failing", "stopping", "starting")),
        ],
        "admin": ["/hub/home", "/hub/usage/all", "/hub/cluster", "/hub/admin", f"/hub/accept-share?code={code}"],
    }


async def native(hub):
    def configure(c):
        c.JupyterHub.authenticator_class = "hubwright.login.native.NativeAuthenticator"
        c.Authenticator.admin_users = {"admin"}
        c.NativeAuthenticator.ask_email_on_signup = True
        c.NativeAuthenticator.allow_2fa = True

    await hub.start({"title": TITLE}, configure)
    for name, code in (("admin", hub.app.authenticator.sign_up_code("admin")), ("grace", "")):
        fields = {"username": name, "email": "a@example.com", "signup_password": PASSWORD}
        page = await hub.browser().post(f"/signup?code={code}", {**fields, "signup_password_confirmation": PASSWORD})
        assert "You signed up" in page.plain
    return {
        "": ["/hub/login", "/hub/signup"],
        "admin": ["/hub/authorize", "/hub/change-password", "/hub/change-password/grace"],
    }


async def main(kind):
    folder = Path(tempfile.mkdtemp())
    os.chdir(folder)
    kubeconfig = folder / "kubeconfig"
    kubeconfig.write_text(json.dumps(KUBECONFIG))
    kube_config.KUBE_CONFIG_DEFAULT_LOCATION = str(kubeconfig)
    hub = RunningHub(folder)
    pages = await {"directory": directory, "native": native}[kind](hub)
    print(json.dumps({"url": hub.url, "pages": pages}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    os._exit(0)  # some of its servers would never stop


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
