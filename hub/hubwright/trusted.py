"""Which certificate authorities this process trusts: those of the hub's image, and a company's beside them."""

import atexit
import os
import shutil
import ssl
import subprocess
import tempfile
from pathlib import Path

COMPANY = Path(__file__).parents[1] / "company-ca.pem"
SCRIPT = Path(__file__).with_name("ca-bundle.sh")


def trust_company() -> str:
    """Trusts the company's authorities, too, where a variable says so. Gives the file that has all of them."""
    folder = tempfile.mkdtemp(prefix="hubwright-ca-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    bundle = Path(folder) / "bundle.pem"
    environment = {**os.environ, "SYSTEM_CA_BUNDLE": _trusted() or ""}
    with bundle.open("wb") as output:
        subprocess.run(["/bin/sh", SCRIPT, COMPANY], stdout=output, env=environment, check=True)
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        os.environ[name] = str(bundle)
    return str(bundle)


def trust_for_database(url: str):
    """Tells libpq, which knows no authority by itself, which ones are trusted."""
    if "sslmode=verify" in url and (trusted := _trusted()):
        os.environ.setdefault("PGSSLROOTCERT", trusted)


def _trusted() -> str | None:
    """The file of certificate authorities that OpenSSL was told to trust, or trusts by itself."""
    return ssl.get_default_verify_paths().cafile
