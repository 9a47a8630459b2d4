# Writes sessions of lovely.session as Python 3 pickles them, in protocols 2 to
# 5, into the files python3_N.json beside this one. The others were written by
# Python 2.7's cPickle in the same shape.
import base64, collections, datetime, decimal, hashlib, json, math, os, pickle, platform, sys, types

def module(name, **members):
    m = types.ModuleType(name)
    m.__dict__.update(members)
    sys.modules[name] = m

class MemCacheSessionData(dict): pass
class MemCachePkgData(dict): pass
class Item(object):
    def __init__(self, name, qty): self.name, self.qty, self.tags = name, qty, {'hot'}

for c in (MemCacheSessionData, MemCachePkgData): c.__module__ = 'lovely.session.memcached'
Item.__module__ = 'shopapp'
module('lovely'); module('lovely.session')
module('lovely.session.memcached', MemCacheSessionData=MemCacheSessionData, MemCachePkgData=MemCachePkgData)
module('shopapp', Item=Item)

def session():
    s = MemCacheSessionData()
    s.lastAccessTime = 1790000000
    shared = [1, 2]
    rec = {}; rec['me'] = rec
    s['p'] = MemCachePkgData(
        text='caf\xe9 \u4e2d \U0001f375', empty='', bytes=b'\x00\xff', nothing=None, yes=True, no=False,
        small=42, long=2 ** 80, neglong=-2 ** 70, floats=[1.5, math.inf, -0.0, 5e-324], nan=math.nan,
        tuple=(1, ('a',), ()), set={1}, frozen=frozenset(['x']), nested={'a': {'b': [{'c': 1}]}},
        when=datetime.datetime(2026, 1, 2, 3, 4, 5, 678), aware=datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc),
        decimal=decimal.Decimal('12.30'), ordered=collections.OrderedDict([('b', 1), ('a', 2)]),
        item=Item('tea', 3), a=shared, b=shared, rec=rec)
    s['p'][(1, 'x')] = 'tuple key'
    s['empty'] = MemCachePkgData()
    return s

def key(container, id):
    text = 'lovely.session.memcached:%s/%s' % (container, hashlib.md5(id.encode()).hexdigest())
    return hashlib.md5(("S'%s'\np1\n." % text).encode()).hexdigest()

for protocol in range(2, 6):
    name = 'python3_%d' % protocol
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), name + '.json'), 'w') as f:
        json.dump({
            'container': 'Shop', 'session': name, 'key': key('Shop', name), 'protocol': protocol, 'flags': 0,
            'value_base64': base64.b64encode(pickle.dumps(session(), protocol)).decode(),
            'written_by': 'Python %s pickle' % platform.python_version(),
        }, f, indent=1, sort_keys=True)
        f.write('\n')
