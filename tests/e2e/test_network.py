"""Nothing leaves the host: neither from a page nor from the server itself."""

from pathlib import Path

import psutil

from tests.e2e.browse import Visit


def test_neither_pages_nor_the_server_ask_anybody_else(visit: Visit, connections: Path) -> None:
    """Each request of a page, also a failed one, and each name the server looks up, is ours."""
    for path in ("", "handoff", "try"):
        visit.open(path)
    assert visit.outside == []
    assert connections.read_text(encoding="utf-8") == ""


def test_no_connection_of_the_server_goes_out(visit: Visit) -> None:
    """What the system says of open connections agrees."""
    visit.open("try")
    port = int(visit.url.rpartition(":")[2])
    open_now = psutil.net_connections(kind="inet")
    listening = [c for c in open_now if c.status == psutil.CONN_LISTEN]
    owners = {c.pid for c in listening if tuple(c.laddr)[1:] == (port,)}
    assert owners
    ours = [tuple(c.raddr) for c in open_now if c.pid in owners and c.raddr]
    assert {host for host, _port in ours} <= {"127.0.0.1", "::1", "::ffff:127.0.0.1"}
