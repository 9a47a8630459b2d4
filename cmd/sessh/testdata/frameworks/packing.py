"""Django's backend for pylibmc, compressing what it stores."""
from django.core.cache.backends.memcached import PyLibMCCache


class Packing(PyLibMCCache):
    def set(self, key, value, timeout=None, version=None):
        self._cache.set(self.make_key(key, version=version), value, self.get_backend_timeout(timeout), min_compress_len=400)

    def add(self, key, value, timeout=None, version=None):
        return self._cache.add(self.make_key(key, version=version), value, self.get_backend_timeout(timeout), min_compress_len=400)
