"""A real OpenLDAP server on loopback, with a CA of its own, for as long as a test session."""

import base64
import shutil
import socket
import subprocess
import time
from pathlib import Path

from certificates import make_certificates
from running_hub import free_port

BASE = "dc=ex,dc=org"
SEARCH_USER, SEARCH_PASSWORD = f"cn=hub,{BASE}", "the-search"
_SCHEMAS = ("core", "cosine", "nis", "inetorgperson")
_CONFIG = """
attributetype ( 1.2.840.113556.1.4.221 NAME 'sAMAccountName'
  EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
objectclass ( 1.2.840.113556.1.5.6 NAME 'securityPrincipal' SUP top AUXILIARY MAY sAMAccountName )
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
pidfile {folder}/pid
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
disallow bind_anon
require bind
database mdb
suffix "{base}"
rootdn "cn=root,{base}"
directory {folder}/data
overlay ppolicy
ppolicy_default "cn=policy,{base}"
access to attrs=userPassword by anonymous auth by * none
access to dn.subtree="ou=secret,{base}" by dn.exact="{search_user}" read by * none
access to * by users read
"""


class Slapd:
    """`port` speaks LDAP and StartTLS, `tls_port` LDAPS, both as localhost and 127.0.0.1; `ca` is the CA, as PEM."""

    def __init__(self, folder: Path, entries: str):
        program = shutil.which("slapd", path="/usr/sbin:/usr/libexec:/usr/bin")
        assert program, "the tests need slapd: run .ci/setup"
        self._folder = folder
        # A copy: some systems let the installed one read its own folders only.
        self._program = shutil.copy(program, folder / "slapd")
        self.ca = make_certificates(folder)
        (folder / "data").mkdir()
        includes = "".join(f"include /etc/ldap/schema/{it}.schema\n" for it in _SCHEMAS)
        config = _CONFIG.format(folder=folder, base=BASE, search_user=SEARCH_USER)
        (folder / "slapd.conf").write_text(includes + config)
        (folder / "entries.ldif").write_text(entries)
        self._run("-T", "add", "-l", folder / "entries.ldif")
        self._start()

    def _run(self, *args):
        command = [self._program, *args, "-f", self._folder / "slapd.conf"]
        subprocess.run(command, check=True, capture_output=True, text=True)

    def _start(self):
        for _ in range(5):  # another process may take a port that was free
            self.port, self.tls_port = free_port(), free_port()
            urls = f"ldap://127.0.0.1:{self.port} ldaps://127.0.0.1:{self.tls_port}"
            command = [self._program, "-h", urls, "-f", self._folder / "slapd.conf", "-d", "0"]
            self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while self._process.poll() is None:
                try:
                    socket.create_connection(("127.0.0.1", self.tls_port), 1).close()
                    return
                except OSError:
                    time.sleep(0.02)
        raise AssertionError("slapd does not start")

    def stop(self):
        self._process.kill()
        self._process.wait()


def ldif(dn: str, **attributes) -> str:
    """An entry, in base64 so that any character may be in it; a list is several values."""
    lines = [("dn", dn)]
    for name, value in attributes.items():
        lines += [(name, it) for it in (value if isinstance(value, list) else [value])]
    return "".join(f"{name}:: {base64.b64encode(value.encode()).decode()}\n" for name, value in lines) + "\n"
