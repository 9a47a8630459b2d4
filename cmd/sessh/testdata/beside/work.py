"""What people write for such work: a socket, pymemcache and pickle.

    work.py HOST:PORT list | count | find NAME | read KEY | change KEY TOTAL | dump FILE | dumped FILE | restore FILE
"""
import itertools
import pickle
import socket
import sys
import urllib.parse

from pymemcache.client.base import Client

host, port = sys.argv[1].rsplit(":", 1)
client = Client((host, int(port)))


def listed():
    """Yields the keys, and when each expires; pymemcache cannot list."""
    with socket.create_connection((host, int(port))) as s:
        s.sendall(b"lru_crawler metadump all\r\n")
        for line in s.makefile("rb"):
            if line.startswith(b"END"):
                return
            fields = dict(f.split(b"=", 1) for f in line.split())
            yield urllib.parse.unquote(fields[b"key"].decode()), int(fields[b"exp"])


def sessions():
    """Yields the items: their keys, values, and when they expire."""
    keys = listed()
    while batch := dict(itertools.islice(keys, 1000)):
        for key, value in client.get_many(batch).items():
            yield key, value, max(batch[key], 0)


work, args = sys.argv[2], sys.argv[3:]
if work == "list":
    for key, _ in listed():
        print(key)
elif work == "count":
    print(sum(1 for _ in listed()))
elif work == "find":
    for key, value, _ in sessions():
        if pickle.loads(value)["user"]["name"] == args[0]:
            print(key)
elif work == "read":
    print(pickle.loads(client.get(args[0])))
elif work == "change":
    value, version = client.gets(args[0])
    data = pickle.loads(value)
    data["cart"]["total"] = int(args[1])
    if len(args) > 2:  # another program writes now
        print("read", flush=True)
        sys.stdin.readline()
    if not client.cas(args[0], pickle.dumps(data), version):
        sys.exit("somebody else has changed it")
elif work == "dump":
    with open(args[0], "wb") as file:
        for item in sessions():
            pickle.dump(item, file)
elif work == "dumped":
    with open(args[0], "rb") as file:
        n = 0
        while file.peek(1):
            pickle.load(file)
            n += 1
        print(n)
elif work == "restore":
    with open(args[0], "rb") as file:
        while file.peek(1):
            key, value, expire = pickle.load(file)
            client.set(key, value, expire=expire, noreply=True)
    client.version()  # all are stored once it replies
