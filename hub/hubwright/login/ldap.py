"""Signs users in against an LDAP directory, with their groups."""

import re
from functools import partial

import ldapauthenticator
from ldap3 import BASE, SUBTREE
from ldap3.core.exceptions import LDAPException
from ldap3.utils.conv import escape_filter_chars
from ldap3.utils.dn import escape_rdn
from tornado.web import HTTPError
from traitlets import Bool, List, Unicode, default

from .browser import remember_device
from .ldap_connection import DirectoryFault, connect, explain, search, tls_of
from .password_form import PasswordForm


class LDAPAuthenticator(PasswordForm, ldapauthenticator.LDAPAuthenticator):
    """ldapauthenticator's, which knows groups, checks certificates, slows down guessing, and never blocks the hub."""

    group_search_base = Unicode(config=True, help="Base DN of groups; if empty, groups are not looked up.")
    group_name_attribute = Unicode("cn", config=True, help="Attribute of a group that becomes its name in the hub.")
    admin_groups = List(Unicode(), config=True, help="Groups, as DNs or names, whose members administer the hub.")
    ca_certificates = Unicode(config=True, help="Certificates to trust, as PEM; without any, the system's.")
    verify_certificate = Bool(
        True, config=True, help="Whether to verify the server's certificate. Not with tls_kwargs."
    )

    @default("valid_username_regex")
    def _default_valid_username_regex(self):
        # What is special in LDAP is escaped. The hub itself refuses "/", and its database more than 255 characters.
        return r"[^/\x00-\x1f\x7f]{1,255}\Z"

    @default("workers")
    def _default_workers(self):
        return 10  # they wait for the directory

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self._tls = tls_of(self.tls_kwargs, self.verify_certificate, self.ca_certificates)

    async def authenticate(self, handler, data):
        """The user of a login form with groups, or None when the name or the password is wrong."""
        typed, password = data.get("username", ""), data.get("password", "")
        # With an empty password, a directory binds as nobody and calls that a success (RFC 4513, 5.1.2).
        if not re.match(self.valid_username_regex, typed) or not password.strip():
            return None
        name = self.normalize_username(typed)
        try:
            found = await self.checked(handler, name, password, lambda: partial(self._sign_in, typed, password))
        except (DirectoryFault, LDAPException) as error:
            fault = explain(error)
            self.log.error("LDAP server %s, port %s: %s", self.server_address, self.server_port, fault)
            raise HTTPError(503, fault.page) from None
        if found:
            remember_device(handler, name)
        return found

    async def check_allowed(self, username, auth_model):
        """Whether this user, whose password was right, may use the hub; says so if not."""
        if (auth_model or {}).get("admin") or await super().check_allowed(username, auth_model):
            return True
        raise HTTPError(
            403,
            f"Your password is right, but {username} may not use this hub. Contact your hub administrator.",
        )

    def get_connection(self, userdn, password):
        """A connection bound to that DN, or None when the directory refuses the password."""
        return connect(self, userdn, password, self._tls)

    def _sign_in(self, typed, password):
        """Blocks, at most for the timeouts of some connections."""
        name, templates = typed, self.bind_dn_template
        searching = None
        try:
            if self.lookup_dn or (self.lookup_dn_search_user and self._wants_groups):
                searching = self._connect_to_search()
            if self.lookup_dn:
                name, found = self._look_up(searching, typed)
                if found is None:
                    return None
            dns = [it.format(username=escape_rdn(name)) for it in templates] or [found]
            bound = next(((dn, own) for dn in dns if (own := self.get_connection(dn, password))), None)
            if bound is None:
                return None
            dn, own = bound
            try:
                return self._model(typed, name, dn, own, searching or own)
            finally:
                own.unbind()
        finally:
            if searching:
                searching.unbind()

    @property
    def _wants_groups(self):
        return bool(self.group_search_base or self.allowed_groups or self.admin_groups)

    def _connect_to_search(self):
        connection = self.get_connection(self.lookup_dn_search_user, self.lookup_dn_search_password)
        if connection is None:
            who = f"the password of searchUser {self.lookup_dn_search_user}"
            raise DirectoryFault(f"{who if self.lookup_dn_search_user else 'a search without searchUser'} is refused")
        return connection

    def _look_up(self, connection, typed):
        """The user's name as the directory spells it, and the DN; None when nobody, or more than one, has the name."""
        attribute = self.lookup_dn_user_dn_attribute or self.user_attribute
        query = self.lookup_dn_search_filter.format(login_attr=self.user_attribute, login=escape_filter_chars(typed))
        found = search(connection, self.user_search_base, SUBTREE, query, [attribute])
        if len(found) > 1:
            self.log.error("LDAP: %s are all %s=%s", ", ".join(it.dn for it in found), self.user_attribute, typed)
        if len(found) != 1:
            return typed, None
        names = found[0].values(attribute)
        if not names:
            self.log.error("LDAP: %s has no %s that the hub may read", found[0].dn, attribute)
            return typed, None
        same = [name for name in names if name.casefold() == typed.casefold()]
        return (same or names)[0], found[0].dn

    def _model(self, typed, name, dn, own, searching):
        if self.search_filter and not self._matches(own, name):
            return None
        groups, listed = self._groups(searching, dn, name) if self._wants_groups else ([], set())
        user = name if self.lookup_dn and self.use_lookup_dn_username else typed
        admin = self.normalize_username(user) in self.admin_users or not listed.isdisjoint(self.admin_groups)
        model = {
            "name": user,
            "admin": admin,  # always a plain True or False: former ones are demoted
            "auth_state": {"ldap_groups": sorted(listed), "user_attributes": self.get_user_attributes(own, dn)},
        }
        return {**model, "groups": groups} if self.manage_groups else model

    def _matches(self, connection, name):
        query = self.search_filter.format(userattr=self.user_attribute, username=escape_filter_chars(name))
        found = search(connection, self.user_search_base, SUBTREE, query, self.attributes)
        if len(found) != 1:
            self.log.warning("LDAP: search_filter finds %d entries for %s, not one", len(found), name)
        return len(found) == 1

    def _groups(self, connection, dn, name):
        """The names of the user's groups, and which of the groups in the settings are among them."""
        query = self.group_search_filter.format(userdn=escape_filter_chars(dn), uid=escape_filter_chars(name))
        attribute = self.group_name_attribute
        names, listed = set(), set()
        if self.group_search_base:
            for group in search(connection, self.group_search_base, SUBTREE, query, [attribute]):
                names.update(group.values(attribute)[:1])
        for group in {*(self.allowed_groups or ()), *self.admin_groups}:
            if "=" not in group:
                listed.update({group} & names)
                continue
            try:
                found = search(connection, group, BASE, query, [attribute])
            except DirectoryFault as fault:  # others let their members in
                self.log.error("LDAP: the group %s of the settings cannot be read: %s", group, fault)
                continue
            if found:
                listed.add(group)
                names.update(found[0].values(attribute)[:1])
        return sorted(names), listed
