"""No request keeps the hub busy or fills its memory; all through the real proxy, too."""

import asyncio
import contextlib
import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web
from running_hub import free_port
from waiting import LIMIT_SECONDS, until

from hubwright.requests import request_limits

_PROXY = Path(__file__).parents[2] / "node_modules/configurable-http-proxy/bin/configurable-http-proxy"
MIB = 1024 * 1024


@pytest.fixture
async def addresses(hub):
    """The hub's own address, and that of a real proxy before it."""
    await hub.start()
    port, api = free_port(), free_port()
    process = await asyncio.create_subprocess_exec(
        *("node", str(_PROXY), "--ip", "127.0.0.1", "--port", str(port), "--api-ip", "127.0.0.1"),
        *("--api-port", str(api), "--default-target", hub.origin, "--log-level", "error"),
        env={**os.environ, "CONFIGPROXY_AUTH_TOKEN": "t"},
    )
    proxied, routes = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{api}/api/routes"
    try:
        async with aiohttp.ClientSession() as client:
            await answering(client, proxied + "/hub/health")
        yield {"hub": hub.origin, "proxy": proxied, "routes": routes}
    finally:
        process.terminate()
        await process.wait()


async def answering(client, url):
    async def answers():
        with contextlib.suppress(aiohttp.ClientError):
            async with client.get(url) as answer:
                return answer.status == 200

    await until(answers)


async def chunks(size):
    for _ in range(size // 65536):
        yield b"a" * 65536


def multipart(size):
    form = aiohttp.FormData()
    form.add_field("file", b"a" * size, filename="a")
    return form


@pytest.mark.parametrize("way", ["hub", "proxy"])
async def test_too_much_is_refused_in_words(addresses, way):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    cases = [
        ("/hub/login", b"a" * (MIB + 1), form),
        ("/hub/login", b"a" * 8 * MIB, form),
        ("/hub/login", b"a&" * 400_000, form),
        ("/hub/login", chunks(4 * MIB), form),
        ("/hub/login", multipart(2 * MIB), {}),
        ("/hub/api/users", json.dumps({"a": "b" * 2 * MIB}).encode(), {"Content-Type": "application/json"}),
        # The client would otherwise use the connection again, whose body the hub waits for.
        ("/hub/api/users", b"[" * 2 * MIB, {"Expect": "100-continue", "Connection": "close"}),
        ("/hub/nowhere", b"a" * 2 * MIB, {}),
        ("/", b"a" * 2 * MIB, {}),
    ]
    async with aiohttp.ClientSession() as client:
        for path, body, headers in cases:
            async with client.post(addresses[way] + path, data=body, headers=headers) as answer:
                assert answer.status == 413, (path, headers)
                assert "at most 1 MiB and 1000 fields" in await answer.text()
            async with client.get(addresses[way] + "/hub/health") as answer:
                assert answer.status == 200
    assert request_limits._Limited._together == 0


async def test_what_the_hub_is_for_goes_through(addresses, hub):
    hub.files.users(user1="x")
    await hub.signed_in("user1", "x")
    async with aiohttp.ClientSession() as client:
        async with client.post(addresses["proxy"] + "/hub/login", data={"password": "a" * 900_000}) as answer:
            assert answer.status == 403  # without a token
        async with client.post(addresses["proxy"] + "/hub/api/users", data=b"{}" + b" " * 900_000) as answer:
            assert answer.status == 403


async def test_a_users_server_takes_what_it_wants(addresses):
    async def size(request):
        return web.Response(text=str(len(await request.read())))

    server = web.Application(client_max_size=64 * MIB)
    server.router.add_route("*", "/{path:.*}", size)
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    target = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with aiohttp.ClientSession() as client:
        route = client.post(
            addresses["routes"] + "/user/ada", json={"target": target}, headers={"Authorization": "token t"}
        )
        async with route as answer:
            assert answer.status == 201
        async with client.post(addresses["proxy"] + "/user/ada/api", data=b"a" * 8 * MIB) as answer:
            assert await answer.text() == str(8 * MIB)
    await runner.cleanup()


async def unfinished(url, size, length):
    """A request that stops in the middle of its body; gives its streams."""
    host = urlsplit(url)
    reader, writer = await asyncio.open_connection(host.hostname, host.port)
    head = f"POST /hub/login HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n"
    writer.write(head.encode() + b"a" * size)
    await writer.drain()
    return reader, writer


async def test_unfinished_bodies_do_not_pile_up(addresses, monkeypatch):
    monkeypatch.setattr(request_limits, "_LARGEST_TOGETHER", 4 * MIB)
    open_ones = [await unfinished(addresses["hub"], 900_000, MIB) for _ in range(8)]
    answers = [asyncio.ensure_future(reader.readline()) for reader, _ in open_ones]

    def four_are_answered():
        assert request_limits._Limited._together <= 5 * MIB
        return sum(answer.done() for answer in answers) >= 4

    await until(four_are_answered)
    assert {answer.result() for answer in answers if answer.done()} == {b"HTTP/1.1 503 Service Unavailable\r\n"}
    async with aiohttp.ClientSession() as client, client.get(addresses["proxy"] + "/hub/health") as answer:
        assert answer.status == 200
    for answer in answers:
        answer.cancel()
    for _, writer in open_ones:
        writer.close()
    await until(lambda: not request_limits._Limited._together)


async def test_a_body_that_never_ends_is_cut_off(hub, monkeypatch):
    monkeypatch.setattr(request_limits, "_BODY_TIMEOUT", 1)
    await hub.start()
    async with asyncio.timeout(LIMIT_SECONDS):
        for length in (1000, 8 * MIB):
            reader, writer = await unfinished(hub.origin, 10, length)
            await reader.read()  # until the hub closes
            writer.close()
    assert request_limits._Limited._together == 0
