# Writes many floats, integers and strings, each as a line of JSON: what Marshal
# makes of it in base64, and how Ruby shows it.
Encoding.default_external = Encoding::UTF_8
require "json"
r = Random.new(ARGV[0].to_i)
values = 4000.times.map { [r.rand(2**64)].pack("Q").unpack1("D") }
values += 4000.times.map { (r.rand * 10**r.rand(25)).round(r.rand(20)) }
values += 2000.times.map { r.rand(10**r.rand(1..20)).to_f }
values += (-330..310).map { |e| "1e#{e}".to_f }
values += 2000.times.map { r.rand(2**r.rand(1..200)) * [1, -1].sample(random: r) }
values += 2000.times.map { 8.times.map { r.rand(0x20..0x17f) }.pack("U*") }
values += 2000.times.map { ["a", "é", "日", "\xff", "\x80", "\xe3\x81", "\n", "\#", "{", "$", "😀", "\0"].map(&:b).shuffle(random: r).first(6).join.force_encoding(%w[UTF-8 BINARY US-ASCII ISO-8859-1].sample(random: r)) }
values += 2000.times.map { Array.new(4) { "ab@$!?==[]<>~*0A_é- \"".chars.sample(random: r) }.first(r.rand(5)).join.to_sym }
values.each { |v| puts JSON.generate(data: [Marshal.dump(v)].pack("m0"), shows: v.inspect) }
