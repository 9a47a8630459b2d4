# A peer of package crosstest: builds values, pickles them, and tells what it reads.
from __future__ import print_function

import base64
import binascii
import collections
import json
import pickle
import struct
import sys

if sys.version_info[0] == 2:
    import cPickle
    long_type, text_type, dumps = long, unicode, cPickle.dumps
else:
    long_type, text_type, dumps = int, str, pickle.dumps


class Thing(object):
    pass


class Slots(object):  # cannot be pickled in the protocols 0 and 1
    __slots__ = ("p", "q", "r")


class Box(dict):  # with a state beside its items
    def __init__(self):
        self.tag = "boxed"


class Row(list):
    pass


class Plain(dict):
    pass


MAPS = {"": dict, "OrderedDict": collections.OrderedDict, "defaultdict": lambda: collections.defaultdict(list),
        "Plain": Plain}
OBJECTS = {"Thing": Thing, "Slots": Slots, "Box": Box, "Row": Row}


def scalar(kind, text):
    if kind == "null":
        return None
    if kind == "bool":
        return text == "true"
    if kind == "int":
        return int(text)
    if kind == "float":
        return struct.unpack(">d", binascii.unhexlify(text))[0]
    if kind == "text":
        return text
    return binascii.unhexlify(text)


class Builder:
    """Makes a value of a graph: what can be part of itself is made empty first."""

    def __init__(self, nodes):
        self.nodes, self.made, self.todo = nodes, {}, []

    def build(self, i):
        if i in self.made:
            return self.made[i]
        n = self.nodes[i]
        kind, items = n["kind"], n.get("items", [])
        if kind == "list":
            v = self.made[i] = []
            self.todo.append(lambda: v.extend(self.build(c) for c in items))
        elif kind == "map":
            v = self.made[i] = MAPS[n.get("class", "")]()
            self.todo.append(lambda: [v.__setitem__(self.build(k), self.build(c)) for k, c in zip(n.get("keys", []), items)])
        elif kind == "object":
            v = self.made[i] = OBJECTS[n["class"]]()
            for k, c in zip(n.get("keys", []), items):
                self.todo.append(lambda name=self.nodes[k]["text"], c=c: self.put(v, name, c))
        elif kind in ("tuple", "set", "frozenset"):
            make = {"tuple": tuple, "set": set, "frozenset": frozenset}[kind]
            v = self.made[i] = make([self.build(c) for c in items])
        else:
            v = self.made[i] = scalar(kind, n.get("text", ""))
        return v

    def put(self, v, name, i):
        x = self.build(i)
        if isinstance(v, Box):
            v[name] = x
        elif isinstance(v, Row):
            v.append(x)
        else:
            setattr(v, str(name), x)

    def all(self):
        v = self.build(0)
        while self.todo:
            self.todo.pop(0)()
        return v


def parts(v):
    """The parts of an object of the classes above, by name."""
    if isinstance(v, Box):
        if v.__dict__ != {"tag": "boxed"}:
            raise ValueError("a Box has lost its tag: %r" % v.__dict__)
        return dict(v)
    if isinstance(v, Row):
        return dict(zip("pqrstu", v))
    return {k: getattr(v, k) for k in ("p", "q", "r") if hasattr(v, k)}


class Teller:
    """Tells the graph of a value."""

    def __init__(self):
        self.nodes, self.seen, self.keep = [], {}, []

    def tell(self, v):
        if id(v) in self.seen and isinstance(v, (list, tuple, set, frozenset, dict, Thing, Slots)):
            return self.seen[id(v)]
        i = len(self.nodes)
        n = {}
        self.nodes.append(n)
        self.seen[id(v)] = i
        self.keep.append(v)
        if v is None:
            n["kind"] = "null"
        elif isinstance(v, bool):
            n["kind"], n["text"] = "bool", "true" if v else "false"
        elif isinstance(v, (int, long_type)):
            n["kind"], n["text"] = "int", str(v)
        elif isinstance(v, float):
            n["kind"], n["text"] = "float", binascii.hexlify(struct.pack(">d", v)).decode("ascii")
        elif isinstance(v, text_type):
            n["kind"], n["text"] = "text", v
        elif isinstance(v, str):  # of Python 2
            try:
                n["kind"], n["text"] = "text", v.decode("utf-8")
            except UnicodeDecodeError:
                n["kind"], n["text"] = "bytes", binascii.hexlify(v)
        elif isinstance(v, bytes):
            n["kind"], n["text"] = "bytes", binascii.hexlify(v).decode("ascii")
        elif type(v).__name__ in OBJECTS:
            n["kind"], n["class"] = "object", type(v).__name__
            inside = parts(v)
            names = sorted(inside)
            n["keys"] = [self.tell(text_type(k)) for k in names]
            n["items"] = [self.tell(inside[k]) for k in names]
        elif isinstance(v, dict):
            n["kind"] = "map"
            name = type(v).__name__
            n["class"] = "" if name == "dict" else name
            n["keys"] = [self.tell(k) for k in v]
            n["items"] = [self.tell(v[k]) for k in v]
        else:
            n["kind"] = type(v).__name__
            n["items"] = [self.tell(x) for x in v]
        return i


def write(nodes, protocol):
    try:
        return base64.b64encode(dumps(Builder(nodes).all(), protocol)).decode("ascii")
    except (RuntimeError, TypeError):  # old protocols cannot write all that is part of itself, nor what is not hashable
        return None


def read(data):
    try:
        t = Teller()
        t.tell(pickle.loads(base64.b64decode(data)))
        return {"nodes": t.nodes}
    except Exception as e:
        return {"error": "%s: %s" % (type(e).__name__, e)}


sys.setrecursionlimit(5000)
while True:
    line = sys.stdin.readline()
    if not line:
        break
    q = json.loads(line)
    if "write" in q:
        print(json.dumps({"values": [write(g["nodes"], int(q["how"])) for g in q["write"]]}))
    else:
        print(json.dumps({"graphs": [read(x) for x in q["read"]]}))
    sys.stdout.flush()
