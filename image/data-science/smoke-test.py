"""Proves that this environment can do what the image is for: run `python smoke-test.py` in it. Needs no network.

Everything happens in a temporary folder, also what the tools would keep in the home directory.
"""

import importlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path

# A ceiling, not a measure: a machine that builds for another architecture is slow.
LIMIT_SECONDS = 600
LIMIT_BYTES = 2**31


def imports() -> str:
    names = ["pandas", "dvc", "jupyterhub", "jupyterlab"]
    for name in names:
        importlib.import_module(name)
    return ", ".join(f"{name} {version(name)}" for name in names)


def pandas_job(folder: Path) -> str:
    import pandas

    table = pandas.DataFrame({"team": ["a", "b", "a"], "hours": [1.5, 2.0, 3.0]})
    table.to_csv(folder / "hours.csv", index=False)
    totals = pandas.read_csv(folder / "hours.csv").groupby("team")["hours"].sum()
    assert totals.to_dict() == {"a": 4.5, "b": 2.0}, totals
    return "a table written, read and grouped"


def dvc_job(folder: Path) -> str:
    def run(*command: str) -> str:
        return subprocess.run(
            command, cwd=folder, check=True, text=True, timeout=LIMIT_SECONDS, stdout=subprocess.PIPE
        ).stdout

    data = folder / "data.csv"
    data.write_text("id\n1\n")
    run("git", "init", "--quiet")
    run("dvc", "init", "--quiet")
    run("dvc", "add", "--quiet", data.name)
    clean = run("dvc", "status")
    assert "up to date" in clean, clean
    data.write_text("id\n2\n")
    changed = run("dvc", "status", "--json")
    assert json.loads(changed), f"dvc status missed a change: {changed}"
    return "init, add and status, and a change is noticed"


class HubStandIn(BaseHTTPRequestHandler):
    """Answers what a single-user server asks of its hub: the hub's version, and whose a token is."""

    def do_GET(self) -> None:
        self.reply()

    def do_POST(self) -> None:
        self.reply()

    def reply(self) -> None:
        user = {"kind": "user", "name": "smoke", "admin": False, "groups": [], "scopes": ["access:servers"]}
        body = json.dumps({"version": version("jupyterhub"), **user}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def server_answers(folder: Path) -> str:
    """Starts the server as a hub does, waits until it answers on loopback, and asks what JupyterLab shows of it."""
    said = subprocess.run(
        ["jupyterhub-singleuser", "--version"], check=True, text=True, timeout=LIMIT_SECONDS, stdout=subprocess.PIPE
    ).stdout.strip()
    assert said == version("jupyterhub"), f"jupyterhub-singleuser is {said}, jupyterhub {version('jupyterhub')}"

    hub = ThreadingHTTPServer(("127.0.0.1", 0), HubStandIn)
    threading.Thread(target=hub.serve_forever, daemon=True).start()
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as free:
        port = free.server_port
    hub_url = f"http://127.0.0.1:{hub.server_port}"
    url = f"http://127.0.0.1:{port}/user/smoke/"
    environment = os.environ | {
        "CPU_LIMIT": "1.5",
        "MEM_LIMIT": str(LIMIT_BYTES),
        "JUPYTERHUB_API_TOKEN": secrets.token_hex(16),
        "JUPYTERHUB_API_URL": f"{hub_url}/hub/api",
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_CLIENT_ID": "jupyterhub-user-smoke",
        "JUPYTERHUB_HOST": "",
        "JUPYTERHUB_OAUTH_ACCESS_SCOPES": '["access:servers"]',
        "JUPYTERHUB_SERVICE_PREFIX": "/user/smoke/",
        "JUPYTERHUB_SERVICE_URL": url,
        "JUPYTERHUB_USER": "smoke",
    }
    log = folder / "server.log"
    with log.open("w") as output:
        root = ["--allow-root"] if os.getuid() == 0 else []
        server = subprocess.Popen(
            ["jupyterhub-singleuser", *root], cwd=folder, env=environment, stdout=output, stderr=output
        )
    try:
        server_version = answer(f"{url}api", server)["version"]
        usage(answer(f"{url}api/metrics/v1", server))
        return f"jupyterhub-singleuser {said}, server {server_version} answers, and says what it uses"
    except Exception:
        print(log.read_text(), file=sys.stderr)
        raise
    finally:
        # Nothing of it is kept, so it need not end by itself.
        server.kill()
        server.wait()
        hub.shutdown()


def usage(metrics: dict) -> None:
    """JupyterLab shows memory, processors and disk, each with its limit."""
    limits = metrics["limits"]
    assert limits["memory"]["rss"] == LIMIT_BYTES > metrics["rss"] > 0, metrics
    assert limits["cpu"]["cpu"] == 1.5, metrics
    assert limits["disk"]["disk"] > metrics["disk_used"] > 0, metrics


def answer(url: str, server: "subprocess.Popen[bytes]") -> dict:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"the server stopped with exit code {server.returncode}")
        try:
            request = urllib.request.Request(url, headers={"Authorization": "token of-the-user"})
            with direct.open(request, timeout=LIMIT_SECONDS) as response:
                return json.load(response)
        except urllib.error.HTTPError:
            raise  # it is up, and refuses
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.5)
    raise TimeoutError(f"no answer from {url} in {LIMIT_SECONDS} s")


def main() -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        os.environ |= {
            "HOME": name,
            "DVC_NO_ANALYTICS": "1",
            "DVC_SITE_CACHE_DIR": str(folder / "dvc"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "PYTHONDONTWRITEBYTECODE": "1",
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_CONFIG_HOME": str(folder / "config"),
        }
        for job in (imports, lambda: pandas_job(folder), lambda: dvc_job(folder), lambda: server_answers(folder)):
            print(f"ok: {job()}", flush=True)


if __name__ == "__main__":
    main()
