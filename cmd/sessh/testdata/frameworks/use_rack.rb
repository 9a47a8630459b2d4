# KIND=kind [COMPRESSOR=gzip] [SERIALIZER=json] use_rack.rb write|read ADDRESS [ID]
require 'dalli'
require 'json'
require 'rack/mock'
require 'rack/session/dalli'
require_relative 'kinds'
what, address, id = ARGV
name = ENV['KIND']
seen = nil
app = lambda do |env|
  s = env['rack.session']
  if what == 'write' && name
    s['x'] = 1 # a session that was never written to is not stored
    s.delete('x')
    s.update(kind(name))
  elsif what == 'write'
    s['user'] = 'jürgen'
    s['cart'] = { 'items' => [{ 'sku' => 'a-1', 'qty' => 2 }, { 'sku' => 'b', 'qty' => 1 }], 'total' => 7.5 }
    s['level'] = :gold
    s['range'] = (1..3)
    s['big'] = 'x' * 5000
  else
    seen = s.to_hash
  end
  [200, {}, ['ok']]
end
options = { memcache_server: address, expire_after: 1000, compress: true }
options[:compressor] = Dalli::GzipCompressor if ENV['COMPRESSOR'] == 'gzip'
options[:serializer] = JSON if ENV['SERIALIZER'] == 'json'
store = Rack::Session::Dalli.new(app, options)
headers = id ? { 'HTTP_COOKIE' => "rack.session=#{id}" } : {}
r = Rack::MockRequest.new(store).get('/', headers)
if what == 'write'
  puts r.headers['Set-Cookie'][/rack.session=([^;]+)/, 1]
elsif name
  puts JSON.generate(tell(seen))
else
  seen['level'] = seen['level'].inspect
  seen['range'] = seen['range'].inspect
  seen['big'] = seen['big'].size
  puts JSON.generate(seen)
end
