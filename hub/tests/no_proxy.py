"""A hub without a proxy, for tests and the benchmark, which talk to the hub's own port."""

from jupyterhub.proxy import Proxy


class NoProxy(Proxy):
    """Stand-in for the proxy: keeps the routes in memory."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.routes = {}
        self.should_start = False

    async def add_route(self, routespec, target, data):
        self.routes[routespec] = {"routespec": routespec, "target": target, "data": data}

    async def delete_route(self, routespec):
        self.routes.pop(routespec, None)

    async def get_all_routes(self):
        return self.routes
