"""What a company's own certificate authority signed: trusted by the hub, with its real clients, and in servers."""

import os
import socket
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

import chart_module
import pytest
import requests
from kubernetes_asyncio.client import ApiClient
from kubespawner import KubeSpawner
from providers import client, log_in, register
from running_hub import spawned
from tornado.curl_httpclient import CurlAsyncHTTPClient
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.simple_httpclient import SimpleAsyncHTTPClient
from traitlets.config import Config

from hubwright import database, setup, trusted
from hubwright.login.ldap_connection import tls_of

PATHS = {"company": "/etc/hubwright/company-ca.pem", "bundle": "/etc/hubwright/ca/bundle.pem"}
VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PGSSLROOTCERT")


@pytest.fixture
def company(openid, tmp_path, monkeypatch):
    """The authority of the company, where the chart puts it; whatever trusts it is undone afterwards."""
    file = tmp_path / "company-ca.pem"
    file.write_text(openid.ca)
    monkeypatch.setattr(trusted, "COMPANY", file)
    monkeypatch.setattr(KubeSpawner, "get_pod_manifest", KubeSpawner.get_pod_manifest)
    monkeypatch.setitem(HTTPRequest._DEFAULTS, "ca_certs", None)
    for name in VARIABLES:
        monkeypatch.setenv(name, "")  # so that it is put back
        monkeypatch.delenv(name)
    return file


def configured(custom=PATHS, **traits) -> Config:
    c = Config()
    c.JupyterHub.update(traits)
    setup.configure(c, {"certificateAuthority": custom} if custom else None)
    return c


@pytest.mark.parametrize("implementation", [SimpleAsyncHTTPClient, CurlAsyncHTTPClient])
async def test_both_clients_of_tornado(openid, company, implementation):
    url = f"{openid['company']}/.well-known/openid-configuration"

    async def fetch():
        AsyncHTTPClient.configure(implementation)
        try:
            return (await AsyncHTTPClient(force_instance=True).fetch(url)).code
        finally:
            AsyncHTTPClient.configure(None)

    with pytest.raises(Exception, match="(?i)certificate"):
        await fetch()
    configured()
    assert await fetch() == 200


def test_what_reads_variables(openid, company):
    url = f"{openid['company']}/.well-known/openid-configuration"
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(url, timeout=600)
    configured()
    assert requests.get(url, timeout=600).status_code == 200
    assert urllib.request.urlopen(url, timeout=600).status == 200


def test_public_authorities_stay_trusted(company):
    public = {it["serialNumber"] for it in ssl.create_default_context().get_ca_certs()}
    configured()
    trusted = {it["serialNumber"] for it in ssl.create_default_context().get_ca_certs()}
    assert public
    assert public < trusted


def test_directories(openid, company):
    address = openid["company"].removeprefix("https://").split(":")

    def greet():
        tls = tls_of({}, True, "")
        with (
            socket.create_connection((address[0], int(address[1]))) as plain,
            tls._context.wrap_socket(plain, server_hostname=address[0]) as encrypted,
        ):
            return encrypted.version()

    with pytest.raises(ssl.SSLCertVerificationError):
        greet()
    configured()
    assert greet().startswith("TLS")


@pytest.mark.parametrize("custom", [PATHS, None])
@pytest.mark.parametrize(
    ("url", "is_verified"),
    [
        ("postgresql+psycopg2://hub@db.lan:5432/hub?sslmode=verify-full", True),
        ("postgresql+psycopg2://hub@db.lan:5432/hub", False),  # with a root, libpq would fall back to no encryption
        ("sqlite:////srv/hub.sqlite", False),
    ],
)
def test_databases(company, custom, url, is_verified):
    configured(custom, db_url=url)
    assert ("PGSSLROOTCERT" in os.environ) == is_verified
    if is_verified:
        assert os.environ["PGSSLROOTCERT"] == ssl.get_default_verify_paths().cafile


