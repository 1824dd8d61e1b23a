import gc
import json

import pytest
from providers import OpenIDProviders
from running_hub import RunningHub, release_ports
from synthesized import Synthesizer, apply
from waiting import LIMIT_SECONDS

from hubwright.login import phc

KUBECONFIG = {
    "apiVersion": "v1",
    "kind": "Config",
    "current-context": "none",
    "contexts": [{"name": "none", "context": {"cluster": "none", "user": "none"}}],
    "clusters": [{"name": "none", "cluster": {"server": "http://127.0.0.1:1"}}],
    "users": [{"name": "none", "user": {}}],
}


def pytest_collection_finish():
    """Leave what was imported alone: to look through all of it again and again takes a third of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_unconfigure():
    """The end of the process frees it all, and at once."""
    gc.freeze()


@pytest.fixture(autouse=True)
def kubeconfig(tmp_path_factory, monkeypatch):
    """KubeSpawner wants to know of a cluster; nothing listens at this one's address."""
    path = tmp_path_factory.mktemp("kube") / "config"
    path.write_text(json.dumps(KUBECONFIG))
    monkeypatch.setattr("kubernetes_asyncio.config.kube_config.KUBE_CONFIG_DEFAULT_LOCATION", str(path))


@pytest.fixture(autouse=True)
def ports():
    """Ports that a test was given are held for it, and no longer."""
    yield
    release_ports()


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A busy machine answers late, and pages would go without what they ask for."""
    for module in ("servers.holds", "servers.home_sizes", "servers.homes", "servers.nodes", "usage.homes"):
        monkeypatch.setattr(f"hubwright.{module}._PATIENCE", LIMIT_SECONDS)


@pytest.fixture
async def hub(tmp_path, monkeypatch):
    """A hub that is not started yet: write its users first."""
    monkeypatch.chdir(tmp_path)  # JupyterHub looks for its configuration here
    hub = RunningHub(tmp_path)
    yield hub
    if hub.app:
        await hub.stop()


@pytest.fixture
def checks(monkeypatch):
    """The hashes that passwords were checked against, in order."""
    seen = []
    fits = phc.PasswordHash.fits

    def counted(self, password):
        seen.append(self)
        return fits(self, password)

    monkeypatch.setattr(phc.PasswordHash, "fits", counted)
    return seen


@pytest.fixture(scope="session")
def synthesizer():
    made = Synthesizer()
    yield made
    made.close()


@pytest.fixture
def start(hub, synthesizer):
    """Starts the hub of these settings of a platform.yaml, with single traits, by class, as the test needs them."""

    async def start(settings: dict, traits: dict | None = None):
        values = synthesizer.values(settings)
        await hub.start(values["custom"]["hubwright"], lambda c: apply(c, values, traits or {}))
        return hub

    return start


@pytest.fixture(scope="session")
def openid(tmp_path_factory):
    """The OpenID providers, by name."""
    providers = OpenIDProviders(tmp_path_factory.mktemp("openid"))
    yield providers
    providers.close()
