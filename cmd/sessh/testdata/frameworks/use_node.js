// use_node.js write|read ADDRESS FRAMEWORK [ID]: a request to an application of the framework
const [what, address, framework, id] = process.argv.slice(2);
process.env.MEMCACHIER_SERVERS = '';
const data = () => ({ user: 'jürgen', cart: { items: [{ sku: 'a-1', qty: 2 }, { sku: 'b', qty: 1 }], total: 7.5 } });
const tell = ({ cookie, _expire, _maxAge, ...rest }) => console.log(JSON.stringify(rest));
const secret = 'a secret that is longer than 32 characters';

async function express() {
  const Store = require('connect-memcached')(require('express-session'));
  const store = new Store({ hosts: [address], prefix: 'myapp_' });
  if (what === 'read') return store.get(id, (err, s) => { tell(s); process.exit(); });
  const sid = require('uid-safe').sync(24);
  const cookie = { originalMaxAge: 600000, expires: new Date(Date.now() + 600000), httpOnly: true, path: '/' };
  store.set(sid, { cookie, ...data() }, () => { console.log(sid); process.exit(); });
}

async function fastify() {
  const app = require('fastify')();
  const Store = require('connect-memcached')(require('express-session'));
  app.register(require('@fastify/cookie'));
  app.register(require('@fastify/session'), { secret, store: new Store({ hosts: [address] }), cookie: { secure: false, maxAge: 600000 } });
  app.get('/write', (q, r) => { Object.assign(q.session, data()); r.send(q.session.sessionId); });
  app.get('/read', (q, r) => r.send(q.session));
  const headers = id ? { cookie: 'sessionId=' + require('cookie-signature').sign(id, secret) } : {};
  const answer = await app.inject({ url: '/' + what, headers });
  if (what === 'read') tell(JSON.parse(answer.body)); else console.log(answer.body);
  process.exit();
}

async function koa() {
  const Koa = require('koa'), app = new Koa();
  const get = c => k => new Promise((yes, no) => c.get(k, (e, v) => e ? no(e) : yes(v)));
  const c = new (require('memcached'))(address);
  let store = { get: get(c), set: (k, v, ms) => new Promise((yes, no) => c.set(k, v, 600, e => e ? no(e) : yes())), destroy: () => {} };
  if (framework === 'keyv') {
    const { Keyv } = require('keyv'), Memcache = require('@keyv/memcache');
    const keyv = new Keyv({ store: new (Memcache.default || Memcache)(address) });
    store = { get: k => keyv.get(k), set: (k, v, ms) => keyv.set(k, v, 600000), destroy: () => {} };
  }
  let name = 'koa.sess';
  if (framework === 'koa-generic-session') {
    name = 'koa.sid';
    app.use(require(framework)({ store, cookie: { signed: false } }));
  } else {
    const s = require('koa-session');
    app.use((s.default || s.createSession || s)({ key: name, store, maxAge: 600000, signed: false }, app));
  }
  app.use(async ctx => { if (what === 'read') ctx.body = ctx.session; else { Object.assign(ctx.session, data()); ctx.body = 'ok'; } });
  const server = require('http').createServer(app.callback()).listen(0, '127.0.0.1', () => {
    const headers = id ? { cookie: `${name}=${id}` } : {};
    require('http').get({ port: server.address().port, host: '127.0.0.1', headers }, r => {
      let body = '';
      r.on('data', d => body += d).on('end', () => {
        if (what === 'read') tell(JSON.parse(body)); else console.log(r.headers['set-cookie'][0].replace(/^[^=]*=([^;]*).*/, '$1'));
        process.exit();
      });
    });
  });
}

({ express, fastify }[framework] || koa)();
