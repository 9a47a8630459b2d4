#!/usr/bin/env python3
"""caches.py N: what applications cache beside their sessions, as N lines of JSON
{"key", "flags", "value"}, the value in base64. No item is a session; some have keys like
those of sessions. The items are the same each time."""
import base64
import collections
import datetime
import json
import pickle
import random
import struct
import sys
import uuid
import zlib

COUNT = int(sys.argv[1])
R = random.Random(1)
WORDS = (
    "tea coffee cart order invoice user profile page article comment menu sidebar product price stock image "
    "thumb header footer news blog tag search result token report daily weekly Zürich Genève Käse"
).split()
ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def w():
    return R.choice(WORDS)


def an(n, letters=ALNUM):
    return "".join(R.choice(letters) for _ in range(n))


def hx(n):
    return an(n, "0123456789abcdef")


def num():
    return R.randint(1, 99999)


def text(n):
    return " ".join(w() for _ in range(n))


def html():
    return f'<div class="{w()}"><h2>{text(3)}</h2><p>{text(R.randint(8, 120))}</p></div>'


def php(v):  # PHP's serialize
    if v is None:
        return b"N;"
    if v is True or v is False:
        return b"b:%d;" % v
    if isinstance(v, int):
        return b"i:%d;" % v
    if isinstance(v, float):
        return f"d:{v!r};".encode()
    if isinstance(v, str):
        v = v.encode()
    if isinstance(v, bytes):
        return b's:%d:"%s";' % (len(v), v)
    if isinstance(v, list):
        v = dict(enumerate(v))
    if isinstance(v, tuple):
        return (
            b'O:%d:"%s":%d:{' % (len(v[0]), v[0].encode(), len(v[1]))
            + b"".join(php(a) + php(b) for a, b in v[1].items())
            + b"}"
        )
    return b"a:%d:{" % len(v) + b"".join(php(a) + php(b) for a, b in v.items()) + b"}"


