package stash_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"sessh/repl/stash"
)

func entry(why stash.Why, minute int) *stash.Entry {
	return &stash.Entry{
		Why: why, At: time.Date(2026, 1, 2, 3, minute, 5, 0, time.UTC), Changes: 3,
		Sessions: []stash.Session{
			{Container: "C", ID: "a", Format: "sessh", Base: &stash.Item{Value: []byte("\x00was"), Flags: 7, Version: 9}, Item: &stash.Item{Value: []byte("is")}, Timeout: 60},
			{Container: "C", ID: "b", Format: "sessh", Base: &stash.Item{Value: []byte("x"), Version: 1}, Removed: true},
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

func list(t *testing.T, s stash.Store) []*stash.Entry {
	t.Helper()
	all, err := s.List()
	must(t, err)
	return all
}

func files(t *testing.T, folder string) []string {
	t.Helper()
	all, err := os.ReadDir(folder)
	must(t, err)
	var names []string
	for _, e := range all {
		names = append(names, e.Name())
		if info, err := e.Info(); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is readable by others: %v, %v", e.Name(), info.Mode(), err)
		}
	}
	return names
}

func wantFiles(t *testing.T, folder string, n int) {
	t.Helper()
	if all := files(t, folder); len(all) != n {
		t.Errorf("%d files: %q", len(all), all)
	}
}

func TestStores(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]stash.Store{"folder": stash.NewFolder(filepath.Join(t.TempDir(), "state", "*[stash]"), "here"), "memory": &stash.Memory{}} {
		t.Run(name, func(t *testing.T) {
			if all := list(t, s); len(all) != 0 {
				t.Fatalf("there is %+v", all)
			}
			older, newer := entry(stash.Kept, 1), entry(stash.Aborted, 2)
			newer.Name = "lunch"
			must(t, s.Add(newer))
			must(t, s.Add(older))
			all := list(t, s)
			if len(all) != 2 || all[0].ID != newer.ID || all[0].Name != "lunch" || !reflect.DeepEqual(all[1], older) {
				t.Fatalf("there is %+v", all)
			}
			taken, err := s.Take(older.ID)
			must(t, err)
			if all := list(t, s); len(all) != 1 {
				t.Errorf("what is taken is there: %+v", all)
			}
			if _, err := s.Take(older.ID); !errors.Is(err, stash.ErrGone) {
				t.Errorf("it is taken twice: %v", err)
			}
			must(t, taken.Release())
			if all := list(t, s); len(all) != 2 {
				t.Errorf("released, there is %+v", all)
			}
			taken, err = s.Take(older.ID)
			must(t, err)
			must(t, taken.Remove())
			if _, err := s.Take(older.ID); !errors.Is(err, stash.ErrGone) {
				t.Errorf("what was removed is taken: %v", err)
			}
			if all := list(t, s); len(all) != 1 {
				t.Errorf("there is %+v", all)
			}
		})
	}
}

func TestPrune(t *testing.T) {
	t.Parallel()
	s := stash.NewFolder(t.TempDir(), "here")
	must(t, s.Add(entry(stash.Kept, 0)))
	for i := range stash.MaxDiscarded + 3 {
		must(t, s.Add(entry([]stash.Why{stash.Aborted, stash.Quit, stash.Dropped}[i%3], 10+i)))
		must(t, stash.Prune(s))
	}
	all := list(t, s)
	if n := len(all); n != stash.MaxDiscarded+1 || all[n-1].Why != stash.Kept || all[n-2].At.Minute() != 13 {
		t.Errorf("%d entries", n)
	}
}

func TestKeeper(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "state", "pending")
	s := stash.NewFolder(folder, "here")
	k := s.Keeper()
	must(t, k.Drop()) // nothing was saved
	if _, err := os.Stat(folder); err == nil {
		t.Error("there is a folder, and nothing to keep")
	}
	must(t, k.Save(entry(stash.Killed, 1)))
	must(t, k.Save(entry(stash.Killed, 2)))
	wantFiles(t, folder, 2)
	if all := list(t, s); len(all) != 0 {
		t.Errorf("what a running shell has pending is offered: %+v", all)
	}

	// The shell ends without having dropped it.
	must(t, k.Close())
	if all := list(t, stash.NewFolder(folder, "there")); len(all) != 0 {
		t.Errorf("offered for another server: %+v", all)
	}
	all := list(t, s)
	if len(all) != 1 || all[0].At.Minute() != 2 || all[0].Server != "here" || all[0].Version != stash.Version {
		t.Fatalf("there is %+v", all)
	}
	if again := list(t, s); len(again) != 1 {
		t.Error("one reader keeps another from reading")
	}
	taken, err := s.Take(all[0].ID)
	must(t, err)
	must(t, taken.Remove())
	wantFiles(t, folder, 0)

	// A shell with nothing pending leaves nothing behind.
	k = s.Keeper()
	must(t, k.Save(entry(stash.Killed, 1)))
	must(t, k.Drop())
	must(t, k.Close())
	must(t, k.Close())
	wantFiles(t, folder, 0)
}

