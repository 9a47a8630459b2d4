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
// A cookie is a stranger's text: nothing of it is run, and sizes are bounded. Whether the
// session exists is for the caller to find out.
//
// # Credentials
//
// What a browser sends is a credential: whoever has it is logged in. No line that holds one,
// wherever in it, is kept in a history, a recording or the label of a change, and no error
// says it; [Find] finds what may be one. With many frameworks the cookie is the id of the
// session and nothing else. An id is part of the session's path, which listings, prompts and
// the stash have as well: there it is no credential. But a recording is made to be given
// away, and has dots for the ids that cookies in the same shell have led to.
package cookie
