# Reads {"servers": [...], "ask": bool, "keys": [...]}; writes each key, or with ask
# prints the server that it would go to.
require 'json'
require 'dalli'
input = JSON.parse($stdin.read)
client = Dalli::Client.new(input['servers'], raw: true)
unless input['ask']
  input['keys'].each { |k| client.set(k, '1') or abort("set #{k}") }
  exit
end
ring = client.send(:ring)
puts JSON.generate(input['keys'].map { |k|
  s = ring.continuum ? ring.send(:server_for_hash_key, ring.send(:hash_for, k)) : ring.servers.first
  s.name
})
