"""Processor time of a server for each /validate, by itself and through nginx."""

from functools import partial

from serving.arms import Unfit
from serving.load import Load, all_answered, stream
from serving.rows import compared, in_turns, narrow

PLANTED = 0.20  # requests more
ADDRESSES = 100  # that clients come from: a server may bound what one of them opens


def asked(servers, processes, port, path, connections, requests, counted):
    """Nanoseconds of PROCESSES for each of COUNTED, when REQUESTS were sent."""
    asks = stream("asks", servers.file(path), connections=connections, requests=requests, warm="yes",
                  addresses=min(connections, ADDRESSES))
    with Load(servers, port, asks, urgent=True) as load:
        before = sum(process.spent() for process in processes)
        seen = load.run()["asks"]
        spent = sum(process.spent() for process in processes) - before
    if seen["open"] != connections:
        raise Unfit(f"of {connections} connections {seen['open']} were served")
    all_answered(seen, 200, requests)
    return spent / counted


def arms_of(measure, requests, servers_by_name):
    """Ours three times, once with more requests than are counted; and the peers."""
    ours, *_ = servers_by_name.values()
    arms = {name: partial(measure, server, requests, requests) for name, server in servers_by_name.items()}
    arms["again"] = partial(measure, ours, requests, requests)
    arms["slowed"] = partial(measure, ours, round(requests * (1 + PLANTED)), requests)
    return arms


def validates(servers, by_name, connections, requests, rounds, lots, tell):
    """BY_NAME: the servers, ours first."""
    def measure(server, sent, counted):
        return asked(servers, [server], server.port, "validate", connections, sent, counted)

    arms = arms_of(measure, requests, by_name)
    for arm in arms.values():
        arm()  # Node compiles as it runs
    seen = in_turns(arms, rounds, lots, f"validate, {connections} connections", tell, narrow(PLANTED))
    return compared(f"a_validate_{connections}", "go", seen, PLANTED)
