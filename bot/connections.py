"""HTTP sessions as the whole program makes them: one pool, perhaps through a proxy, nothing of the environment's."""

import aiohttp

_KEEP = 30.0  # seconds that an idle connection is kept


def session(proxy: str | None, pool: int) -> aiohttp.ClientSession:
    """No cookies, no proxy variables of the environment; aiohttp sets TCP_NODELAY on each connection itself.

    `proxy`: an http, https, socks4 or socks5 URL; `pool`: connections at most.
    """
    socks = proxy if proxy and proxy.startswith("socks") else None
    return aiohttp.ClientSession(
        connector=_connector(socks, pool),
        proxy=None if socks else proxy,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
    )


def _connector(socks: str | None, pool: int) -> aiohttp.BaseConnector:
    if socks is None:
        return aiohttp.TCPConnector(limit=pool, keepalive_timeout=_KEEP, ttl_dns_cache=300)
    from aiohttp_socks import ProxyConnector

    return ProxyConnector.from_url(socks, limit=pool, keepalive_timeout=_KEEP)
