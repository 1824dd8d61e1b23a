"""A login form is good wherever a load balancer sends it through."""

import json
import os
import subprocess
import sys

import pytest

# JupyterHub reads its environment once, when it is imported.
IDS = """
import json, sys
from types import SimpleNamespace
from jupyterhub._xsrf_utils import _anonymous_xsrf_id

def id_from(address):
    request = SimpleNamespace(remote_ip=address, headers={"User-Agent": "Firefox"})
    return _anonymous_xsrf_id(SimpleNamespace(request=request))

print(json.dumps([id_from(it) for it in sys.argv[1:]]))
"""
# A proxy writes them all in one way.
ADDRESSES = ["10.88.0.62", "10.42.0.1", "8.8.8.8"], ["::ffff:10.88.0.62", "::ffff:10.42.0.1", "fd00:1::5"]


@pytest.mark.parametrize(
    ("settings", "ids"),
    [
        ({}, 1),
        ({"exposure": "nodePort"}, 1),
        ({"host": "hub.example.com", "tls": {"type": "external"}}, 1),
        # Then each is a client's own.
        ({"clientAddresses": True}, 3),
    ],
)
@pytest.mark.parametrize("addresses", ADDRESSES)
def test_whoever_asks_for_a_form_is_told_by_the_address_only_where_that_is_the_clients(
    addresses, settings, ids, synthesizer
):
    values = synthesizer.values({"hub": settings, "auth": {"type": "dummy", "password": {"env": "SHARED_PASSWORD"}}})
    env = {**os.environ, **values["hub"]["extraEnv"], "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    found = subprocess.run([sys.executable, "-c", IDS, *addresses], env=env, capture_output=True, text=True, check=True)
    assert len(set(json.loads(found.stdout))) == ids
