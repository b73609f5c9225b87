"""Which addresses are of the public internet, whatever form they are written in."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

# Beyond what `is_global` knows in every Python from 3.11 on. The forms that carry an IPv4
# address in an IPv6 one lead through relays that nobody checks, so that they are refused whole.
_NEVER = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # of providers' own networks
        "192.0.0.0/24",
        "192.88.99.0/24",  # relays of 6to4
        "198.18.0.0/15",
        "240.0.0.0/4",
        "::/96",  # IPv4-compatible
        "64:ff9b:1::/48",  # NAT64 of one network
        "100::/64",
        "2001::/23",  # Teredo, ORCHID and other protocols' own
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",  # site-local
    )
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet.

    Args:
        address: As a resolver gives it; one with a scope ("fe80::1%eth0") is not public.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.scope_id is not None:
            return False
        inner = parsed.ipv4_mapped
        if parsed in _NAT64:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    special = parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified
    inside = any(parsed.version == net.version and parsed in net for net in _NEVER)
    return parsed.is_global and not special and not inside


def host_matches(host: str, allowed: Iterable[str]) -> bool:
    """Whether a host is one of those allowed, or below one of them."""
    name = host.lower().rstrip(".")
    return any(name == known or name.endswith(f".{known}") for known in allowed)
