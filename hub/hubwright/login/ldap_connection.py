"""Connections to an LDAP directory: encrypted, checked, in bounded time, and with faults in words."""

import ssl
from dataclasses import dataclass

import ldap3
from ldap3.core.exceptions import (
    LDAPBindError,
    LDAPCommunicationError,
    LDAPException,
    LDAPResponseTimeoutError,
    LDAPStartTLSError,
)
from ldapauthenticator.ldapauthenticator import TlsStrategy

# Seconds. Nobody waits longer for a login page, and a thread of the hub is held meanwhile.
_CONNECT, _ANSWER = 5, 10
_UNREACHABLE = "The directory cannot be reached. Try again later, or contact your hub administrator."
_INSECURE = "The connection to the directory is not secure. Contact your hub administrator."
_UNUSABLE = "The directory refuses the hub's request. Contact your hub administrator."

# How a server refuses a wrong password, an account that is locked, disabled or without a password, or an invalid DN.
_REFUSED = {
    "invalidCredentials",
    "inappropriateAuthentication",
    "noSuchObject",
    "invalidDNSyntax",
    "unwillingToPerform",
    "constraintViolation",
    "insufficientAccessRights",
}


class DirectoryFault(Exception):
    """Something other than a wrong name or password: the message is for the log, `page` for the user."""

    def __init__(self, message, page=_UNUSABLE):
        super().__init__(message)
        self.page = page


def explain(error):
    """Any error of a directory as a fault. Contains no password: ldap3's messages have none."""
    if isinstance(error, DirectoryFault):
        return error
    # ldap3 wraps some messages in the tuples that they came in.
    text = str(error).strip("(),'\"") or type(error).__name__
    if "certificate" in text.lower():
        remedy = "write auth.server as the certificate says, or set auth.caCertificate to the CA that signed it"
        return DirectoryFault(f"{text}; {remedy}", _INSECURE)
    if isinstance(error, LDAPStartTLSError) or "ssl" in text.lower():
        return DirectoryFault(f"{text}; auth.tls does not match this server and port", _INSECURE)
    unreachable = isinstance(error, LDAPCommunicationError | LDAPResponseTimeoutError)
    return DirectoryFault(text, _UNREACHABLE if unreachable else _UNUSABLE)


class _VerifiedTls(ldap3.Tls):
    """ldap3 by itself neither sends the server's name nor, since Python 3.12, knows addresses in certificates."""

    def __init__(self, context):
        super().__init__(validate=ssl.CERT_REQUIRED)
        self._context = context

    def wrap_socket(self, connection, do_handshake=False):
        connection.socket = self._context.wrap_socket(connection.socket, server_hostname=connection.server.host)


def tls_of(tls_kwargs, verify, ca_certificates):
    """How connections are encrypted: ldap3's own way where the settings say how, or by its name and its CA."""
    if tls_kwargs or not verify:
        return ldap3.Tls(**tls_kwargs)
    return _VerifiedTls(ssl.create_default_context(cadata=ca_certificates or None))


def connect(settings, dn, password, tls):
    """A connection bound to a DN, or anonymous; None when the directory refuses the password."""
    server = ldap3.Server(
        settings.server_address,
        port=settings.server_port,
        use_ssl=settings.tls_strategy == TlsStrategy.on_connect,
        tls=tls,
        get_info=ldap3.NONE,  # the schema is large, and without it names of attributes that the server lacks are fine
        connect_timeout=_CONNECT,
    )
    # ldap3's own check of names would refuse a DN with a space after a comma.
    more = {"receive_timeout": _ANSWER, "read_only": True, "check_names": False}
    connection = ldap3.Connection(server, dn, password, **more)
    try:
        connection.open()
        if settings.tls_strategy == TlsStrategy.before_bind:
            connection.start_tls()
        if connection.bind():
            return connection
    except LDAPBindError:
        pass
    except LDAPException:
        connection.strategy.close()
        raise
    result = connection.result
    connection.unbind()
    said = " ".join(filter(None, [result["description"], result["message"].rstrip("\0")]))
    if result["description"] not in _REFUSED:
        raise DirectoryFault(f"no login is possible: {said}")
    settings.log.warning("LDAP: the password of %s is refused: %s", dn, said)
    return None


@dataclass(frozen=True)
class Entry:
    """What a search found."""

    dn: str
    attributes: dict

    def values(self, attribute):
        """The values of an attribute, whatever the case of its name, as text."""
        found = next((v for k, v in self.attributes.items() if k.casefold() == attribute.casefold()), [])
        return [it.decode(errors="replace") for it in found]


def search(connection, base, scope, query, attributes):
    """The entries that a query finds."""
    connection.search(base, query, search_scope=scope, attributes=attributes or None)
    result = connection.result
    if result["description"] != "success":
        raise DirectoryFault(f'search in "{base}": {result["description"]} {result["message"]}'.rstrip())
    entries = [it for it in connection.response if it["type"] == "searchResEntry"]
    return [Entry(it["dn"], it["raw_attributes"]) for it in entries]
