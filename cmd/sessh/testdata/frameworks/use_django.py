# use_django.py write|read ADDRESS BACKEND [SESSION_KEY]
import datetime, json, sys
from django.conf import settings
what, address, backend = sys.argv[1:4]
settings.configure(
    CACHES={'default': {'BACKEND': 'django.core.cache.backends.memcached.' + backend, 'LOCATION': address}},
    INSTALLED_APPS=['django.contrib.sessions'], USE_TZ=True)
import django
django.setup()
from django.contrib.sessions.backends.cache import SessionStore
if what == 'write':
    s = SessionStore()
    s['user'] = 'jürgen'
    s['cart'] = {'items': [{'sku': 'a-1', 'qty': 2}, {'sku': 'b', 'qty': 1}], 'total': 7.5}
    s['roles'] = ('admin', 'dev')
    s['when'] = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
    s['big'] = 'x' * 3000
    s.save()
    print(s.session_key)
else:
    s = SessionStore(session_key=sys.argv[4])
    d = dict(s.items())
    d['when'] = d['when'].isoformat()
    d['roles'] = repr(d['roles'])
    d['big'] = len(d['big'])
    print(json.dumps(d, ensure_ascii=False))
