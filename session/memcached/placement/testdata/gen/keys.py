"""Keys as applications make them, the same ones on each run."""
import hashlib


def digest(kind, i):
    return hashlib.new(kind, b"session %d" % i).hexdigest()


def keys(count):
    shapes = [
        lambda i: "memc.sess.key." + digest("md5", i),
        lambda i: ":1:django.contrib.sessions.cache" + digest("md5", i),
        lambda i: "rack/2::" + digest("sha256", i),
        lambda i: "sess:" + digest("sha1", i)[:24],
        lambda i: digest("md5", i),
        lambda i: "app:session:%d" % i,
    ]
    return [shapes[i % len(shapes)](i) for i in range(count)]


def odd_keys():
    """Keys that show how a library reads bytes that are no ASCII, and short ones."""
    return ["a", "ab", "abc", "abcd", "é", "sitzung:äöü", "会话:12345", "s:😀", "x" * 249, "ÿÿÿÿ"]
