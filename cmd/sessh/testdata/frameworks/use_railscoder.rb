# use_railscoder.rb write|read ADDRESS VERSION [ID]: entries of the cache of Rails 7.0 and 7.1, made and read
# here as their coders do, through Dalli
require 'dalli'
require 'zlib'
require 'digest'
require 'securerandom'
require_relative 'rows'
what, address, version, id = ARGV
client = Dalli::Client.new(address, compress: false)
expires = 4_000_000_000.5
key = ->(public_id) { "_session_id:2::#{Digest::SHA256.hexdigest(public_id)}" }
if what == 'write'
  id = SecureRandom.hex(16)
  value = rows_value
  body = Marshal.dump(version == '7.0' ? [value, expires] : value)
  packed = Zlib.deflate(body)
  entry = version == '7.0' ? "\x01".b + packed : "\x00\x11".b + [0x81, expires, -1].pack('CEl<') + packed
  client.set(key.(id), entry, 3600)
  puts id
else
  entry = client.get(key.(id))
  if version == '7.0'
    raise 'it is not compressed' unless entry.start_with?("\x01".b)
    value, at = Marshal.load(Zlib.inflate(entry.byteslice(1..)))
  else
    type, at, size = entry.unpack('@2CEl<')
    raise 'its header is another one' unless entry.start_with?("\x00\x11".b) && type == 0x81 && size == -1
    value = Marshal.load(Zlib.inflate(entry.byteslice(15..)))
  end
  raise 'it expires at another time' unless at == expires
  rows_tell(value)
end
