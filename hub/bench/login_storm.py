"""What happens to a hub when a whole class signs in at once, and when somebody attacks its login form?

Starts real hubs one after another, on loopback: with Hubwright's authenticator, NativeAuthenticator and
FirstUseAuthenticator. In the storm, all users send the login form at the same moment, while /hub/health is asked every
50 ms. The attacks are in attacks.py. Prints a table for each, or JSON with --json. With --repeat, the hubs take turns.

    python hub/bench/login_storm.py [--users 200] [--repeat 1] [--only storm,guess,…] [--json] [hubwright native …]
"""

import argparse
import asyncio
import json
import tempfile
import time
from pathlib import Path

import bcrypt
from attacks import ATTACKS, VICTIMS, under
from browsers import Browser, client, percentile, probe
from hubs import BCRYPT_COST, CONTENDERS, PASSWORD, directory, peak_memory, phc, running


async def storm(url, names):
    """Seconds of each sign-in, seconds of each health check meanwhile, and how many sign-ins failed."""
    async with client() as http:
        browsers = [Browser(http, url) for _ in names]
        for browser in browsers:
            await browser.load_form()
        over = asyncio.Event()
        probes = asyncio.ensure_future(probe(http, url, over))
        answers = await asyncio.gather(*(it.login(name) for it, name in zip(browsers, names, strict=True)))
        over.set()
        return [seconds for seconds, _ in answers], await probes, sum(not ok for _, ok in answers)


async def change_to_login(url, folder, names):
    """Seconds from a changed file to the first sign-in of the user who is new in it."""
    async with client() as http:
        directory(folder, [*names, "newcomer"])
        started = time.perf_counter()
        ok = False
        while not ok:
            browser = Browser(http, url)
            await browser.load_form()
            _, ok = await browser.login("newcomer")
        return time.perf_counter() - started


def measure_storm(contender, users):
    """All figures of one hub in the storm."""
    names = [f"user{i}" for i in range(users)]
    with tempfile.TemporaryDirectory() as temporary, running(contender, Path(temporary), names) as (url, pid):
        idle = peak_memory(pid)
        logins, health, failed = asyncio.run(storm(url, names))
        figures = {
            "failed": failed,
            "login_p50_s": percentile(logins, 50),
            "login_p95_s": percentile(logins, 95),
            "health_p50_ms": 1000 * percentile(health, 50),
            "health_p95_ms": 1000 * percentile(health, 95),
            "health_p99_ms": 1000 * percentile(health, 99),
            "health_checks": len(health),
            "peak_mib_before": idle,
            "peak_mib": peak_memory(pid),
        }
        if contender == "hubwright":
            figures["file_to_login_s"] = asyncio.run(change_to_login(url, Path(temporary), names))
    return figures


def measure_attack(contender, attack):
    """All figures of one hub, fresh, under one attack."""
    with tempfile.TemporaryDirectory() as temporary, running(contender, Path(temporary), VICTIMS) as (url, pid):
        return asyncio.run(under(attack, url, pid))


def cost_of_a_guess():
    """CPU seconds of one guess, the least of five: what an attacker pays for each on such a machine."""
    ours, theirs = phc.make(PASSWORD), bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(BCRYPT_COST))
    return {
        f"scrypt ln={ours.ln} r={ours.r} p={ours.p}": _cpu(lambda: ours.fits(PASSWORD)),
        f"bcrypt {BCRYPT_COST}": _cpu(lambda: bcrypt.checkpw(PASSWORD.encode(), theirs)),
    }


def _cpu(call):
    seconds = []
    for _ in range(5):
        started = time.process_time()
        call()
        seconds.append(time.process_time() - started)
    return min(seconds)


def _print(title, results):
    print(f"\n{title}")
    keys = list(dict.fromkeys(key for figures in results.values() for key in figures))
    print(f"{'':18}" + "".join(f"{name:>14}" for name in results))
    for key in keys:
        cells = (figures.get(key) for figures in results.values())
        print(
            f"{key:18}" + "".join(f"{'' if c is None else f'{c:.2f}'.removesuffix('.00'):>14}" for c in cells),
            flush=True,
        )


def _options():
    parser = argparse.ArgumentParser(description="Sign in many users at once, or attack the login form, and watch.")
    parser.add_argument("contenders", nargs="*", help=", ".join(CONTENDERS))
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--only", default=",".join(["storm", *ATTACKS]), help=f"some of storm, {', '.join(ATTACKS)}")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    options.only = options.only.split(",")
    if unknown := {*options.contenders, *options.only} - {*CONTENDERS, "storm", *ATTACKS}:
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join([*CONTENDERS, 'storm', *ATTACKS])}")
    return options


def main():
    options = _options()
    guess, measured = cost_of_a_guess(), []
    if not options.json:
        print("A guess costs an attacker:", ", ".join(f"{name}: {s * 1000:.0f} ms CPU" for name, s in guess.items()))
    for name in options.only * options.repeat:
        about = f"{options.users} users at once" if name == "storm" else ATTACKS[name].about
        results = {}
        for hub in options.contenders or CONTENDERS:
            if name == "storm":
                results[hub] = measure_storm(hub, options.users)
            else:
                results[hub] = measure_attack(hub, ATTACKS[name])
        measured.append({"scenario": name, "about": about, "hubs": results})
        if not options.json:
            _print(f"{name}: {about}", results)
    if options.json:
        print(json.dumps({"users": options.users, "guess_cpu_s": guess, "measured": measured}, indent=2))


if __name__ == "__main__":
    main()
