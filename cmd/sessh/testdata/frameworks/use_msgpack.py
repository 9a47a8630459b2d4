# KIND=kind use_msgpack.py write|read ADDRESS [ID]
#
# A session as the newer Flask-Session stores it, in MessagePack.
import os, sys, uuid
import msgpack, pylibmc
import kinds
what, address = sys.argv[1:3]
kind = os.environ['KIND']
client = pylibmc.Client([address])
if what == 'write':
    data = {'_permanent': True}
    data.update(kinds.kind(kind, objects=False))
    sid = str(uuid.uuid4())
    client.set('session:' + sid, msgpack.packb(data), 1000)
    print(sid)
else:
    data = msgpack.unpackb(client.get('session:' + sys.argv[3]))
    kinds.show({k: v for k, v in data.items() if not k.startswith('_')})