@pytest.mark.parametrize("has_company", [True, False])
def test_databases_from_beside_the_hub(company, has_company, tmp_path, monkeypatch):
    """As `npx hubwright usage` and `home list` open one, without the configuration of the hub."""
    if not has_company:
        company.unlink()
    url = "postgresql+psycopg2://hub@db.lan:5432/hub?sslmode=verify-full"
    chart_module.write(tmp_path, hub_db_type="postgres", hub_db_url=url, hub_db_password="secret")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "z2jh", raising=False)
    monkeypatch.setenv("PGPASSWORD", "")
    monkeypatch.delenv("PGPASSWORD")
    monkeypatch.setattr(database, "create_engine", lambda url: url)
    assert database.opened() == url
    sys.modules.pop("z2jh")
    root = os.environ["PGSSLROOTCERT"]
    assert root == ssl.get_default_verify_paths().cafile
    assert company.read_text() in Path(root).read_text() if has_company else "hubwright-ca-" not in root
    assert os.environ["PGPASSWORD"] == "secret"


async def test_login_at_a_provider_of_the_company(start, openid, company):
    url = openid["company"]
    auth = {
        "type": "oidc",
        **client(),
        **{"authorizeUrl": f"{url}/auth", "tokenUrl": f"{url}/token", "userdataUrl": f"{url}/me"},
        "usernameClaim": "preferred_username",
        "allowAll": True,
    }
    hub = await start({"auth": auth, "certificateAuthority": {"file": str(company)}})
    await register(url, auth, f"{hub.url}/hub/oauth_callback")
    page = await log_in(hub.browser(), {"preferred_username": "ada"})
    assert page.status == 200
    assert page.url.endswith("/hub/home")


async def pod(**traits):
    """What Kubernetes is given for a server."""
    c = configured()
    c.KubeSpawner.update({"image": "registry.lan/own:1", "cpu_limit": 2, "mem_guarantee": "1G", "uid": 1000, **traits})
    mounts = {"0-files": {"name": "files", "mountPath": PATHS["company"], "subPath": "company-ca.pem"}}
    c.KubeSpawner.update(
        {"volume_mounts": mounts, "volumes": {"files": {"name": "files", "secret": {"secretName": "x"}}}}
    )
    spawner = KubeSpawner(_mock=True, config=c)
    return ApiClient().sanitize_for_serialization(await spawner.get_pod_manifest())["spec"]


async def test_a_server_makes_its_bundle_in_its_own_image(company):
    spec = await pod(
        extra_resource_limits={"nvidia.com/gpu": "1"}, init_containers=[{"name": "own", "image": "other:1"}]
    )
    maker, own = spec["initContainers"]
    server = spec["containers"][0]
    assert own["name"] == "own"
    assert maker["image"] == server["image"] == "registry.lan/own:1"
    assert maker["securityContext"] == server["securityContext"]
    assert maker["resources"]["limits"] == {"cpu": 2.0}
    assert server["resources"]["limits"]["nvidia.com/gpu"] == "1"
    given = {"name": "files", "mountPath": PATHS["company"], "subPath": "company-ca.pem"}
    made = {"name": "hubwright-ca", "mountPath": "/etc/hubwright/ca"}
    assert maker["volumeMounts"] == [given, made]
    assert server["volumeMounts"] == [given, {**made, "readOnly": True}]
    assert {"name": "hubwright-ca", "emptyDir": {}} in spec["volumes"]


async def test_the_bundle_of_a_server(company, tmp_path):
    command = (await pod())["initContainers"][0]["command"]
    made = tmp_path / "bundle.pem"
    words = [word.replace(PATHS["bundle"], str(made)).replace(PATHS["company"], str(company)) for word in command]
    subprocess.run(words, check=True)
    system = Path("/etc/ssl/certs/ca-certificates.crt").read_text()
    assert made.read_text() == f"{system}\n{company.read_text()}"
    context = ssl.create_default_context(cafile=str(made))
    assert len(context.get_ca_certs()) > 1


async def test_without_the_setting_a_pod_has_no_bundle(hub):
    hub.files.users(ada="the password")
    await hub.start()
    browser = await hub.signed_in("ada", "the password")
    await browser.post("/spawn", {})
    assert (await spawned()).manifest.spec.init_containers is None
