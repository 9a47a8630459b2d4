"""Reads [[value as it was, value as the test edited it], …] from standard input,
both in base64, and tells for each whether they differ by the edit."""
import base64
import json
import sys

import msgpack


def read(text):
    return msgpack.unpackb(base64.b64decode(text), timestamp=0, strict_map_key=False, use_list=False, unicode_errors="surrogateescape")


answers = []
for was, edited in json.load(sys.stdin):
    want = ({"k": (1.5, "two", None, b"\xff", 2**63)}, read(was))
    got = read(edited)
    answers.append("" if repr(got) == repr(want) else "read %r instead of %r" % (got, want))
print(json.dumps(answers))
