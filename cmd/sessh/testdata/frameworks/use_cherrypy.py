# use_cherrypy.py write|read ADDRESS [ID]
import json, sys
from cherrypy.lib import sessions
what, address = sys.argv[1:3]
sessions.MemcachedSession.setup(servers=[address])
s = sessions.MemcachedSession(sys.argv[3] if what == 'read' else None, timeout=60)
s.acquire_lock()
s.load()
if what == 'write':
    s['user'] = 'jürgen'
    s['cart'] = {'items': [{'sku': 'a-1', 'qty': 2}, {'sku': 'b', 'qty': 1}], 'total': 7.5}
    s.save()
    print(s.id)
else:
    print(json.dumps(dict(s.items()), ensure_ascii=False))
