"""Many browsers on many machines, at one hub."""

import asyncio
import re
import statistics
import time
from dataclasses import dataclass, field

import aiohttp
from hubs import PASSWORD

_PROBE_EVERY = 0.05


def client():
    # No limit on connections, and every cookie by hand: each request is another browser's.
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=600),
    )


@dataclass
class Browser:
    """Keeps its cookies. Its address is what the proxy in front of the hub says."""

    client: aiohttp.ClientSession
    url: str
    address: str = "10.42.0.1"  # what k3s's ServiceLB makes of everybody's
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    async def load_form(self):
        """Load the login page."""
        async with await connected(self.client.get, self.url + "/hub/login", headers=self._headers()) as page:
            self.token = re.search(r'name="_xsrf" value="([^"]+)"', await page.text())[1]
            self._keep(page)

    async def login(self, name, password=PASSWORD):
        """Seconds until the answer, and whether it was a right login's."""
        started = time.perf_counter()
        async with await connected(
            self.client.post,
            self.url + "/hub/login",
            data={"username": name, "password": password, "_xsrf": self.token},
            headers=self._headers(),
            allow_redirects=False,
        ) as answer:
            await answer.read()
            self._keep(answer)
            return time.perf_counter() - started, answer.status == 302

    def log_out(self):
        """Forget the session, and keep what a hub knows browsers by."""
        self.cookies = {name: value for name, value in self.cookies.items() if name.startswith("hubwright-")}

    def _headers(self):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": cookies, "Sec-Fetch-Mode": "navigate", "X-Forwarded-For": self.address}

    def _keep(self, answer):
        self.cookies |= {name: morsel.value for name, morsel in answer.cookies.items()}


async def probe(client, url, over):
    """Seconds of each health check, one every 50 ms (whether or not the last answer came), until `over` is set."""
    probes = []
    while not over.is_set():
        probes.append(asyncio.ensure_future(_health(client, url)))
        await asyncio.sleep(_PROBE_EVERY)
    return await asyncio.gather(*probes)


async def connected(request, *args, **kwargs):
    """A request that keeps trying to connect: a hub that is busy for minutes lets connections time out."""
    while True:
        try:
            return await request(*args, **kwargs)
        except aiohttp.ClientConnectorError:
            await asyncio.sleep(_PROBE_EVERY)


def percentile(values, percent):
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


async def _health(client, url):
    started = time.perf_counter()
    async with await connected(client.get, url + "/hub/health") as answer:
        await answer.read()
        return time.perf_counter() - started
