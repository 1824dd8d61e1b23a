"""The providers that hubs of the tests log in with, and a user of theirs at a browser."""

import base64
import json
import subprocess
from itertools import count
from pathlib import Path

import aiohttp
from certificates import make_certificates

_ids = count()


class OpenIDProviders:
    """One process with the providers of openid_providers.mjs, for all tests; `ca` signed that of the company."""

    def __init__(self, folder: Path):
        self.ca = make_certificates(folder)
        program = Path(__file__).parent / "openid_providers.mjs"
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
        self._process = subprocess.Popen(["node", program, folder], **pipes)
        self._urls = json.loads(self._process.stdout.readline())

    def __getitem__(self, name) -> str:
        return self._urls[name]

    def close(self):
        self._process.stdin.close()
        self._process.wait()


def client() -> dict:
    """Settings of a client that is not registered yet."""
    return {"clientId": f"hub-{next(_ids)}", "clientSecret": {"env": "SECRET"}}


async def register(provider: str, auth: dict, callback: str):
    """Register the client of these settings with a provider."""
    method = f"client_secret_{auth.get('clientAuth', 'post')}"
    data = {"client_name": auth["clientId"], "redirect_uris": [callback], "token_endpoint_auth_method": method}
    async with aiohttp.ClientSession() as session, session.post(f"{provider}/reg", json=data, ssl=False) as answer:
        assert answer.status == 201, await answer.text()


async def log_in(browser, claims: dict):
    """Log in as a user with these claims, with the pages of a provider; the page that this ends at."""
    page = await open_login(browser)
    login = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    consent = await browser.submit(page, login=login, password="any")
    return await browser.submit(consent) if "<form" in consent.text and "consent" in consent.text else consent


async def open_login(browser):
    """The page that the login button of the hub leads to."""
    base = browser.hub.url.removeprefix(browser.hub.origin)
    root = (browser.hub.proxied or browser.hub.origin) + base
    return await browser.visit(f"{root}/hub/oauth_login?next={base}/hub/home")
