# -*- coding: utf-8 -*-
# KIND=kind use_lovely.py write|read ADDRESS CONTAINER SESSION, with Python 2.7 or 3
#
# A session as lovely.session stores it; the protocol of pickles is the one that
# lovely.memcached leaves to the language.
import hashlib, os, pickle, socket, sys, types
import kinds
if sys.version_info[0] == 2:
    import cPickle as pickle

def module(name, **members):
    m = types.ModuleType(name)
    m.__dict__.update(members)
    sys.modules[name] = m

class MemCacheSessionData(dict): pass
class MemCachePkgData(dict): pass
for c in (MemCacheSessionData, MemCachePkgData): c.__module__ = 'lovely.session.memcached'
module('lovely'); module('lovely.session')
module('lovely.session.memcached', MemCacheSessionData=MemCacheSessionData, MemCachePkgData=MemCachePkgData)

what, address, container, id = sys.argv[1:5]
text = 'lovely.session.memcached:%s/%s' % (container, hashlib.md5(id.encode()).hexdigest())
key = hashlib.md5(("S'%s'\np1\n." % text).encode()).hexdigest()
host, port = address.rsplit(':', 1)
wire = socket.create_connection((host, int(port))).makefile('rwb', 0)
if what == 'write':
    s = MemCacheSessionData()
    s.lastAccessTime = 1790000000
    data = kinds.kind(os.environ['KIND'])
    if data:
        s['p'] = MemCachePkgData(data)
        s['other'] = MemCachePkgData()
    value = pickle.dumps(s)
    wire.write(('set %s 0 1000 %d\r\n' % (key, len(value))).encode() + value + b'\r\n')
    assert wire.readline() == b'STORED\r\n'
    print(id)
else:
    wire.write(('get %s\r\n' % key).encode())
    size = int(wire.readline().split()[3])
    value = b''
    while len(value) < size:
        value += wire.read(size - len(value))
    kinds.show(pickle.loads(value))
