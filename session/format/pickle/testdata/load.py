"""Loads the pickles that come as lines of base64, and shows each as a line.

The classes are those of shopapp and stand-ins for lovely.session's.
"""
import base64
import pickle
import re
import sys
import types

import shopapp

if sys.version_info[0] == 2:
    import cPickle as pickle


class MemCacheSessionData(dict):
    def __repr__(self):
        return 'Session(%s, %r)' % (dict.__repr__(self), self.lastAccessTime)


class MemCachePkgData(dict):
    pass


for name in 'lovely', 'lovely.session', 'lovely.session.memcached':
    sys.modules[name] = types.ModuleType(name)
for cls in MemCacheSessionData, MemCachePkgData:
    cls.__module__ = 'lovely.session.memcached'
    setattr(sys.modules[cls.__module__], cls.__name__, cls)

for line in sys.stdin:
    data = base64.b64decode(line)
    try:
        value = pickle.loads(data)
        shown = ascii(value) if sys.version_info[0] > 2 else repr(value)
        print(re.sub(' at 0x[0-9a-f]+', '', shown))
    except Exception as e:
        print('%s: %s' % (type(e).__name__, e))
