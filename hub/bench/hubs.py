"""Real hubs to measure: the same but for the authenticator, each with its users in place and in its own process."""

import contextlib
import dbm
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import bcrypt
from jupyterhub import orm

HUB = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HUB))
from hubwright.login import phc  # noqa: E402

PASSWORD = "three unrelated words"
BCRYPT_COST = 12  # what both of the others use

_CONFIG = """
c.JupyterHub.hub_bind_url = {url!r}
c.JupyterHub.db_url = "sqlite:///hub.sqlite"
c.JupyterHub.cookie_secret = b"s" * 32
c.JupyterHub.proxy_class = "no_proxy.NoProxy"
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.log_level = "WARN"
c.JupyterHub.authenticator_class = {authenticator!r}
c.Authenticator.allow_all = True
"""


def directory(folder: Path, names: list[str], password: str = PASSWORD):
    """Write the user directory, as the kubelet would swap it."""
    given = str(phc.make(password))
    new = folder / "users-0.new"
    new.write_text(json.dumps({name: {"hash": given} for name in names}))
    new.rename(folder / "users-0.json")


def hubwright(folder: Path, names: list[str]) -> str:
    """Ours."""
    directory(folder, names)
    return f'\nc.DirectoryAuthenticator.users_path = "{folder}"\n'


def native(folder: Path, names: list[str]) -> str:
    """NativeAuthenticator, its users signed up and authorized."""
    from nativeauthenticator.orm import UserInfo

    session = orm.new_session_factory(f"sqlite:///{folder}/hub.sqlite")()
    hashed = _bcrypt()
    for name in names:
        session.add(UserInfo(username=name, password=hashed, is_authorized=True))
    session.commit()
    session.close()
    return ""


def first_use(folder: Path, names: list[str]) -> str:
    """FirstUseAuthenticator, after everyone's first use."""
    hashed = _bcrypt()
    with dbm.open(str(folder / "passwords.dbm"), "c", 0o600) as db:
        for name in names:
            db[name] = hashed
    return ""


CONTENDERS = {
    "hubwright": ("hubwright.login.authenticator.DirectoryAuthenticator", hubwright),
    "native": ("nativeauthenticator.NativeAuthenticator", native),
    "firstuse": ("firstuseauthenticator.FirstUseAuthenticator", first_use),
}


@contextlib.contextmanager
def running(contender: str, folder: Path, names: list[str]):
    """Start that hub on loopback; gives its URL and process id."""
    authenticator, prepare = CONTENDERS[contender]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    config = _CONFIG.format(url=url, authenticator=authenticator) + prepare(folder, names)
    (folder / "jupyterhub_config.py").write_text(config)
    environment = {**os.environ, "PYTHONPATH": f"{HUB}:{HUB / 'tests'}"}
    with (folder / "log").open("w") as log:
        # To the scheduler, a session of its own is a group, as a pod is: what else runs here has its own share.
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub"],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _wait(url + "/hub/health", process, folder)
        yield url, process.pid
    finally:
        process.kill()  # a hub that hashes in its event loop would go on for minutes
        process.wait()


def peak_memory(pid) -> int:
    """The most memory that the process had so far, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024


def _wait(url, process, folder):
    for _ in range(1200):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.1)
    raise SystemExit(f"The hub did not start:\n{(folder / 'log').read_text()}")


def _bcrypt():
    return bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(BCRYPT_COST))
