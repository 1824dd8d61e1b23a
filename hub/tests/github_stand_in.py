"""Stands for GitHub Enterprise: a login page, its OAuth, and as much of its API as the authenticator asks for.

As strict as the real one: https://docs.github.com/en/apps/oauth-apps and https://docs.github.com/en/rest/orgs/members.
"""

import base64
import hashlib
import secrets
from urllib.parse import urlencode

from aiohttp import web

_PAGE = '<form method="post" action="{}"><input name="login"></form>'


class GitHub:
    """`members` of organizations and of teams, `{"acme": {"Ada"}, "acme:core": {…}}`, and who shows it in public."""

    def __init__(self, members: dict[str, set[str]], public: dict[str, set[str]]):
        self._members = _lower(members)
        self._public = _lower(public)
        self.callback = None  # what is registered
        self._codes, self._tokens = {}, {}

    async def start(self):
        app = web.Application()
        app.add_routes(
            [
                web.get("/login/oauth/authorize", self._login_page),
                web.post("/login/oauth/authorize", self._log_in),
                web.post("/login/oauth/access_token", self._token),
                web.get("/api/v3/user", self._user),
                web.get("/api/v3/orgs/{org}/members/{user}", self._member),
                web.get("/api/v3/orgs/{org}/public_members/{user}", self._public_member),
                web.get("/api/v3/orgs/{org}/teams/{team}/members/{user}", self._team_member),
            ]
        )
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self):
        await self._runner.cleanup()

    async def _login_page(self, request):
        query = request.query
        if query["client_id"] != "hub":
            return web.Response(status=404)
        if query["redirect_uri"] != self.callback:
            return _redirect(self.callback, error="redirect_uri_mismatch", state=query["state"])
        return web.Response(text=_PAGE.format(request.path_qs.replace("&", "&amp;")), content_type="text/html")

    async def _log_in(self, request):
        query, login = request.query, (await request.post())["login"]
        code = secrets.token_hex()
        self._codes[code] = (login, query.get("scope", "").split(), query["code_challenge"])
        return _redirect(query["redirect_uri"], code=code, state=query["state"])

    async def _token(self, request):
        form = await request.post()
        if (form["client_id"], form["client_secret"]) != ("hub", "the-secret"):
            text = "The client_id and/or client_secret passed are incorrect."
            return web.json_response({"error": "incorrect_client_credentials", "error_description": text})
        login, scopes, challenge = self._codes.pop(form["code"])
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == challenge
        token = secrets.token_hex()
        self._tokens[token] = (login, scopes)
        return web.json_response({"access_token": token, "token_type": "bearer", "scope": ",".join(scopes)})

    def _caller(self, request):
        kind, _, token = request.headers["Authorization"].partition(" ")
        if kind.lower() not in ("bearer", "token") or token not in self._tokens:
            raise web.HTTPUnauthorized
        return self._tokens[token]

    async def _user(self, request):
        login, _ = self._caller(request)
        return web.json_response({"login": login, "id": 1, "name": None, "email": None})

    async def _member(self, request):
        login, scopes = self._caller(request)
        org, user = (request.match_info[key].lower() for key in ("org", "user"))
        if "read:org" not in scopes or login.lower() not in self._members.get(org, ()):
            raise web.HTTPFound(f"/api/v3/orgs/{org}/public_members/{user}")
        return _answer(user in self._members[org])

    async def _public_member(self, request):
        org, user = (request.match_info[key].lower() for key in ("org", "user"))
        return _answer(user in self._public.get(org, ()))

    async def _team_member(self, request):
        _, scopes = self._caller(request)
        org, team, user = (request.match_info[key].lower() for key in ("org", "team", "user"))
        return _answer("read:org" in scopes and user in self._members.get(f"{org}:{team}", ()))


def _lower(members):
    return {org.lower(): {user.lower() for user in users} for org, users in members.items()}


def _answer(found):
    return web.Response(status=204) if found else web.json_response({"message": "Not Found"}, status=404)


def _redirect(url, **query):
    return web.Response(status=302, headers={"Location": f"{url}?{urlencode(query)}"})
