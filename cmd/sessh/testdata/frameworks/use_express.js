// KIND=kind use_express.js write|read ADDRESS [ID]
const session = require('express-session');
const Store = require('connect-memjs')(session);
const uid = require('uid-safe');
const { kinds, tell } = require('./kinds');
const [what, address, id] = process.argv.slice(2);
const kind = process.env.KIND;
const store = new Store({ servers: [address] });
if (what === 'write') {
  const sid = uid.sync(24);
  const data = kind ? kinds[kind] : { user: 'jürgen', cart: { items: [{ sku: 'a-1', qty: 2 }, { sku: 'b', qty: 1 }], total: 7.5 } };
  const s = {
    cookie: { originalMaxAge: 600000, expires: new Date(Date.now() + 600000), httpOnly: true, path: '/' }, ...data,
  };
  store.set(sid, s, () => { console.log(sid); process.exit(); });
} else {
  store.get(id, (err, s) => {
    delete s.cookie;
    console.log(JSON.stringify(kind ? tell(s) : s));
    process.exit();
  });
}
