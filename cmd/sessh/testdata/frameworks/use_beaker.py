# use_beaker.py write|read ADDRESS [ID]
import json, sys
from beaker.session import Session
what, address = sys.argv[1:3]
s = Session({}, id=sys.argv[3] if what == 'read' else None, type='ext:memcached', url=address, memcache_module='pylibmc', use_cookies=False)
if what == 'write':
    s['user'] = 'jürgen'
    s['cart'] = {'items': [{'sku': 'a-1', 'qty': 2}, {'sku': 'b', 'qty': 1}], 'total': 7.5}
    s.save()
    print(s.id)
else:
    print(json.dumps({k: s[k] for k in s if not k.startswith('_')}, ensure_ascii=False))
