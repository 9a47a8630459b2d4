"""Writes python.json: values as msgpack-python packs them, in base64, and how
they are shown. Run as: python3 write.py"""
import base64
import datetime
import json
import math
import os

import msgpack
from msgpack import ExtType, Timestamp


def text(s):
    out = ""
    for c in s:
        if c in '"\\':
            out += "\\" + c
        elif c in "\n\t\r":
            out += {"\n": "\\n", "\t": "\\t", "\r": "\\r"}[c]
        elif c.isprintable():
            out += c
        else:
            out += "\\u%04x" % ord(c)
    return '"' + out + '"'


def number(f):
    if math.isnan(f):
        return "NaN"
    if math.isinf(f):
        return "Infinity" if f > 0 else "-Infinity"
    return repr(f)


def show(v):
    if v is None or isinstance(v, bool):
        return {None: "null", True: "true", False: "false"}[v]
    if isinstance(v, int):
        return str(v)
    if isinstance(v, float):
        return number(v)
    if isinstance(v, str):
        return text(v)
    if isinstance(v, ExtType):
        return "ext(%d, 0x%s)" % (v.code, v.data.hex())
    if isinstance(v, bytes):
        return "0x" + v.hex()
    if isinstance(v, Timestamp):
        day = datetime.datetime.fromtimestamp(v.seconds, datetime.timezone.utc)
        nano = ("%09d" % v.nanoseconds).rstrip("0")
        return day.strftime("%Y-%m-%dT%H:%M:%S") + ("." + nano if nano else "") + "Z"
    if isinstance(v, (list, tuple)):
        return "[" + ", ".join(map(show, v)) + "]"
    return "{" + ", ".join(show(k) + ": " + show(x) for k, x in v.items()) + "}"


edges = [0, 1, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**63 - 1]
cases = {
    "empty": {},
    "simple": {"name": "Anna", "age": 42, "admin": False, "ok": True, "none": None},
    "nested": {"a": {"b": {"c": [1, [2, [3, []]]]}}, "list": ["x", {"y": []}]},
    "unicode": {"grüße": "Zürich 東京 🎉", "e": "", "esc": 'tab\tline\nquote"\\', "nul": "a\0b"},
    "binary": {"b": b"\xff\x00", "e": b"", b"key": 1, "long": b"\0" * 40, "longer": b"\1" * 300},
    "floats": [0.0, -0.0, 1.5, 0.1, -2.25, math.inf, -math.inf, math.nan, 5e-324, 1e100],
    "ints": edges + [-v for v in edges] + [-32, -33, -129, -32769, -2**31 - 1, -2**63, 2**63, 2**64 - 1],
    "keys": {1: "int", -1: "minus", 2.5: "float", True: "bool", None: "null", (1, "x"): "tuple", Timestamp(5): "time"},
    "times": [Timestamp(0), Timestamp(1), Timestamp(2**32 - 1), Timestamp(2**32), Timestamp(1, 5), Timestamp(2**34 - 1, 999999999), Timestamp(2**34), Timestamp(-1), Timestamp(-1, 500)],
    "exts": [ExtType(5, b"x" * n) for n in (0, 1, 2, 3, 4, 5, 8, 15, 16, 17)] + [ExtType(127, b"a"), ExtType(3, b"z" * 300)],
    "lengths": [[None] * 15, [None] * 16, "x" * 31, "y" * 32, "z" * 255, "w" * 256, {i: i for i in range(16)}],
    "large": {"rows": [{"id": i, "name": "row %d" % i, "price": i / 8} for i in range(300)], "text": "0123456789" * 7000, "list": [None] * 65536, "map": dict.fromkeys(range(-33, 300))},
    "flask": {"_permanent": True, "user_id": 7, "_flashes": [["message", "Hi"]], "cart": {"1": 2}, "csrf_token": "0a1b"},
}
fixtures = []


def add(name, packed, value):
    shown = show(value)
    if len(shown) > 500:
        shown = shown[:500] + "…"
    fixtures.append({"name": name, "value": base64.b64encode(packed).decode(), "shows": shown})


for name, value in cases.items():
    add(name, msgpack.packb(value), value)
single = [0.0, -0.0, 1.5, math.inf, math.nan, -2.25]
add("single floats", msgpack.packb(single, use_single_float=True), single)
old = ["x" * 40, "short", b"raw", b"\xff" * 40]
add("without bin", msgpack.packb(old, use_bin_type=False), ["x" * 40, "short", "raw", b"\xff" * 40])
surrogate = {"k": b"\xff\xfe"}
add("str that is none", msgpack.packb({"k": "\udcff\udcfe"}, unicode_errors="surrogateescape"), surrogate)
with open(os.path.join(os.path.dirname(__file__), "python.json"), "w") as f:
    json.dump(fixtures, f, indent=1)
