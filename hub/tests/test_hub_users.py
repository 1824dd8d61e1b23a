"""What `home list` asks the hub's container, with a database that JupyterHub has made."""

import json
import subprocess
import sys
from pathlib import Path

from jupyterhub import orm

SCRIPT = Path(__file__).parents[2] / "operate" / "homes" / "hub-users.py"
CHART = """
VALUES = {"hub.db.type": "sqlite-pvc"}

def get_config(key, default=None):
    print("Loading values")
    return VALUES.get(key, default)

get_secret_value = get_config
"""


def test_the_users_of_the_database(tmp_path):
    session = orm.new_session_factory(f"sqlite:///{tmp_path}/jupyterhub.sqlite")()
    session.add_all([orm.User(name="grace"), orm.User(name="ada@example.com")])
    session.commit()
    (tmp_path / "z2jh.py").write_text(CHART)
    found = subprocess.run(
        [sys.executable, "-"],
        input=SCRIPT.read_text(),
        cwd=tmp_path,
        env={"PYTHONPATH": f"{tmp_path}:{SCRIPT.parents[2] / 'hub'}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(found.stdout.splitlines()[-1]) == ["ada@example.com", "grace"]
