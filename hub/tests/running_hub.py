"""A real JupyterHub in this process, on loopback, with a browser to talk to it.

Two parts are stand-ins, because this machine has no cluster: `NoProxy` keeps its routes in memory (tests talk to the
hub's own port), and `PodlessSpawner` is KubeSpawner with the pod replaced by a small web server in this process.
"""

import asyncio
import functools
import html
import json
import re
import socket
import tempfile
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp import web
from jinja2.bccache import Bucket, BytecodeCache
from jupyterhub import orm
from jupyterhub.app import JupyterHub
from kubespawner import KubeSpawner
from kubespawner.clients import load_config
from no_proxy import NoProxy
from traitlets.config import Config
from waiting import LIMIT_SECONDS, until

from hubwright import setup
from hubwright.login import phc


@functools.cache  # another hash of the same password is a reset
def cheap(password: str) -> str:
    """A hash that is quick to check."""
    return str(phc.make(password, ln=10, r=8, p=1))


@functools.cache  # its tables take a third of the time of a start
def empty_database() -> bytes:
    """The database of a hub that has just been started for the first time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hub.sqlite"
        orm.new_session_factory(f"sqlite:///{path}").kw["bind"].dispose()
        return path.read_bytes()


class CompiledTemplates(BytecodeCache):
    """Compiles each template once, for all hubs of this process."""

    _compiled: dict[tuple[str, str], bytes] = {}

    def get_bucket(self, environment, name, filename, source):
        # A hub has each template in two ways.
        bucket = Bucket(environment, f"{environment.is_async} {filename}", self.get_source_checksum(source))
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket):
        if (found := self._compiled.get((bucket.key, bucket.checksum))) is not None:
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket):
        self._compiled[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


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
    given = 0  # how many of these a test has been given

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


async def spawned():
    """The server that was started next, once it is up; each call gives another one."""

    def next_one():
        spawner = next(iter(PodlessSpawner.started[PodlessSpawner.given :]), None)
        return spawner if spawner and spawner.ready else None

    spawner = await until(next_one)
    PodlessSpawner.given += 1
    return spawner


_held: list[socket.socket] = []


def free_port() -> int:
    """A port that is free until the test ends: no other process is given it, and who is told it can listen there."""
    held = socket.socket()
    # As servers have it: who has it too may bind the same port, as long as nobody listens.
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    _held.append(held)
    return held.getsockname()[1]


def release_ports():
    """Let go of the ports of :func:`free_port`, in use by now or no more."""
    while _held:
        _held.pop().close()


class RunningHub:
    """One hub with its folder; `stop` and `start` again keep the database.

    With `proxied`, `https://hub.example.com`, browsers reach it under that address through proxies, as in a cluster.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self.files = UserFiles(folder / "users")
        self.browsers = []
        self.app = None
        self.proxied = None
        self.guard_time = 1000.0  # stands still, so that no refusal ends by itself while a test is slow

    async def start(self, custom=None, configure=None):
        """Start the hub, configured as the chart does it."""
        c = Config()
        self.origin = f"http://127.0.0.1:{free_port()}"
        c.JupyterHub.hub_bind_url = self.origin
        database = self.folder / "hub.sqlite"
        if not database.exists():
            database.write_bytes(empty_database())
        c.JupyterHub.db_url = f"sqlite:///{database}"
        c.JupyterHub.jinja_environment_options = {"bytecode_cache": CompiledTemplates()}
        c.JupyterHub.cookie_secret = b"s" * 32
        c.JupyterHub.authenticator_class = "hubwright.login.authenticator.DirectoryAuthenticator"
        c.JupyterHub.spawner_class = PodlessSpawner
        c.JupyterHub.proxy_class = NoProxy
        c.JupyterHub.cleanup_servers = False
        c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}  # as in the chart
        c.DirectoryAuthenticator.users_path = str(self.files.path)
        c.Spawner.start_timeout = c.Spawner.http_timeout = LIMIT_SECONDS
        c.KubeSpawner.volumes = {}
        c.KubeSpawner.volume_mounts = {}
        if configure:
            configure(c)
        setup.configure(c, custom)
        self.url = self.origin + c.JupyterHub.get("base_url", "").rstrip("/")
        JupyterHub.clear_instance()
        # It remembers addresses: an API at one that an earlier test had as well would not be asked.
        load_config.cache_clear()
        self.app = JupyterHub.instance(config=c)
        await self.app.initialize([])
        if guard := getattr(self.app.authenticator, "_guard", None):
            guard._failures._clock = lambda: self.guard_time
        await self.app.start()

    async def stop(self):
        for browser in self.browsers:
            await browser.session.close()
        self.browsers.clear()
        for spawner in PodlessSpawner.started:
            if getattr(spawner, "runner", None):
                await spawner.stop()
        PodlessSpawner.started.clear()
        PodlessSpawner.given = 0
        app, self.app = self.app, None
        # As in `shutdown_cancel_tasks`.
        starting = [s._spawn_future for user in app.users.values() for s in user.spawners.values() if s._spawn_future]
        for future in starting:
            future.cancel()
        await asyncio.gather(*starting, return_exceptions=True)
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
    def __init__(self, status, headers, text, url=None):
        self.status = status
        self.headers = headers
        self.text = text
        self.url = url

    @property
    def plain(self):
        """The text without markup."""
        return " ".join(html.unescape(re.sub(r"<script.*?</script>|<[^>]*>", " ", self.text, flags=re.S)).split())


class Browser:
    """Keeps cookies, sends forms with JupyterHub's XSRF token."""

    def __init__(self, hub: RunningHub, address: str):
        self.hub = hub
        self.address = address
        self.headers = {}
        # Between it and the hub, there may be a proxy that has the certificate.
        jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=hub.origin)
        self.session = aiohttp.ClientSession(cookie_jar=jar)

    async def request(self, method, path, **kwargs) -> Page:
        headers = {"X-Forwarded-For": self.address, "Sec-Fetch-Mode": "navigate", **self.headers}
        headers |= kwargs.pop("headers", {})
        url = self.hub.url + "/hub" + path
        async with self.session.request(method, url, headers=headers, allow_redirects=False, **kwargs) as answer:
            return Page(answer.status, answer.headers, await answer.text(errors="replace"))

    async def get(self, path) -> Page:
        return await self.request("GET", path)

    async def visit(self, url, method="GET", **kwargs) -> Page:
        """A page of any server, after all redirects."""
        headers = {"X-Forwarded-For": self.address, "Sec-Fetch-Mode": "navigate"}
        real, proxied = url, self.hub.proxied
        if proxied and url.startswith(proxied):
            # What Traefik and the chart's proxy add, each its own.
            headers |= {"Host": urlsplit(proxied).netloc, "X-Forwarded-Proto": f"{urlsplit(proxied).scheme},http"}
            real = self.hub.origin + url.removeprefix(proxied)
        options = {"headers": headers, "allow_redirects": False, "ssl": False, **kwargs}
        async with self.session.request(method, real, **options) as answer:
            page = Page(answer.status, answer.headers, await answer.text(), url)
        if page.status in (302, 303):
            return await self.visit(urljoin(url, page.headers["Location"]))
        return page

    async def submit(self, page: Page, **fields) -> Page:
        """Send the first form of a page, after all redirects."""
        action = html.unescape(re.search(r'<form[^>]* action="([^"]*)"', page.text)[1])
        hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page.text)
        data = {name: html.unescape(value) for name, value in hidden} | fields
        return await self.visit(urljoin(page.url, action), "POST", data=data)

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
