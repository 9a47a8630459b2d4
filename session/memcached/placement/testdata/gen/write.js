// Reads {"client": "memcached" or "memjs", "servers": [...], "weights": {server: weight},
// "ask": bool, "keys": [...]}; writes each key, or with ask prints its server.
const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));
if (input.client === 'memjs') {
  const client = require('memjs').Client.create(input.servers.join(','));
  if (input.ask) {
    console.log(JSON.stringify(input.keys.map((k) => String(client.servers.indexOf(client.server(k))))));
    process.exit(0);
  }
  (async () => {
    for (const key of input.keys) await client.set(key, '1', {});
    client.quit();
  })();
} else {
  const Memcached = require('memcached');
  const client = new Memcached(input.weights || input.servers);
  if (input.ask) {
    console.log(JSON.stringify(input.keys.map((k) => client.HashRing.get(k))));
    process.exit(0);
  }
  let left = input.keys.length;
  for (const key of input.keys) {
    client.set(key, '1', 0, (err) => {
      if (err) throw err;
      if (--left === 0) client.end();
    });
  }
}
