"""What `home list` and `doctor` ask the hub's container, with a database that JupyterHub has made."""

import json
import subprocess
import sys
from pathlib import Path

import chart_module
import pytest
from jupyterhub import orm

ROOT = Path(__file__).parents[2]


@pytest.fixture
def ask(tmp_path):
    """Runs a script as in the hub's container, with what is in a database then."""

    def run(script, *rows):
        session = orm.new_session_factory(f"sqlite:///{tmp_path}/jupyterhub.sqlite")()
        session.add_all(rows)
        session.commit()
        chart_module.write(tmp_path, hub_db_type="sqlite-pvc")
        found = subprocess.run(
            [sys.executable, "-"],
            input=(ROOT / "operate" / script).read_text(),
            cwd=tmp_path,
            env={"PYTHONPATH": f"{tmp_path}:{ROOT / 'hub'}"},
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(found.stdout.splitlines()[-1])

    return run


def test_the_users_of_the_database(ask):
    assert ask("homes/hub-users.py", orm.User(name="grace"), orm.User(name="ada@example.com")) == [
        "ada@example.com",
        "grace",
    ]


def test_the_servers_that_the_hub_takes_for_running(ask):
    ada, bo = orm.User(name="ada"), orm.User(name="bo")
    running = [
        orm.Spawner(name=name, user=ada, server=orm.Server(base_url=f"/user/ada/{name}")) for name in ("gpu", "")
    ]
    stopped = orm.Spawner(name="", user=bo)
    assert ask("doctor/hub-servers.py", ada, bo, *running, stopped) == [["ada", ""], ["ada", "gpu"]]
