# KIND=kind use_beaker.py write|read ADDRESS [ID]
import json, os, sys
from beaker.session import Session
import kinds
what, address = sys.argv[1:3]
kind = os.environ.get('KIND')
s = Session({}, id=sys.argv[3] if what == 'read' else None, type='ext:memcached', url=address, memcache_module='pylibmc', use_cookies=False)
if what == 'write':
    if kind:
        s.update(kinds.kind(kind))
    else:
        s['user'] = 'jürgen'
        s['cart'] = {'items': [{'sku': 'a-1', 'qty': 2}, {'sku': 'b', 'qty': 1}], 'total': 7.5}
    s.save()
    print(s.id)
else:
    data = {k: s[k] for k in s if not k.startswith('_')}
    if kind:
        kinds.show(data)
    else:
        print(json.dumps(data, ensure_ascii=False))
