# Prints cookies as Rack makes them, one JSON object a line.
require "json"
begin
  require "rack"
  require "rack/session/pool"
rescue LoadError
  exit
end
app = ->(env) { env["rack.session"]["user"] = "Ann"; [200, {}, []] }
pool = Rack::Session::Pool.new(app)
_, headers, _ = pool.call(Rack::MockRequest.env_for("/"))
name, value = (headers["Set-Cookie"] || headers["set-cookie"]).then { |h| h.is_a?(Array) ? h[0] : h }.split(";")[0].split("=", 2)
sid = Rack::Session::SessionId.new(value)
puts JSON.dump("form" => "rack", "by" => "Rack #{Rack.release}", "name" => name, "value" => value, "id" => sid.private_id, "secret" => "")
