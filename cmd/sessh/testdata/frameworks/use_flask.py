# KIND=kind PREFIX=prefix use_flask.py write|read ADDRESS [ID]
import json, os, sys
import flask, flask_session, pylibmc
import kinds
what, address = sys.argv[1:3]
kind = os.environ.get('KIND')
app = flask.Flask('x')
app.config.update(SESSION_TYPE='memcached', SESSION_KEY_PREFIX=os.environ.get('PREFIX', 'session:'), SESSION_MEMCACHED=pylibmc.Client([address]))
flask_session.Session(app)
@app.route('/')
def index():
    if what == 'write':
        if kind:
            flask.session.update(kinds.kind(kind))
            flask.session.modified = True
        else:
            flask.session['user'] = 'jürgen'
            flask.session['cart'] = {'items': [{'sku': 'a-1', 'qty': 2}, {'sku': 'b', 'qty': 1}], 'total': 7.5}
        return flask.session.sid
    data = {k: v for k, v in flask.session.items() if not k.startswith('_')}
    if kind:
        kinds.show(data)
        return ''
    return json.dumps(data, ensure_ascii=False)
headers = {'Cookie': 'session=' + sys.argv[3]} if what == 'read' else {}
print(app.test_client(use_cookies=False).get('/', headers=headers).get_data(as_text=True))