def rb(v):  # Ruby's Marshal of plain kinds
    def i(n):
        return (
            b"\0"
            if n == 0
            else bytes([n + 5])
            if 0 < n < 123
            else (lambda b: bytes([len(b)]) + b)(n.to_bytes((n.bit_length() + 7) // 8, "little"))
        )

    def f(v):
        if v is None:
            return b"0"
        if v is True:
            return b"T"
        if v is False:
            return b"F"
        if isinstance(v, int):
            return b"i" + i(v)
        if isinstance(v, float):
            s = repr(v).encode()
            return b"f" + i(len(s)) + s
        if isinstance(v, bytes):
            return b'"' + i(len(v)) + v
        if isinstance(v, str):
            s = v.encode()
            return b'I"' + i(len(s)) + s + b"\x06:\x06ET"
        if isinstance(v, list):
            return b"[" + i(len(v)) + b"".join(map(f, v))
        return b"{" + i(len(v)) + b"".join(f(a) + f(b) for a, b in v.items())

    return b"\x04\x08" + f(v)


def entry61(v):  # ActiveSupport 6.1's Entry around a string or a hash
    body = rb(v)[2:].replace(b":\x06E", b";\x07", 0)
    return (
        b"\x04\x08o: ActiveSupport::Cache::Entry\x09:\x0b@value"
        + body
        + b":\x0d@version0:\x10@created_atf\x171795734825.2679331:\x10@expires_in0"
    )


def outer(p):
    return rb(p)


def c7(v, big):
    p = rb([v])
    return outer(b"\x01" + zlib.compress(p) if big else b"\0" + p)


def c71(v):
    b = v.encode() if isinstance(v, str) else rb(v)
    t = 2 if isinstance(v, str) else 1

    z = zlib.compress(b)
    t, b = (t | 0x80, z) if len(b) > 1024 else (t, b)
    return outer(b"\0\x11" + struct.pack("<Bdi", t, -1.0, -1) + b)


def php_arr():
    return {
        w(): num(),
        "name": text(2),
        "items": [{"id": num(), "price": 3.5} for _ in range(R.randint(0, 4))],
        "ok": True,
    }


def record():
    return {
        "id": num(),
        "name": text(2),
        "tags": [w(), w()],
        "price": round(R.random() * 100, 2),
        "active": R.random() < 0.5,
    }


def pk(v, p=None):
    return pickle.dumps(v, R.choice([0, 2, 4, 5]) if p is None else p)


def phpz(b, t):  # php-memcached: zlib above 2000 bytes
    return (b, t) if len(b) < 2000 else (len(b).to_bytes(4, "little") + zlib.compress(b), t | 0x30)


K = []


def kind(weight):
    def d(f):
        K.extend([f] * weight)
        return f

    return d


@kind(6)
def dj_page():
    return (
        f":1:views.decorators.cache.cache_page..GET.{hx(32)}.{hx(32)}.en-us.UTC",
        1,
        pk(
            (
                "<html>" + html() + "</html>",
                {"Content-Type": "text/html; charset=utf-8", "Expires": "Thu, 26 Nov 2026 23:59:59 GMT"},
                200,
            )
        ),
    )


@kind(3)
def dj_header():
    return (
        f":1:views.decorators.cache.cache_header..{hx(32)}.en-us.UTC",
        1,
        pk(["HTTP_ACCEPT_LANGUAGE", "HTTP_COOKIE"][: R.randint(0, 2)]),
    )


@kind(3)
def dj_frag():
    return f":1:template.cache.{w()}.{hx(32)}", R.choice([0, 16]), html().encode()


@kind(4)
def dj_any():
    return (
        f"{R.choice(['', 'shop', 'myapp'])}:{R.choice([1, 1, 2])}:{w()}_{num()}",
        1,
        pk(
            R.choice(
                [
                    record(),
                    [record() for _ in range(3)],
                    {num(), num()},
                    (w(), num()),
                    datetime.datetime(2026, 11, 26, 12, num() % 60),
                    collections.OrderedDict(a=1),
                ]
            )
        ),
    )


@kind(2)
def dj_json():
    return f":1:api:{w()}:{num()}", 2, json.dumps(record()).encode()


@kind(1)
def dj_int():
    return f":1:counter:{w()}:{num()}", 2, str(num()).encode()


@kind(1)
def dj_sessionlike():
    return f":1:django.contrib.sites.{num()}", 1, pk({"domain": "example.org", "name": w()})


@kind(6)
def rails_frag():
    return (
        f"{R.choice(['', 'shop:', 'prod:'])}views/{w()}s/{num()}-2026112612{num():05d}/{hx(32)}",
        1,
        R.choice([entry61, lambda v: c7(v, False), c71])(html()),
    )


@kind(3)
def rails_frag7():
    return (
        f"{R.choice(['', 'shop:'])}views/{w()}s/index:{hx(32)}/{w()}s/query-{hx(32)}-{num()}-2026112612",
        1,
        c7(html() * 8, True),
    )


@kind(3)
def rails_i18n():
    return (
        f"{R.choice(['', 'ns:'])}en/{w()}/{w()}",
        1,
        R.choice([entry61, c71, lambda v: c7(v, False)])({w(): text(3), w(): num()}),
    )


@kind(3)
def rails_obj():
    return (
        f"{R.choice(['', 'shop:'])}{w()}s/{num()}",
        1,
        R.choice([c71, lambda v: c7(v, False), rb])(
            {"id": num(), "name": text(2), "price": 3.5, "tags": [w()]}
        ),
    )


@kind(2)
def rails_rate():
    return f"rack::attack:{num()}:req/ip:10.0.{num() % 256}.{num() % 256}", 0, str(num() % 500).encode()


@kind(2)
def rack_other():
    return f"rack:{w()}:{num()}", 1, rb([w(), num()])


@kind(5)
def wp_trans():
    b, t = phpz(php(R.choice([text(20), php_arr(), [w()] * 3])), 4)
    return f"wp_:{R.choice(['transient', 'site-transient'])}:{w()}_{hx(R.choice([8, 32]))}", t, b


@kind(2)
def wp_opts():
    b, t = phpz(php({w() + str(i): text(5) for i in range(R.randint(5, 80))}), 4)
    return (
        f"{R.choice(['wp_', 'blog1_', ''])}:{R.choice(['options:alloptions', 'options:notoptions', f'posts:{num()}', f'users:{num()}', f'terms:{num()}', 'default:is_blog_installed'])}",
        t,
        b,
    )


@kind(3)
def wp_post():
    return (
        f"wp_:posts:{num()}",
        4,
        php(
            (
                "stdClass",
                {"ID": num(), "post_title": text(4), "post_content": html(), "post_status": "publish"},
            )
        ),
    )


@kind(6)
def laravel_cache():
    v = R.choice([php_arr(), text(9), [record()], num(), True])
    k = R.choice(
        [
            f"{w()}_{num()}",
            f"{w()}:{w()}:{num()}",
            hx(40),
            f"illuminate:queue:restart",
            f"{an(40)}",
            f"framework/schedule-{hx(40)}",
            f"spatie.permission.cache",
        ]
    )
    p = R.choice(["laravel_cache:", "laravel_cache_", "laravel-cache-", "shop_cache_", "laravel_cache_:"])
    if isinstance(v, bool):
        return p + k, 3, b"1"
    if isinstance(v, int):
        return p + k, 1, str(v).encode()
    if isinstance(v, str):
        return p + k, 0, v.encode()
    b, t = phpz(php(v), 4)
    return p + k, t, b


@kind(2)
def laravel_string():
    return (
        f"laravel_cache:{an(40)}",
        0,
        php(php_arr()),
    )  # a serialized array that an application put as a string: no _token


@kind(1)
def laravel_timer():
    return f"laravel_cache:{hx(40)}:timer", 1, b"1795735000"


@kind(1)
def laravel_collection():
    return (
        f"laravel_cache:{w()}s.all",
        4,
        php(
            (
                "Illuminate\\Support\\Collection",
                {"\0*\0items": [record()], "\0*\0escapeWhenCastingToString": False},
            )
        ),
    )


@kind(4)
def symfony():
    return (
        f"{an(10, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-+')}:{R.choice([w() + '.' + hx(8), an(22)])}",
        4,
        php(R.choice([php_arr(), {"\x9d" + "abcd": php_arr()}, text(6)])),
    )


@kind(2)
def symfony_tag():
    return f"{an(10)}:%00tags%00{w()}".replace("%00", ""), 1, str(num()).encode()


@kind(5)
def mediawiki():
    k, v = R.choice(
        [
            (
                f"wikidb:pcache:{num()}:|#|:idhash:canonical",
                ("ParserOutput", {"mText": html(), "mVersion": 1}),
            ),
            (f"wikidb:messages:en:hash:v1", hx(16)),
            (f"global:revision-row-1.29:wikidb:{num()}:{num()}", php_arr()),
            (
                f"wikidb:user:id:{num()}",
                {"mId": num(), "mName": w(), "mToken": hx(32), "mTouched": "20261126120000"},
            ),
            (f"WANCache:v:global:user:id:wikidb:{num()}", [1, php_arr(), 86400, 1795735000.123]),
            (f"wikidb:lag-times:1:host:0-1", php_arr()),
            (f"WANCache:t:wikidb:{w()}:{num()}", f"PURGED:1795735000.1:11"),
        ]
    )
    b, t = (v.encode(), 0) if isinstance(v, str) else phpz(php(v), R.choice([4, 4, 1]))
    return k, t if t != 0x31 else 0x34, b


@kind(3)
def drupal():
    b, t = phpz(
        php(
            (
                "stdClass",
                {
                    "cid": f"{w()}:{num()}",
                    "data": html(),
                    "created": 1795735000.5,
                    "expire": -1,
                    "tags": [w()],
                    "checksum": "2",
                },
            )
        ),
        4,
    )
    return (
        f"drupal-{R.choice(['cache_default', 'render', 'page', 'config', 'discovery', 'entity'])}-%3A{w()}%3A{num()}",
        t,
        b,
    )


@kind(5)
def generic():
    return (
        f"{R.choice(['user', 'product', 'order', 'cart', 'page', 'session-count', 'lock', 'token', 'rate'])}:{num()}",
        *R.choice(
            [
                (0, json.dumps(record()).encode()),
                (2, json.dumps(record()).encode()),
                (0, text(5).encode()),
                (1, pk(record())),
                (4, php(php_arr())),
                (0, html().encode()),
                (0, str(num()).encode()),
            ]
        ),
    )


@kind(4)
def md5key():
    return R.choice(["", "", "shop", "app_", "cache:"]) + hx(32), *R.choice(
        [
            (0, html().encode()),
            (4, php(php_arr())),
            (1, pk([record()])),
            (0, json.dumps(record()).encode()),
            (0, php([text(9), None])),
            (2, zlib.compress(html().encode())),
            (0, php([php_arr(), None])),
        ]
    )


@kind(3)
def sha1key():
    return hx(40), *R.choice(
        [
            (0, html().encode()),
            (1, pk([record(), record()])),
            (1, pk((record(), num()))),
            (1, pk((html(), {"a": "b"}))),
            (0, json.dumps([record()]).encode()),
            (1, pk(record())),
        ]
    )


@kind(3)
def uuidkey():
    return R.choice(["", "job:", "celery-task-meta-", "idempotency:"]) + str(
        uuid.UUID(int=R.getrandbits(128))
    ), *R.choice(
        [
            (
                0,
                json.dumps(
                    {"status": "SUCCESS", "result": num(), "traceback": None, "children": []}
                ).encode(),
            ),
            (0, json.dumps(record()).encode()),
            (1, pk([1, 2])),
            (0, text(4).encode()),
        ]
    )


@kind(3)
def b64key():
    return R.choice(["", "q_", "cache-"]) + an(
        R.choice([22, 27, 32, 43]), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    ), *R.choice(
        [
            (0, json.dumps(record()).encode()),
            (2, json.dumps({"rows": [record()], "cookie_policy": "x"}).encode()),
            (0, html().encode()),
            (1, pk({num(), 2})),
            (0, an(200).encode()),
        ]
    )


@kind(2)
def php26key():
    return an(26, "0123456789abcdefghijklmnopqrstuv"), *R.choice(
        [(0, html().encode()), (0, php(php_arr())), (4, php(php_arr())), (0, json.dumps(record()).encode())]
    )


@kind(2)
def yii():
    b, t = phpz(php([R.choice([php_arr(), html(), text(4) + "|" + text(3)]), None]), 0)
    return R.choice(["", "shop"]) + hx(32), t, b


@kind(2)
def gobish():
    return (
        R.choice(["scs:cache:", "gocache:"]) + an(12),
        0,
        b"\x0e\xff\x81\x04\x01\x02\xff\x82\x00\x01\x0c\x01\x0c\x00\x00" + text(4).encode(),
    )


@kind(2)
def javaser():
    return (
        f"spring:cache:{w()}::{num()}",
        1,
        b"\xac\xed\x00\x05sr\x00\x11java.util.HashMap\x05\x07\xda\xc1\xc3\x16`\xd1\x03\x00\x02F\x00\nloadFactorI\x00\tthresholdxp?@\x00\x00\x00\x00\x00\x0cw\x08\x00\x00\x00\x10\x00\x00\x00\x00x",
    )


@kind(2)
def keyv():
    return (
        f"{R.choice(['keyv:keyv:', 'keyv:', 'cacheable:'])}{w()}:{num()}",
        0,
        json.dumps({"value": R.choice([record(), text(3), num(), [w()]]), "expires": 1795738600000}).encode(),
    )


@kind(2)
def prefixed():
    return (
        f"{R.choice(['session:stats:', 'sess:count:', 'myapp:sess:', 'session-', 'sessions/', 'flask_cache_view//'])}{w()}{num()}",
        *R.choice(
            [
                (0, str(num()).encode()),
                (0, json.dumps(record()).encode()),
                (1, pk([w()])),
                (0, b"!" + pk(html())),
            ]
        ),
    )


@kind(1)
def flaskcaching():
    return f"flask_cache_view//{w()}/{num()}", 1, pk(html())


@kind(1)
def beakercache():
    return f"{w()}_cache_{hx(32)}", 1, pk((1795735000.5, 3600, html()))


@kind(1)
def dogpile():
    return hx(40), 1, pk((record(), {"ct": 1795735000.5, "v": 1}))


@kind(1)
def cakecache():
    return f"cake_{R.choice(['model_', 'core_', 'element_'])}{w()}_{num()}", 4, php(php_arr())


@kind(1)
def ci_cache():
    return f"{w()}_{num()}", 4, php([php_arr(), 1795735000, 60])


@kind(1)
def magento():
    return f"{hx(3)}_{w().upper()}_{hx(40).upper()}", 4, php([html(), 1795735000, 7200])


@kind(1)
def binary():
    return f"img:{num()}:{w()}.png", 0, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + R.randbytes(200)


@kind(1)
def jwt():
    return (
        f"jwks:{w()}",
        0,
        b"eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9." + an(120).encode() + b"." + an(86).encode(),
    )


@kind(1)
def jsonlist():
    return f"feed:{w()}:{num()}", 0, json.dumps([record() for _ in range(4)]).encode()


def one():
    while True:
        k, f, v = R.choice(K)()
        k = "".join(c for c in k if 32 < ord(c) < 127)
        if len(k) < 250:
            return k, f, v


seen = set()
while len(seen) < COUNT:
    key, flags, value = one()
    if key in seen:
        key += str(len(seen))
    seen.add(key)
    print(json.dumps({"key": key, "flags": flags, "value": base64.b64encode(value).decode()}))
