package recovery_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"sessh/repl/recovery"
)

func saved(server string, minute int) *recovery.Saved {
	return &recovery.Saved{
		Server: server, At: time.Date(2026, 1, 2, 3, minute, 5, 0, time.UTC), Changes: 3,
		Sessions: []recovery.Session{
			{Container: "C", ID: "a", Format: "sessh", Base: &recovery.Item{Value: []byte("\x00was"), Flags: 7, Version: 9}, Item: &recovery.Item{Value: []byte("is")}, Timeout: 60},
			{Container: "C", ID: "b", Format: "sessh", Base: &recovery.Item{Value: []byte("x"), Version: 1}, Removed: true},
			{Container: "C", ID: "c", Format: "express", Data: json.RawMessage(`{"a":1}`)},
		},
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func find(t *testing.T, folder, server string) []*recovery.Left {
	t.Helper()
	left, err := recovery.Find(folder, server)
	must(t, err)
	return left
}

func files(t *testing.T, folder string) int {
	t.Helper()
	all, err := os.ReadDir(folder)
	must(t, err)
	return len(all)
}

func TestKeeper(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "state", "pending")
	k := recovery.New(folder)
	must(t, k.Drop()) // nothing was saved
	if _, err := os.Stat(folder); err == nil {
		t.Error("there is a folder, and nothing to keep")
	}
	must(t, k.Save(saved("here", 1)))
	must(t, k.Save(saved("here", 2)))
	if left := find(t, folder, "here"); len(left) != 0 {
		t.Errorf("what a running shell has pending is offered: %+v", left)
	}
	must(t, filepath.Walk(folder, func(path string, info os.FileInfo, err error) error {
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is readable by others: %v", path, info.Mode())
		}
		return err
	}))

	// The shell ends without having dropped it.
	must(t, k.Close())
	if left := find(t, folder, "there"); len(left) != 0 {
		t.Errorf("offered for another server: %+v", left)
	}
	left := find(t, folder, "here")
	want := saved("here", 2)
	want.Version = recovery.Version
	if len(left) != 1 || left[0].Err != nil || !reflect.DeepEqual(left[0].Saved, want) {
		t.Fatalf("found %+v", left)
	}
	if again := find(t, folder, "here"); len(again) != 0 {
		t.Error("it is offered twice at once")
	}
	must(t, left[0].Release())
	left = find(t, folder, "here")
	if len(left) != 1 {
		t.Fatal("it is not offered again")
	}
	must(t, left[0].Remove())
	if n := files(t, folder); n != 0 || len(find(t, folder, "here")) != 0 {
		t.Errorf("%d files stay", n)
	}

	// A shell with nothing pending leaves nothing behind.
	k = recovery.New(folder)
	must(t, k.Save(saved("here", 1)))
	must(t, k.Drop())
	must(t, k.Close())
	must(t, k.Close())
	if n := files(t, folder); n != 0 {
		t.Errorf("%d files stay", n)
	}
}

func TestFindSortsAndTellsWhatIsDamaged(t *testing.T) {
	folder := t.TempDir()
	for _, minute := range []int{5, 3} {
		k := recovery.New(folder)
		must(t, k.Save(saved("here", minute)))
		must(t, k.Close())
	}
	damaged := filepath.Join(folder, "pending-9"+".json")
	must(t, os.WriteFile(damaged, []byte(`{"sessh":1,"sess`), 0o600))
	left := find(t, folder, "here")
	if len(left) != 3 || left[0].Err == nil || !strings.Contains(left[0].Err.Error(), damaged) || left[1].At.Minute() != 3 || left[2].At.Minute() != 5 {
		t.Fatalf("found %+v", left)
	}
	for _, l := range left {
		must(t, l.Remove())
	}
	if n := files(t, folder); n != 0 {
		t.Errorf("%d files stay", n)
	}
}

func TestFolderThatCannotBeUsed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	if err := recovery.New(filepath.Join(file, "folder")).Save(saved("here", 1)); err == nil {
		t.Error("saved below a file")
	}
	if left := find(t, filepath.Join(t.TempDir(), "not there"), "here"); len(left) != 0 {
		t.Errorf("found %+v", left)
	}
}

func TestParse(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "", "damaged"},
		{"another layout", `{"sessh":2}`, "layout 2"},
		{"no layout", `{}`, "layout 0"},
		{"no container", `{"sessh":1,"sessions":[{"id":"a","format":"sessh","removed":true}]}`, "session 1 is not whole"},
		{"nothing to hold", `{"sessh":1,"sessions":[{"container":"C","id":"a","format":"sessh"}]}`, "session 1 is not whole"},
		{"two things to hold", `{"sessh":1,"sessions":[{"container":"C","id":"a","format":"sessh","removed":true,"data":{}}]}`, "session 1 is not whole"},
	} {
		if _, err := recovery.Parse([]byte(tt.text)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	text, err := json.Marshal(saved("here", 1))
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(strings.Replace(string(text), `"sessh":0`, `"sessh":1`, 1)))
	f.Add([]byte(`{"sessh":1,"sessions":[{"container":"C","id":"a","format":"f","data":null}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := recovery.Parse(text)
		if err != nil {
			return
		}
		for _, x := range s.Sessions {
			if !x.Removed && x.Item == nil && x.Data == nil {
				t.Errorf("a session that is to hold nothing: %+v", x)
			}
		}
		if _, err := json.Marshal(s); err != nil {
			t.Errorf("it cannot be saved again: %v", err)
		}
	})
}
