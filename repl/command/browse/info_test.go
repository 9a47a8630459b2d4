package browse_test

import (
	"errors"
	"strings"
	"testing"

	"sessh/repl/command/commandtest"
	"sessh/repl/place"
	"sessh/repl/workspace"
	"sessh/session"
	"sessh/session/format/framework"
	"sessh/session/storage"
	"sessh/session/storetest"
)

// newFaulty returns a shell on a store that can be told to fail.
func newFaulty(t *testing.T) (*commandtest.Shell, *storetest.Faulty) {
	sh := newShell(t)
	store := storetest.Faults(sh.Env.Root.Store())
	root := session.NewRoot(store, session.Options{Formats: framework.All()})
	ws := workspace.New(root, workspace.Options{Note: sh.Note})
	sh.Env.Root, sh.Env.Work, sh.Env.Place = root, ws, place.New(ws, nil)
	return sh, store
}

// TestInfoWithoutServers: the error of a session that cannot be read names its own key. Servers that may
// have a session of the same name in another format are a fact about it if they do not answer.
func TestInfoWithoutServers(t *testing.T) {
	sh, store := newFaulty(t)
	sh.Do("set /php/u8j3kfa2/name Bob")
	commit(t, sh)
	sh.Do("set /php/u8j3kfa2/name Ann")

	const key = "memc.sess.key.u8j3kfa2"
	down := func(key string) error {
		return &storage.Error{Op: "read", Server: "b:2", Key: key, Err: storage.ErrUnreachable}
	}
	store.LoadKey = down
	want := `/php/u8j3kfa2: read "` + key + `" on b:2: ` + storage.ErrUnreachable.Error()
	if _, err := sh.Run("info /php/u8j3kfa2"); err == nil || err.Error() != want {
		t.Errorf("the error is\n%v\nwant\n%s", err, want)
	}
	store.LoadKey = func(k string) error {
		if !strings.HasPrefix(k, "sessh/") {
			return nil
		}
		return down(k)
	}
	text, err := sh.Run("info /php/u8j3kfa2")
	want = `namesake   not known: looking for sessions of the same name in other formats: read "sessh/php/u8j3kfa2" on b:2: ` + storage.ErrUnreachable.Error() + "\n"
	if err != nil || !strings.Contains(text, want) || !strings.Contains(text, "key        "+key) {
		t.Errorf("%v\n%s\nwant %s", err, text, want)
	}
}

// TestContainersWithoutServers: of a container that could not be listed it is not said that it is empty.
func TestContainersWithoutServers(t *testing.T) {
	sh, store := newFaulty(t)
	sh.Do("set /Shop/s1/cart/total 12")
	commit(t, sh)
	sh.Do("set /Shop/s1/cart/total 13")
	store.BeforeList = func() error { return &storage.Error{Op: "list", Server: "b:2", Err: storage.ErrUnreachable} }
	for _, line := range []string{"ls /", "containers"} {
		text, err := sh.Run(line)
		if want := "~ Shop  not listed\n"; text != want || !errors.Is(err, storage.ErrUnreachable) {
			t.Errorf("%s: %v\n%s\nwant %s", line, err, text, want)
		}
	}
}
