"""The hub's database across a major version of JupyterHub: migrated, refused by the older one, and back from a copy."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from jupyterhub import version_info
from waiting import LIMIT_SECONDS, until

ROOT = Path(__file__).parents[2]
# JupyterHub 6; everything that it needs besides is in this environment. Made by .ci/setup.
NEXT = ROOT / ".hubwright/tools/jupyterhub-next"
LONG_NAME = "My GPU: " + "é" * 30

# The servers of each user: their display name, which only the next has, and whether they run.
_READ = """
import json, sys
from jupyterhub import __version__, orm

def servers(user):
    spawners = user.orm_spawners.values()
    return {it.name: [getattr(it, "display_name", None), it.server is not None] for it in spawners}

def read(url):
    factory = orm.new_session_factory(url)
    with factory() as db:
        found = {user.name: servers(user) for user in db.query(orm.User)}
    factory.kw["bind"].dispose()
    return [__version__.split(".")[0], found]
"""

pytestmark = [
    pytest.mark.skipif(not (NEXT / "made").exists(), reason=f"{NEXT} is made by .ci/setup"),
    pytest.mark.skipif(version_info[0] > 5, reason="this is the next one"),
]


def by_next(*words: str) -> str:
    """What Python with the next JupyterHub prints."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {**os.environ, "PYTHONPATH": str(NEXT), "PATH": path}
    done = subprocess.run([sys.executable, *words], env=env, capture_output=True, text=True, timeout=LIMIT_SECONDS)
    assert done.returncode == 0, done.stderr
    return done.stdout


def read(url: str) -> list:
    module = {}
    exec(_READ, module)
    return module["read"](url)


def read_by_next(url: str) -> list:
    return json.loads(by_next("-c", f"{_READ}\nprint(json.dumps(read(sys.argv[1])))", url))


def named_servers(c):
    c.JupyterHub.allow_named_servers = True


@pytest.fixture
def copy_database(monkeypatch):
    """As the nodes copy it before an upgrade, and for backups."""
    monkeypatch.syspath_prepend(ROOT / "bootstrap/backup")
    from hubwright_copies import copy_database

    return copy_database


async def test_a_database_is_migrated_and_comes_back(hub, copy_database, tmp_path):
    hub.files.users(ada="x", bo="x")
    await hub.start(configure=named_servers)
    ada = await hub.signed_in("ada", "x")
    await hub.signed_in("bo", "x")
    for path in ("server", f"servers/{quote(LONG_NAME)}"):
        assert (await ada.api("POST", f"/users/ada/{path}")).status in (201, 202)
    await until(lambda: all(it.ready for it in hub.app.users["ada"].spawners.values()))
    database, copy = tmp_path / "hub.sqlite", tmp_path / "kept/hub.sqlite"
    copy_database(database, copy)  # while the hub has it open
    await hub.stop()
    database.write_bytes(copy.read_bytes())  # servers in pods outlive the hub

    there = {"ada": {"": [None, True], LONG_NAME: [None, True]}, "bo": {"": [None, False]}}
    url = f"sqlite:///{database}"
    assert read(url) == ["5", there]
    by_next("-m", "jupyterhub", "upgrade-db", f"--JupyterHub.db_url={url}")
    assert read_by_next(url) == ["6", there]

    with pytest.raises(SystemExit):
        await hub.start(configure=named_servers)
    hub.app = None
    database.write_bytes(copy.read_bytes())
    assert read(url) == ["5", there]
    await hub.start(configure=named_servers)
    assert await (await hub.signed_in("bo", "x")).is_signed_in()
