"""nginx before each server: the same configuration but for whom it asks."""

from pathlib import Path

from serving.arms import message
from serving.rows import compared, in_turns, narrow
from serving.validate import PLANTED, arms_of, asked
from servers import free_port

CONFIG = Path(__file__).with_name("nginx.conf")
CONNECTIONS = 64


def gateway(servers, name, auth):
    """nginx that asks AUTH about each request."""
    folder = servers.folder / f"nginx_{name.replace(' ', '_')}"
    folder.mkdir()
    port = free_port()
    text = CONFIG.read_text()
    for word, value in (("FOLDER", folder), ("GATEWAY", port), ("AUTH", auth.port), ("API", free_port())):
        text = text.replace(f"@{word}@", str(value))
    (folder / "nginx.conf").write_text(text)
    return servers.begin(["nginx", "-p", folder, "-e", folder / "errors", "-c", folder / "nginx.conf"], port, first=True)


def protected(servers, by_name, requests, rounds, lots, tell):
    """What nginx and the server spend on a request together."""
    servers.write("protected", message("GET", "/api/profile",
                                       fields=[f"Authorization: {servers.bearer['Authorization']}"]))
    behind = {name: (gateway(servers, name, auth), auth) for name, auth in by_name.items()}

    def measure(pair, sent, counted):
        return asked(servers, pair, pair[0].port, "protected", CONNECTIONS, sent, counted)

    arms = arms_of(measure, requests, behind)
    for arm in arms.values():
        arm()
    seen = in_turns(arms, rounds, lots, "behind nginx", tell, narrow(PLANTED))
    return compared("a_nginx_protected", "go", seen, PLANTED)
