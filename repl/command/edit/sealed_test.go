package edit_test

import (
	"strings"
	"testing"

	"sessh/repl/command/commandtest"
	"sessh/repl/command/edit"
	"sessh/session"
	"sessh/session/storage"
)

// TestSealed: what only the application can read or write is refused at once, with the reason:
// a change, a copy, and a new session where none can be written.
func TestSealed(t *testing.T) {
	t.Parallel()
	const (
		id        = "abcdefghijabcdefghijabcdefghijabcdefghij"
		encrypted = "eyJpdiI6InVqWmlRYlFKS25mTVFIaEUiLCJ2YWx1ZSI6IkpJZElmWEhNRjBKbk50REVtcjJTIn0="
		node      = "602F7397FBE4D9932E59A9D0E52FE179"
	)
	sh := commandtest.New(t, edit.Commands())
	sh.Env.Root.Store().Apply(t.Context(), []storage.Write{{Key: "laravel_cache_" + id, Value: []byte(encrypted)}})
	sh.Do("set /django/abcdefghijklmnopqrstuvwxyz012345/user Ann")
	sh.Edit = func(string) error { t.Error("the editor was opened"); return nil }
	for line, why := range map[string]string{
		"set /laravel/" + id + "/x 1": "Laravel alone has the key", "edit /laravel/" + id: "Laravel alone has the key",
		"edit /laravel/" + id + "/encrypted": "Laravel alone has the key", "cp /laravel/" + id + " /laravel/k" + id[1:]: "Laravel alone has the key",
		"mv /laravel/" + id + " /django/abcdefghijklmnopqrstuvwxyz012346":            "Laravel alone has the key",
		"set /tomcat:n1/" + node + "/x 1":                                            "memcached-session-manager",
		"cp /django/abcdefghijklmnopqrstuvwxyz012345 /tomcat:n1/" + node:             "memcached-session-manager",
		"cp /django/abcdefghijklmnopqrstuvwxyz012345/user /tomcat:n1/" + node + "/x": "memcached-session-manager",
		"edit /tomcat:n1/" + node + "/x":                                             "memcached-session-manager",
	} {
		_, err := sh.Run(line)
		if err == nil || !strings.Contains(err.Error(), session.ErrReadOnlySession.Error()) || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", line, err)
		}
	}
	if _, err := sh.Run("edit /django/abcdefghijklmnopqrstuvwxyz012345"); err == nil || !strings.Contains(err.Error(), "cannot be edited as a whole") {
		t.Errorf("a session: %v", err)
	}
	if n := sh.Env.Work.Pending(); n != 1 {
		t.Errorf("%d changes are pending", n)
	}
	sh.Do("cp /laravel/" + id + "/encrypted /django/abcdefghijklmnopqrstuvwxyz012345/text")
}
