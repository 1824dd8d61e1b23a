"""Proves that this environment can be the hub: run `python3 smoke-test.py` in it. Needs no network and no cluster."""

import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import jupyterhub.app
from traitlets.config import Config


def spawner_and_proxy() -> str:
    """The classes that the chart's configuration names are there, and their configuration is understood."""
    config = Config()
    config.JupyterHub.spawner_class = "kubespawner.KubeSpawner"
    config.JupyterHub.proxy_class = "jupyterhub.proxy.ConfigurableHTTPProxy"
    app = jupyterhub.app.JupyterHub(config=config)
    return f"{app.spawner_class.__name__} {version('jupyterhub-kubespawner')}, {app.proxy_class.__name__}"


def database() -> str:
    """A database is made and opened again, with the migrations that belong to this JupyterHub."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder, "hub.py")
        settings.write_text(f"c.JupyterHub.db_url = 'sqlite:///{folder}/hub.sqlite'\n")
        for _ in range(2):
            command = [sys.executable, "-m", "jupyterhub", "upgrade-db", "--config", settings]
            subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=600)
    return "the database is made and opened"


print("ok: jupyterhub", version("jupyterhub"))
for check in (spawner_and_proxy, database):
    print("ok:", check())
