// Prints cookies as the frameworks make them, one JSON object a line.
const put = (form, by, name, value, id, secret, more) => console.log(JSON.stringify({form, by, name, value, id, secret, ...more}));
const crypto = require('crypto');
const secret = 'tea and cake';
const id = () => crypto.randomBytes(24).toString('base64').replace(/\+/g, '-').replace(/\//g, '_');
const maybe = (modules, make) => { try { make(...modules.map(m => require(m))); } catch (e) { if (e.code != 'MODULE_NOT_FOUND') throw e; } };
maybe(['express-session'], session => {
  const req = {url: '/', headers: {}, connection: {}}, headers = {};
  const res = {getHeader: n => headers[n], setHeader: (n, v) => headers[n] = v, writeHead() {}, end() {}, _implicitHeader() { this.writeHead(200) }, write() {}};
  session({secret, resave: false, saveUninitialized: true})(req, res, () => {
    req.session.user = 'Ann';
    res.writeHead(200);
    const [name, value] = headers['Set-Cookie'][0].split(';')[0].split('=');
    put('express', 'express-session ' + require('express-session/package.json').version, name, value, req.sessionID, secret);
  });
});
maybe(['cookie-signature'], signature => {
  const i = id();
  put('fastify', 'cookie-signature, as @fastify/session uses it', 'sessionId', signature.sign(i, secret), i, secret);
});
maybe(['keygrip'], keygrip => {
  const i = crypto.randomUUID();
  put('koa', 'keygrip, as cookies uses it', 'koa.sess', i, i, secret, {beside: {'koa.sess.sig': keygrip([secret]).sign('koa.sess=' + i)}});
});
