# KIND=kind use_bmemcached.py write|read ADDRESS MODULE [ID]
#
# A session under a key of Django's, as a backend on bmemcached stores it; MODULE is
# what the client compresses with.
import importlib, os, sys, uuid
import bmemcached
import kinds
what, address, module = sys.argv[1:4]
client = bmemcached.Client([address], compression=importlib.import_module(module))
prefix = ':1:django.contrib.sessions.cache'
if what == 'write':
    sid = uuid.uuid4().hex
    client.set(prefix + sid, kinds.kind(os.environ['KIND']), 1000)
    print(sid)
else:
    kinds.show(client.get(prefix + sys.argv[4]))
