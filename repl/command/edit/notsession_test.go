package edit_test

import (
	"errors"
	"strings"
	"testing"

	"sessh/repl/command/commandtest"
	"sessh/repl/command/edit"
	"sessh/repl/hint"
)

// TestOfASession: what is done to a session says how to name one, where a container or the root is named.
func TestOfASession(t *testing.T) {
	t.Parallel()
	sh := commandtest.New(t, edit.Commands())
	sh.Do("set /Shop/s1/cart/total 12")
	for _, test := range []struct{ here, line, fails, hint string }{
		{"/", "expire 5m", "/ is not a session, nor a place in one", "expire /CONTAINER/SESSION 5m sets that of one session"},
		{"/", "expire /Shop 5m", "/Shop is not a session, nor a place in one", "expire /Shop/SESSION 5m sets that of one session"},
		{"/Shop", "expire never", "/Shop is not a session, nor a place in one", "expire /Shop/SESSION never sets that of one session"},
		{"/", "mv /Shop /Other", "/Shop cannot be moved as a whole", "name a session: /Shop/SESSION; ls /Shop shows what is there"},
		{"/", "cp / /Other/s2", "/ cannot be copied as a whole", "name a session: /CONTAINER/SESSION; ls / shows what is there"},
	} {
		if sh.Env.Place.Here = nil; test.here != "/" {
			sh.Env.Place.Here = []string{strings.TrimPrefix(test.here, "/")}
		}
		_, err := sh.Run(test.line)
		h, ok := errors.AsType[*hint.Error](err)
		if !ok || h.Error() != test.fails || h.Text != test.hint {
			t.Errorf("in %s, %s: %v", test.here, test.line, err)
		}
		if ok && h.Text != test.hint {
			t.Errorf("in %s, %s: the hint is %q, want %q", test.here, test.line, h.Text, test.hint)
		}
	}
}