// TestLooking: while others look at the folder, again and again, a shell can begin to
// keep, and take an entry.
func TestLooking(t *testing.T) {
	t.Parallel()
	s := stash.NewFolder(t.TempDir(), "here")
	e := entry(stash.Kept, 1)
	must(t, s.Add(e))
	stop := make(chan struct{})
	done := make(chan error)
	for range 2 {
		go func() {
			for {
				select {
				case <-stop:
					done <- nil
					return
				default:
				}
				if _, err := s.List(); err != nil {
					done <- err
					return
				}
			}
		}()
	}
	rounds := 100
	if testing.Short() {
		rounds = 20
	}
	for range rounds {
		taken, err := s.Take(e.ID)
		must(t, err)
		must(t, taken.Release())
		k := s.Keeper()
		must(t, k.Save(entry(stash.Killed, 2)))
		must(t, k.Drop())
		must(t, k.Close())
	}
	close(stop)
	must(t, errors.Join(<-done, <-done))
}

// TestWhatIsDamagedHidesNothing: a file that cannot be read, or whose lock is not a lock,
// is reported, and the others are there.
func TestWhatIsDamagedHidesNothing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, want string
		damage     func(t *testing.T, name string)
	}{
		{"cut off", "damaged", func(t *testing.T, name string) {
			must(t, os.WriteFile(name+".json", []byte(`{"sessh":2,"sess`), 0o600))
		}},
		{"of a later layout", "layout 3", func(t *testing.T, name string) {
			must(t, os.WriteFile(name+".json", []byte(`{"sessh":3}`), 0o600))
		}},
		{"no file", "directory", func(t *testing.T, name string) { must(t, os.Mkdir(name+".json", 0o700)) }},
		{"a lock that is not a file", "is not a file", func(t *testing.T, name string) {
			must(t, os.WriteFile(name+".json", []byte(`{"sessh":2,"why":"kept","server":"here"}`), 0o600))
			must(t, os.Mkdir(name+".lock", 0o700))
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder := t.TempDir()
			s := stash.NewFolder(folder, "here")
			must(t, s.Add(entry(stash.Kept, 5)))
			must(t, s.Add(entry(stash.Kept, 3)))
			name := filepath.Join(folder, "pending-0")
			tt.damage(t, name)
			all := list(t, s)
			if len(all) != 3 || all[0].Err == nil || !strings.Contains(all[0].Err.Error(), tt.want) || !strings.Contains(all[0].Err.Error(), name) {
				t.Fatalf("there is %+v", all[0])
			}
			if all[1].At.Minute() != 5 || all[2].At.Minute() != 3 {
				t.Errorf("there is %+v", all)
			}
			must(t, s.Clean())
			if len(list(t, s)) != 3 {
				t.Error("it was cleaned away")
			}
		})
	}
}

// TestClean: what writers left unfinished that were killed is removed, and what a
// shell is at work on is not.
func TestClean(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := stash.NewFolder(folder, "here")
	write := func(name string) string {
		t.Helper()
		path := filepath.Join(folder, name)
		must(t, os.WriteFile(path, []byte("data of a session"), 0o600))
		return path
	}
	e := entry(stash.Kept, 1)
	must(t, s.Add(e))
	write(e.ID + ".new")           // killed when it was about to write it again
	write("pending-1.new")         // killed at the first write
	write("pending-1.lock")        //
	write("pending-2.lock")        // killed before it
	before := write("new-3")       // of layout 1
	recent := write("new-4")       // a shell of layout 1 may be writing it
	busy := write("pending-5.new") // a shell is writing it
	lock := flock.New(filepath.Join(folder, "pending-5.lock"))
	if ok, err := lock.TryLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	defer lock.Unlock()
	old := time.Now().Add(-2 * time.Hour)
	must(t, os.Chtimes(before, old, old))

	must(t, s.Clean())
	want := []string{filepath.Base(recent), "pending-5.lock", filepath.Base(busy), e.ID + ".json", e.ID + ".lock"}
	for _, name := range files(t, folder) {
		if !strings.Contains(strings.Join(want, " ")+" ", name+" ") {
			t.Errorf("%s is there still", name)
		}
	}
	wantFiles(t, folder, len(want))
	if all := list(t, s); len(all) != 1 {
		t.Errorf("there is %+v", all)
	}
}

func TestFolderThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	s := stash.NewFolder(filepath.Join(file, "folder"), "here")
	if err := errors.Join(s.Add(entry(stash.Kept, 1))); err == nil {
		t.Error("added below a file")
	}
	if err := s.Keeper().Save(entry(stash.Kept, 1)); err == nil {
		t.Error("saved below a file")
	}
	if all := list(t, stash.NewFolder(filepath.Join(t.TempDir(), "not there"), "here")); len(all) != 0 {
		t.Errorf("there is %+v", all)
	}

	folder := t.TempDir()
	s = stash.NewFolder(folder, "here")
	k := s.Keeper()
	must(t, k.Save(entry(stash.Killed, 1)))
	name := strings.TrimSuffix(files(t, folder)[0], ".json")
	must(t, os.Mkdir(filepath.Join(folder, name+".new"), 0o700)) // it cannot be written
	if err := k.Save(entry(stash.Killed, 2)); err == nil {
		t.Error("saved where nothing can be written")
	}
	must(t, k.Close())
	if all := list(t, s); len(all) != 1 || all[0].At.Minute() != 1 {
		t.Errorf("there is %+v", all)
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "", "damaged"},
		{"another layout", `{"sessh":3}`, "layout 3"},
		{"no layout", `{}`, "layout 0"},
		{"no reason", `{"sessh":2}`, "its origin is missing"},
		{"no container", `{"sessh":1,"sessions":[{"id":"a","format":"sessh","removed":true}]}`, "session 1 is incomplete"},
		{"nothing to hold", `{"sessh":1,"sessions":[{"container":"C","id":"a","format":"sessh"}]}`, "session 1 is incomplete"},
		{"two things to hold", `{"sessh":1,"sessions":[{"container":"C","id":"a","format":"sessh","removed":true,"data":{}}]}`, "session 1 is incomplete"},
	} {
		if _, err := stash.Parse([]byte(tt.text)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	e, err := stash.Parse([]byte(`{"sessh":1,"server":"here","saved":"2026-01-02T03:04:05Z","changes":1,"sessions":[{"container":"C","id":"a","format":"sessh","removed":true}]}`))
	if err != nil || e.Why != stash.Killed || len(e.Sessions) != 1 {
		t.Errorf("layout 1: %+v, %v", e, err)
	}
}

func FuzzParse(f *testing.F) {
	text, err := json.Marshal(entry(stash.Kept, 1))
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(strings.Replace(string(text), `"sessh":0`, `"sessh":2`, 1)))
	f.Add([]byte(`{"sessh":1,"sessions":[{"container":"C","id":"a","format":"f","data":null}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		e, err := stash.Parse(text)
		if err != nil {
			return
		}
		for _, x := range e.Sessions {
			if !x.Removed && x.Item == nil && x.Data == nil {
				t.Errorf("a session that is to hold nothing: %+v", x)
			}
		}
		if _, err := json.Marshal(e); err != nil {
			t.Errorf("it cannot be saved again: %v", err)
		}
	})
}

// BenchmarkSave is what the prompt waits for after each line with changes pending.
func BenchmarkSave(b *testing.B) {
	for _, n := range []int{1, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			e := entry(stash.Killed, 1)
			for len(e.Sessions) < n {
				e.Sessions = append(e.Sessions, e.Sessions[0])
			}
			k := stash.NewFolder(b.TempDir(), "here").Keeper()
			defer k.Close()
			for b.Loop() {
				if err := k.Save(e); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestLostLock: what a running shell has pending is not offered to others when its lock,
// or the folder, is removed; the next save has all in its place again.
func TestLostLock(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "pending")
	s := stash.NewFolder(folder, "here")
	k := s.Keeper()
	must(t, k.Save(entry(stash.Killed, 1)))
	name := strings.TrimSuffix(files(t, folder)[0], ".json")
	free := func(when string) {
		t.Helper()
		if all := list(t, s); len(all) != 0 {
			t.Errorf("%s, it is offered: %+v", when, all)
		}
		if _, err := s.Take(name); !errors.Is(err, stash.ErrGone) {
			t.Errorf("%s, it can be taken: %v", when, err)
		}
	}
	for i := range 2 {
		must(t, os.Remove(filepath.Join(folder, name+".lock")))
		if k.Held() {
			t.Error("held without a lock")
		}
		free("without its lock")
		must(t, k.Save(entry(stash.Killed, 2+i)))
		if !k.Held() {
			t.Error("saved, and not held")
		}
		free("saved again")
	}
	must(t, os.RemoveAll(folder))
	if k.Held() {
		t.Error("held in no folder")
	}
	must(t, k.Save(entry(stash.Killed, 4)))
	wantFiles(t, folder, 2)
	free("saved in a new folder")

	// Somebody else has the lock meanwhile: the shell saves beside.
	must(t, os.Remove(filepath.Join(folder, name+".lock")))
	lock := flock.New(filepath.Join(folder, name+".lock"))
	if ok, err := lock.TryLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	must(t, k.Save(entry(stash.Killed, 5)))
	must(t, lock.Unlock())
	must(t, k.Close())
	all := list(t, s)
	if len(all) != 2 || all[0].At.Minute() != 5 || all[1].At.Minute() != 4 {
		t.Errorf("there is %+v", all)
	}
}
