"""Stand-in for crictl: `images -o json` and `inspecti [-q] [-o json] REF...`. Arguments: the words that are noted."""

import json
import os
import sys
from pathlib import Path

from about import fatal, note

SOCKET = "/run/k3s/containerd/containerd.sock"
# What k3s has imported, while it runs; see k3s-images.ts.
IMAGES = Path("/run/k3s/containerd/images.json")

note(sys.argv[1:])
verb, *rest = sys.argv[sys.argv.index("crictl") + 1 :] or [""]
if os.getuid() != 0:
    fatal("FATA[0000] load config file: open /var/lib/rancher/k3s/agent/etc/crictl.yaml: permission denied")
if not IMAGES.exists():
    fatal(
        "FATA[0000] validate service connection: validate CRI v1 image API for endpoint "
        f'"unix://{SOCKET}": dial unix {SOCKET}: connect: no such file or directory'
    )
images = json.loads(IMAGES.read_text())
if verb == "images":
    print(json.dumps({"images": images}, indent=2))
elif verb != "inspecti":
    fatal(f"No help topic for '{verb}'", 3)
else:
    values = {i for i, word in enumerate(rest) if rest[i - 1 : i] in (["-o"], ["--output"])}
    refs = [word for i, word in enumerate(rest) if not word.startswith("-") and i not in values]
    if not refs:
        fatal("FATA[0000] ID cannot be empty")
    for ref in refs:
        found = next((it for it in images if ref == it["id"] or ref in it["repoTags"]), None)
        if found is None:
            fatal(f'FATA[0000] no such image "{ref}" present')
        if not {"-q", "--quiet"} & set(rest):
            print(json.dumps({"status": found, "info": {}}, indent=2))
