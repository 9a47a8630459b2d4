# KIND=kind use_django.py write|read ADDRESS BACKEND [SESSION_KEY]
#
# Where the kind is one to be compressed pylibmc is told to; Django's backend has
# no setting for it, and applications derive from it.
import datetime, json, os, sys
from django.conf import settings
import kinds
what, address, backend = sys.argv[1:4]
kind = os.environ.get('KIND')
cache = {'BACKEND': 'django.core.cache.backends.memcached.' + backend, 'LOCATION': address}
if kind in ('large', 'compressed') and backend == 'PyLibMCCache':
    cache['BACKEND'] = 'packing.Packing'
settings.configure(CACHES={'default': cache}, INSTALLED_APPS=['django.contrib.sessions'], USE_TZ=True)
import django
django.setup()
from django.contrib.sessions.backends.cache import SessionStore
if what == 'write':
    s = SessionStore()
    if kind:
        for k, v in kinds.kind(kind).items():
            s[k] = v
        s.modified = True
    else:
        s['user'] = 'jürgen'
        s['cart'] = {'items': [{'sku': 'a-1', 'qty': 2}, {'sku': 'b', 'qty': 1}], 'total': 7.5}
        s['roles'] = ('admin', 'dev')
        s['when'] = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
        s['big'] = 'x' * 3000
    s.save()
    print(s.session_key)
elif kind:
    kinds.show(dict(SessionStore(session_key=sys.argv[4]).items()))
else:
    s = SessionStore(session_key=sys.argv[4])
    d = dict(s.items())
    d['when'] = d['when'].isoformat()
    d['roles'] = repr(d['roles'])
    d['big'] = len(d['big'])
    print(json.dumps(d, ensure_ascii=False))
