"""Where a request comes from."""

import pytest
from tornado.httputil import HTTPHeaders

from hubwright.login import address
from hubwright.login.address import believe_real_ip, is_public, network


@pytest.mark.parametrize(
    ("given", "counted", "public"),
    [
        ("8.8.8.8", "8.8.8.8", True),
        ("::ffff:8.8.8.8", "8.8.8.8", True),
        ("2a00:1450:4001:2:3:4:5:6", "2a00:1450:4001:2::/64", True),
        ("10.42.0.1", "10.42.0.1", False),
        ("::ffff:10.42.0.1", "10.42.0.1", False),
        ("172.16.5.4", "172.16.5.4", False),
        ("192.168.1.9", "192.168.1.9", False),
        ("100.64.0.7", "100.64.0.7", False),
        ("127.0.0.1", "127.0.0.1", False),
        ("169.254.1.1", "169.254.1.1", False),
        ("fd00:1::5", "fd00:1::/64", False),
        ("fe80::5", "fe80::/64", False),
        ("::1", "::/64", False),
        ("unix", "unknown", False),
        ("", "unknown", False),
    ],
)
def test_what_counts_as_one_address_and_may_be_one_client(given, counted, public):
    assert network(given) == counted
    assert is_public(given) is public


@pytest.mark.parametrize(
    ("believed", "headers", "seen"),
    [
        (True, {"X-Real-Ip": "1.1.1.1", "X-Forwarded-For": "1.1.1.1, 10.42.0.9"}, "1.1.1.1"),
        (False, {"X-Real-Ip": "1.1.1.1", "X-Forwarded-For": "2.2.2.2,8.8.8.8"}, "8.8.8.8"),
        (False, {"x-real-ip": "1.1.1.1", "X-Forwarded-For": "::ffff:8.8.8.8"}, "::ffff:8.8.8.8"),
        (False, {"X-Real-Ip": "1.1.1.1"}, "10.0.0.1"),
    ],
)
def test_real_ip_is_believed_behind_traefik_alone(believed, headers, seen):
    class Context:
        remote_ip, protocol, trusted_downstream = "10.0.0.1", "http", ()

    context = Context()
    try:
        for _ in range(2):  # a hub that starts again
            believe_real_ip(believed)
        address.RequestContext._apply_xheaders(context, HTTPHeaders(headers))
    finally:
        believe_real_ip(True)
    assert context.remote_ip == seen
