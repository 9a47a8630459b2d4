# use_djangojson.py write|read ADDRESS [SESSION_KEY]: a cache in JSON, with keys of its own
import json, sys
from django.conf import settings
what, address = sys.argv[1:3]


class Serde:
    def serialize(self, key, value):
        return (value.encode(), 1) if isinstance(value, str) else (json.dumps(value).encode(), 2)

    def deserialize(self, key, value, flags):
        return json.loads(value) if flags == 2 else value.decode()


settings.configure(INSTALLED_APPS=['django.contrib.sessions'], CACHES={'default': {
    'BACKEND': 'django.core.cache.backends.memcached.PyMemcacheCache', 'LOCATION': address,
    'OPTIONS': {'serde': Serde()}, 'KEY_FUNCTION': lambda key, prefix, version: f'shop-{version}-{key}',
}})
import django
django.setup()
from django.contrib.sessions.backends.cache import SessionStore
if what == 'write':
    s = SessionStore()
    s['user'] = 'jürgen'
    s['cart'] = {'items': [{'sku': 'a-1', 'qty': 2}, {'sku': 'b', 'qty': 1}], 'total': 7.5}
    s.save()
    print(s.session_key)
else:
    print(json.dumps(dict(SessionStore(session_key=sys.argv[3]).items()), ensure_ascii=False))
