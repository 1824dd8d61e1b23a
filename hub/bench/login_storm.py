"""What happens to a hub when a whole class signs in at once?

Starts real hubs one after another, on loopback: with Hubwright's authenticator, NativeAuthenticator and
FirstUseAuthenticator. In each, all users send the login form at the same moment, while /hub/health is asked every
50 ms (whether or not the last answer came). Prints a table, or JSON with --json.

    python hub/bench/login_storm.py [--users 200] [--json] [hubwright native firstuse]
"""

import argparse
import asyncio
import json
import re
import statistics
import tempfile
import time
from pathlib import Path

import aiohttp
import bcrypt
from hubs import BCRYPT_COST, CONTENDERS, PASSWORD, directory, phc, running

_PROBE_EVERY = 0.05


async def storm(url, names):
    """Seconds of each sign-in, seconds of each health check meanwhile, and how many sign-ins failed."""
    async with _client() as client:
        forms = [await _form(client, url) for _ in names]
        over = asyncio.Event()
        probes = asyncio.ensure_future(_probe(client, url, over))
        answers = await asyncio.gather(
            *(_login(client, url, name, form) for name, form in zip(names, forms, strict=True))
        )
        over.set()
        return [seconds for seconds, _ in answers], await probes, sum(not ok for _, ok in answers)


async def change_to_login(url, folder, names):
    """Seconds from a changed file to the first sign-in of the user who is new in it."""
    async with _client() as client:
        directory(folder, [*names, "newcomer"])
        started = time.perf_counter()
        ok = False
        while not ok:
            _, ok = await _login(client, url, "newcomer", await _form(client, url))
        return time.perf_counter() - started


def measure(contender, users):
    """All figures of one hub."""
    names = [f"user{i}" for i in range(users)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with running(contender, folder, names) as (url, pid):
            idle = _peak_memory(pid)
            logins, health, failed = asyncio.run(storm(url, names))
            figures = {
                "failed": failed,
                "login_p50_s": _percentile(logins, 50),
                "login_p95_s": _percentile(logins, 95),
                "health_p50_ms": 1000 * _percentile(health, 50),
                "health_p95_ms": 1000 * _percentile(health, 95),
                "health_p99_ms": 1000 * _percentile(health, 99),
                "health_checks": len(health),
                "peak_mib_before": idle,
                "peak_mib": _peak_memory(pid),
            }
            if contender == "hubwright":
                figures["file_to_login_s"] = asyncio.run(change_to_login(url, folder, names))
    return figures


def cost_of_a_guess():
    """CPU seconds of one guess, the least of five: what an attacker pays for each on such a machine."""
    ours, theirs = phc.make(PASSWORD), bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(BCRYPT_COST))
    return {
        f"scrypt ln={ours.ln} r={ours.r} p={ours.p}": _cpu(lambda: ours.fits(PASSWORD)),
        f"bcrypt {BCRYPT_COST}": _cpu(lambda: bcrypt.checkpw(PASSWORD.encode(), theirs)),
    }


def _client():
    # No limit on connections, and every cookie by hand: each request is another browser.
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=600),
    )


async def _form(client, url):
    async with client.get(url + "/hub/login", headers={"Sec-Fetch-Mode": "navigate"}) as page:
        text = await page.text()
        return re.search(r'name="_xsrf" value="([^"]+)"', text)[1], page.cookies["_xsrf"].value


async def _login(client, url, name, form):
    token, cookie = form
    started = time.perf_counter()
    async with await _connected(
        client.post,
        url + "/hub/login",
        data={"username": name, "password": PASSWORD, "_xsrf": token},
        headers={"Cookie": f"_xsrf={cookie}", "Sec-Fetch-Mode": "navigate"},
        allow_redirects=False,
    ) as answer:
        return time.perf_counter() - started, answer.status == 302


async def _probe(client, url, over):
    probes = []
    while not over.is_set():
        probes.append(asyncio.ensure_future(_health(client, url)))
        await asyncio.sleep(_PROBE_EVERY)
    return await asyncio.gather(*probes)


async def _health(client, url):
    started = time.perf_counter()
    async with await _connected(client.get, url + "/hub/health") as answer:
        await answer.read()
        return time.perf_counter() - started


async def _connected(request, *args, **kwargs):
    # A hub that does not come round to accepting connections for minutes lets them time out; the time goes on.
    while True:
        try:
            return await request(*args, **kwargs)
        except aiohttp.ClientConnectorError:
            await asyncio.sleep(_PROBE_EVERY)


def _percentile(values, percent):
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def _peak_memory(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024


def _cpu(call):
    seconds = []
    for _ in range(5):
        started = time.process_time()
        call()
        seconds.append(time.process_time() - started)
    return min(seconds)


def _print(results, guess):
    print("A guess costs an attacker:", ", ".join(f"{name}: {s * 1000:.0f} ms CPU" for name, s in guess.items()))
    keys = list(dict.fromkeys(key for figures in results.values() for key in figures))
    print(f"{'':18}" + "".join(f"{name:>12}" for name in results))
    for key in keys:
        cells = (figures.get(key) for figures in results.values())
        print(f"{key:18}" + "".join(f"{'' if c is None else f'{c:.2f}'.removesuffix('.00'):>12}" for c in cells))


def main():
    parser = argparse.ArgumentParser(description="Sign in many users at once and watch the hub.")
    parser.add_argument("contenders", nargs="*", help=", ".join(CONTENDERS))
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if unknown := set(options.contenders) - CONTENDERS.keys():
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(CONTENDERS)}")
    guess = cost_of_a_guess()
    results = {name: measure(name, options.users) for name in options.contenders or CONTENDERS}
    if options.json:
        print(json.dumps({"users": options.users, "guess_cpu_s": guess, "hubs": results}, indent=2))
    else:
        _print(results, guess)


if __name__ == "__main__":
    main()
