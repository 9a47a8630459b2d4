package servers

import (
	"errors"
	"strings"
	"syscall"
	"testing"
	"time"

	"sessh/repl/command/commandtest"
	"sessh/repl/files"
	"sessh/session/format/framework"
	"sessh/session/storage"
	"sessh/session/watch"
)

// fullDisk takes some bytes, and then no more.
type fullDisk struct {
	room int
	text strings.Builder
}

func (f *fullDisk) Write(p []byte) (int, error) {
	n := min(len(p), f.room)
	f.text.Write(p[:n])
	if f.room -= n; n < len(p) {
		return n, syscall.ENOSPC
	}
	return n, nil
}

func (f *fullDisk) Close() error { return nil }

// TestRecordingOnAFullDisk: the watch goes on without the recording, and fails at its end.
func TestRecordingOnAFullDisk(t *testing.T) {
	t.Parallel()
	sh := commandtest.New(t, nil)
	disk := &fullDisk{room: 200}
	r := &recorder{ctx: t.Context(), env: sh.Env, file: &files.Out{WriteCloser: disk}, name: "r.jsonl", names: []string{"Shop"}, most: 1 << 20}
	c := sh.Env.Root.ContainerIn("Shop", framework.All()[0])
	for i := range 5 {
		r.note(watch.Event{Time: time.Now(), Container: c, ID: "s", Kind: watch.Rewritten, Item: &storage.Item{Key: "sessh/Shop/s", Value: []byte("?"), Version: uint64(i)}})
	}
	if n := strings.Count(disk.text.String(), "\n"); n != 1 || len(sh.Notes) != 1 || !strings.Contains(sh.Notes[0], "the recording was stopped: ") {
		t.Errorf("%d lines are written, and the notes are %q", n, sh.Notes)
	}
	ended := errors.New("ended")
	if err := r.finish(ended); !errors.Is(err, ended) || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("it ends with %v", err)
	}
}

// TestRecordingOfWhatCannotBeRead: it is kept as it is stored, and left out of a redacted
// recording.
func TestRecordingOfWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	sh := commandtest.New(t, nil)
	c := sh.Env.Root.ContainerIn("Shop", framework.All()[0])
	e := watch.Event{Time: time.Now(), Container: c, ID: "s", Kind: watch.Rewritten, Item: &storage.Item{Key: "sessh/Shop/s", Value: []byte("secret")}, Broken: errors.New("broken")}
	for _, redact := range [][]string{nil, {"pin"}} {
		disk := &fullDisk{room: 1 << 20}
		r := &recorder{ctx: t.Context(), env: sh.Env, file: &files.Out{WriteCloser: disk}, most: 1 << 20, redact: redact}
		r.note(e)
		want := `"data":null,"item":"c2VjcmV0"}`
		if redact != nil {
			want = `"data":"[redacted]"}`
		}
		if got := disk.text.String(); !strings.HasSuffix(got, want+"\n") {
			t.Errorf("redacted by %q: %s", redact, got)
		}
	}
}
