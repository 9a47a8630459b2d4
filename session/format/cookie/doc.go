// Package cookie leads from what a browser sends to the ids of sessions.
//
// [Parse] finds the cookies in a text: a value, a name and a value, a Cookie header, or a
// command that a browser's "copy as cURL" has made. A [Form] is how a framework's cookie
// names a session: [Form.IDs] returns the ids that a cookie may stand for, as the
// framework's format calls them, and [Form.Of] what the cookie of a session holds.
//
//	cookies, err := cookie.Parse("Cookie: sessionid=8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc")
//	ids, err := cookie.Django.IDs(cookies[0], cookie.Jar{Cookies: cookies})
//
// A cookie is a credential, and a stranger's text: nothing of it is run, sizes are bounded,
// and no error says what it holds. Whether the session exists is for the caller to find out.
package cookie
