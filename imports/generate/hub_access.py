"""Prints, as JSON, what JupyterHub knows of access: the scopes that a role may have, and the fields of a service."""

import json
import sys

from jupyterhub.scopes import scope_definitions
from jupyterhub.services.service import Service

if __name__ == "__main__":
    access = {"scopes": sorted(scope_definitions), "serviceFields": sorted(Service.class_traits(input=True))}
    json.dump(access, sys.stdout, indent=1)
    print()
