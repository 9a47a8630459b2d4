# use_rails.rb write|read ADDRESS STORE [ID]: Rails' own middlewares; STORE is cache_store, with a namespace
# after a dash or not, or mem_cache_store-NAMESPACE
require 'action_dispatch'
require 'active_support'
require 'active_support/cache'
require 'active_support/cache/mem_cache_store'
require 'action_dispatch/middleware/session/cache_store'
require 'action_dispatch/middleware/session/mem_cache_store'
require 'rack/mock'
require 'json'
require_relative 'rows'
what, address, store, id = ARGV
seen = nil
app = lambda do |env|
  session = env['rack.session']
  what == 'write' ? rows_value.each { |k, v| session[k] = v } : seen = session.to_hash
  [200, {}, ['ok']]
end
kind, namespace = store.split('-', 2)
options = { key: '_shop_session', expire_after: 3600 }
app = if kind == 'cache_store'
  cache = ActiveSupport::Cache::MemCacheStore.new(address, namespace ? { namespace: namespace } : {})
  ActionDispatch::Session::CacheStore.new(app, options.merge(cache: cache))
else
  ActionDispatch::Session::MemCacheStore.new(app, options.merge(memcache_server: address, namespace: namespace))
end
app = ActionDispatch::Cookies.new(app)
headers = id ? { 'HTTP_COOKIE' => "_shop_session=#{id}" } : {}
r = Rack::MockRequest.new(app).get('/', headers)
if what == 'write'
  puts [r['Set-Cookie']].flatten.join[/_shop_session=([^;]+)/, 1]
else
  rows_tell(seen)
end
