"""A real JupyterHub in this process, on loopback, with a browser to talk to it.

Two parts are stand-ins, because this machine has no cluster: `NoProxy` keeps its routes in memory (tests talk to the
hub's own port), and `PodlessSpawner` is KubeSpawner with the pod replaced by a small web server in this process.
"""

import json
import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from jupyterhub.app import JupyterHub
from kubespawner import KubeSpawner
from no_proxy import NoProxy
from traitlets.config import Config

from hubwright import phc, setup


def cheap(password: str) -> str:
    """A hash that is quick to check."""
    return str(phc.make(password, ln=10, r=8, p=1))


class UserFiles:
    """The mounted directory, swapped atomically as the kubelet does it."""

    def __init__(self, path: Path):
        self.path = path
        self._generation = 0

    def write(self, shards: dict[str, object]):
        """Replace all files: `{"0": {...users}, "a": "raw text"}`."""
        self._generation += 1
        real = self.path / f"..{self._generation}"
        real.mkdir(parents=True)
        for shard, users in shards.items():
            text = users if isinstance(users, str) else json.dumps(users)
            (real / f"users-{shard}.json").write_text(text)
        link = self.path / "..next"
        link.symlink_to(real.name)
        link.rename(self.path / "..data")
        for old in self.path.glob("users-*.json"):
            old.unlink()
        for shard in shards:
            (self.path / f"users-{shard}.json").symlink_to(f"..data/users-{shard}.json")

    def users(self, **users):
        """All users in one file; `user1="password"` or `user1={"hash": …}`."""
        self.write({"0": {n: {"hash": cheap(u)} if isinstance(u, str) else u for n, u in users.items()}})


class PodlessSpawner(KubeSpawner):
    """Stand-in for a cluster: builds the real manifest, then serves an empty page in place of the pod."""

    started: list = []

    async def start(self):
        await self.load_user_options()
        self.manifest = await self.get_pod_manifest()
        PodlessSpawner.started.append(self)
        server = web.Application()
        server.router.add_route("*", "/{path:.*}", lambda _: web.Response())
        self.runner = web.AppRunner(server)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self.runner.addresses[0][1]}"

    async def poll(self):
        return None if getattr(self, "runner", None) else 0

    async def stop(self, now=False):
        runner, self.runner = self.runner, None
        await runner.cleanup()


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class RunningHub:
    """One hub with its folder; `stop` and `start` again keep the database."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.files = UserFiles(folder / "users")
        self.browsers = []
        self.app = None

    async def start(self, custom=None, configure=None):
        """Start the hub, configured as the chart does it."""
        c = Config()
        self.url = f"http://127.0.0.1:{free_port()}"
        c.JupyterHub.hub_bind_url = self.url
        c.JupyterHub.db_url = f"sqlite:///{self.folder}/hub.sqlite"
        c.JupyterHub.cookie_secret = b"s" * 32
        c.JupyterHub.authenticator_class = "hubwright.authenticator.DirectoryAuthenticator"
        c.JupyterHub.spawner_class = PodlessSpawner
        c.JupyterHub.proxy_class = NoProxy
        c.JupyterHub.cleanup_servers = False
        c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}  # as in the chart
        c.DirectoryAuthenticator.users_path = str(self.files.path)
        c.KubeSpawner.volumes = {}
        c.KubeSpawner.volume_mounts = {}
        if configure:
            configure(c)
        setup.configure(c, custom)
        JupyterHub.clear_instance()
        self.app = JupyterHub.instance(config=c)
        await self.app.initialize([])
        await self.app.start()

    async def stop(self):
        for browser in self.browsers:
            await browser.session.close()
        self.browsers.clear()
        for spawner in PodlessSpawner.started:
            if getattr(spawner, "runner", None):
                await spawner.stop()
        PodlessSpawner.started.clear()
        app, self.app = self.app, None
        app.http_server.stop()
        await app.http_server.close_all_connections()
        app.metrics_collector.stop()
        for callback in app._periodic_callbacks.values():
            callback.stop()
        if sweep := getattr(app.authenticator, "_sweep", None):
            sweep.stop()
        app.db.close()
        app.session_factory.kw["bind"].dispose()

    def browser(self, address="10.0.0.1") -> "Browser":
        found = Browser(self, address)
        self.browsers.append(found)
        return found

    async def signed_in(self, name, password, address="10.0.0.1") -> "Browser":
        found = self.browser(address)
        page = await found.login(name, password)
        assert page.status == 302, page.text
        return found


class Page:
    def __init__(self, status, headers, text):
        self.status = status
        self.headers = headers
        self.text = text

    @property
    def plain(self):
        """The text without markup."""
        return " ".join(re.sub(r"<script.*?</script>|<[^>]*>", " ", self.text, flags=re.S).split())


class Browser:
    """Keeps cookies, sends forms with JupyterHub's XSRF token."""

    def __init__(self, hub: RunningHub, address: str):
        self.hub = hub
        self.address = address
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def request(self, method, path, **kwargs) -> Page:
        headers = {"X-Forwarded-For": self.address, "Sec-Fetch-Mode": "navigate", **kwargs.pop("headers", {})}
        url = self.hub.url + "/hub" + path
        async with self.session.request(method, url, headers=headers, allow_redirects=False, **kwargs) as answer:
            return Page(answer.status, answer.headers, await answer.text())

    async def get(self, path) -> Page:
        return await self.request("GET", path)

    async def post(self, path, fields) -> Page:
        """Submit a form as the page of that path would."""
        await self.get(path)
        cookies = self.session.cookie_jar.filter_cookies(self.hub.url + "/hub/")
        data = {**fields, "_xsrf": cookies["_xsrf"].value}
        return await self.request("POST", path, data=data)

    async def api(self, method, path, **kwargs) -> Page:
        """A call as the pages' own scripts make it."""
        cookies = self.session.cookie_jar.filter_cookies(self.hub.url + "/hub/")
        headers = {"X-XSRFToken": cookies["_xsrf"].value, "Referer": self.hub.url + "/hub/home"}
        headers["Content-Type"] = "application/json"
        return await self.request(method, "/api" + path, headers=headers, **kwargs)

    async def login(self, name, password) -> Page:
        return await self.post("/login", {"username": name, "password": password})

    async def is_signed_in(self) -> bool:
        page = await self.get("/home")
        assert page.status in (200, 302), page.text
        return page.status == 200 or not urlsplit(page.headers["Location"]).path.endswith("/login")
