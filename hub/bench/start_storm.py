"""What happens to a hub when a whole class starts its servers at once, on nodes that are busy with it?

Starts a real hub, on loopback, as the chart configures it and as Hubwright does. All users' servers are started at the
same moment, while /hub/health is asked every 50 ms. Prints a table.

    python hub/bench/start_storm.py [--users 50] [--processors 4] [--seconds 4] [chart hubwright]
"""

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiohttp

_HUB = Path(__file__).resolve().parent.parent
_CONFIG = """
c.JupyterHub.hub_bind_url = {url!r}
c.JupyterHub.db_url = "sqlite:///hub.sqlite"
c.JupyterHub.proxy_class = "no_proxy.NoProxy"
c.JupyterHub.spawner_class = "slow_spawner.SlowSpawner"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.log_level = "WARN"
c.JupyterHub.tornado_settings = {{"slow_spawn_timeout": 0}}
c.JupyterHub.services = [{{"name": "bench", "api_token": "bench-token", "admin": True}}]
"""
_CONTENDERS = {
    "chart": """
c.JupyterHub.concurrent_spawn_limit = 64
c.Spawner.consecutive_failure_limit = 5
""",
    "hubwright": """
c.JupyterHub.concurrent_spawn_limit = {processors}
c.Spawner.http_timeout = 180
from hubwright import setup
setup.configure(c, {{}})
""",
}


async def storm(url, process, users):
    """The figures of one hub."""
    names = [f"user{n}" for n in range(users)]
    headers = {"Authorization": "token bench-token"}
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(url, headers=headers, connector=connector) as client:
        await _answering(client, process)
        await client.post("/hub/api/users", json={"usernames": names})
        over, started = asyncio.Event(), time.perf_counter()
        health = asyncio.ensure_future(_health(client, over))
        answers = await asyncio.gather(*(_start(client, name) for name in names), return_exceptions=True)
        up = await _up(client, names, process)
        over.set()
        seconds, failed = await health
    return {
        "accepted": answers.count(202) + answers.count(201),
        "up": up,
        "lost": users - up,
        "all_up_s": time.perf_counter() - started,
        "hub_ended": process.poll() is not None,
        "health_failed": failed,
        "health_p50_ms": 1000 * statistics.median(seconds),
        "health_p99_ms": 1000 * statistics.quantiles(seconds, n=100, method="inclusive")[98],
        "health_max_ms": 1000 * max(seconds),
    }


async def _answering(client, process):
    while process.poll() is None:
        try:
            async with client.get("/hub/health"):
                return
        except aiohttp.ClientError:
            await asyncio.sleep(0.1)
    raise SystemExit("The hub did not start.")


async def _start(client, name):
    async with client.post(f"/hub/api/users/{name}/server", json={}) as answer:
        return answer.status


async def _up(client, names, process):
    """How many are up when none starts any longer."""
    up = 0
    while process.poll() is None:
        try:
            async with client.get("/hub/api/users", params={"limit": len(names)}) as answer:
                servers = [it for user in await answer.json() for it in user["servers"].values()]
        except aiohttp.ClientError:
            continue
        up = sum(it["ready"] for it in servers)
        if not any(it["pending"] for it in servers):
            break
        await asyncio.sleep(0.5)
    return up


async def _health(client, over):
    seconds, failed = [], 0
    while not over.is_set():
        began = time.perf_counter()
        try:
            async with client.get("/hub/health") as answer:
                failed += answer.status != 200
        except aiohttp.ClientError:
            failed += 1
        seconds.append(time.perf_counter() - began)
        await asyncio.sleep(0.05)
    return seconds, failed


def measure(contender, options):
    """All figures of one hub, in its own process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(_HUB), str(_HUB / "tests"), str(_HUB / "bench")]),
        "BENCH_PROCESSORS": str(options.processors),
        "BENCH_SECONDS": str(options.seconds),
    }
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        config = _CONFIG.format(url=url) + _CONTENDERS[contender].format(processors=options.processors)
        (folder / "jupyterhub_config.py").write_text(config)
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub"], cwd=folder, env=environment, stdout=log, stderr=log
            )
        try:
            return asyncio.run(storm(url, process, options.users))
        finally:
            process.terminate()
            process.wait(60)


def main():
    parser = argparse.ArgumentParser(description="Start many servers at once and watch the hub.")
    parser.add_argument("contenders", nargs="*", help=", ".join(_CONTENDERS))
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--processors", type=int, default=4, help="what the nodes have")
    parser.add_argument("--seconds", type=float, default=4, help="of one processor, for a start")
    options = parser.parse_args()
    if unknown := set(options.contenders) - _CONTENDERS.keys():
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(_CONTENDERS)}")
    for name in options.contenders or _CONTENDERS:
        print(name)
        for key, value in measure(name, options).items():
            print(f"  {key:16}{value if isinstance(value, bool) else round(value, 1):>10}")


if __name__ == "__main__":
    main()
