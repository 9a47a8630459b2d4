# Prints cookies as the frameworks make them, one JSON object a line. Each part is left out
# where its framework is not installed.
import json, sys
def put(form, by, name, value, id, secret=""):
    print(json.dumps({"form": form, "by": by, "name": name, "value": value, "id": id, "secret": secret}))

try:
    import django
    from django.conf import settings
    settings.configure(SESSION_ENGINE="django.contrib.sessions.backends.cache", CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}})
    from django.contrib.sessions.backends.cache import SessionStore
    s = SessionStore(); s["user"] = "Ann"; s.create()
    put("django", "Django " + django.get_version(), settings.SESSION_COOKIE_NAME, s.session_key, s.session_key)
except ImportError:
    pass
try:
    import itsdangerous, secrets
    id = secrets.token_urlsafe(32)
    signer = itsdangerous.Signer("tea and cake", salt="flask-session", key_derivation="hmac")  # as in flask_session.sessions
    put("flask", "itsdangerous", "session", signer.sign(id.encode()).decode(), id, "tea and cake")
    put("flask", "Flask-Session, unsigned", "session", id, id)
except ImportError:
    pass
try:
    import beaker.session
    for secret in "tea and cake", None:
        r = {}
        s = beaker.session.Session(r, type="memory", secret=secret, use_cookies=True)
        s["user"] = "Ann"; s.save()
        name, value = r["cookie_out"].split(";")[0].split("=", 1)
        put("beaker", "Beaker " + __import__("pkg_resources").get_distribution("Beaker").version, name.strip(), value.strip(), s.id, secret or "")
except ImportError:
    pass
