# read.py ADDRESS, with Python 2.7 or 3: prints what lovely.session would read of the
# session mySessionId of the container MemCacheSession.
from __future__ import print_function
import hashlib, pickle, socket, sys, time, types

def module(name, **members):
    m = types.ModuleType(name)
    m.__dict__.update(members)
    sys.modules[name] = m

class MemCacheSessionData(dict): pass
class MemCachePkgData(dict): pass
for c in (MemCacheSessionData, MemCachePkgData): c.__module__ = 'lovely.session.memcached'
module('lovely'); module('lovely.session')
module('lovely.session.memcached', MemCacheSessionData=MemCacheSessionData, MemCachePkgData=MemCachePkgData)

text = 'lovely.session.memcached:MemCacheSession/' + hashlib.md5(b'mySessionId').hexdigest()
key = hashlib.md5(("S'%s'\np1\n." % text).encode()).hexdigest()
host, port = sys.argv[1].rsplit(':', 1)
wire = socket.create_connection((host, int(port))).makefile('rwb', 0)
wire.write(('get %s\r\n' % key).encode())
size = int(wire.readline().split()[3])
value = b''
while len(value) < size:
    value += wire.read(size - len(value))
s = pickle.loads(value)
assert type(s) is MemCacheSessionData and all(type(p) is MemCachePkgData for p in s.values()), s
assert 0 <= time.time() - s.lastAccessTime < 600, s.lastAccessTime
print(sorted((str(name), sorted((str(k), v if isinstance(v, int) else str(v)) for k, v in p.items())) for name, p in s.items()))
