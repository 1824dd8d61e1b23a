"""Tries names and connections from inside a pod, all at once. Given to `python3 -`; pod-network.ts reads the answers.

Arguments: `dns:NAME`, `tcp:HOST:PORT`, `api` for the Kubernetes API as the environment of the pod has it. Prints a JSON
object: for each argument null, or why it failed.
"""

import json
import os
import socket
import sys
import threading

LIMIT = 15
found = {}


def attempt(question):
    kind, _, rest = question.partition(":")
    try:
        if kind == "dns":
            socket.getaddrinfo(rest, None)
        else:
            host, _, port = rest.rpartition(":")
            if kind == "api":
                host = os.environ["KUBERNETES_SERVICE_HOST"]
                port = os.environ["KUBERNETES_SERVICE_PORT"]
            socket.create_connection((host, int(port)), timeout=LIMIT - 5).close()
        found[question] = None
    except (OSError, KeyError, ValueError) as error:
        found[question] = str(error) or type(error).__name__


questions = sys.argv[1:]
threads = [threading.Thread(target=attempt, args=(it,), daemon=True) for it in questions]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(LIMIT)
print(json.dumps({it: found.get(it, f"no answer in {LIMIT} seconds") for it in questions}), flush=True)
# A name that is still waited for would hold up the end.
os._exit(0)
