package repl

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sessh/repl/line"
	"sessh/session/memstore"
	"sessh/txn"
)

// typist is a terminal on which steps are typed, one for each line that is read. Each
// may do something before; an error is returned as it is.
type typist struct {
	t     *testing.T
	steps []func() (string, error)
	asked []string

	remembered []string
}

func (x *typist) Read(_ context.Context, prompt string) (string, error) {
	x.asked = append(x.asked, prompt)
	if len(x.steps) == 0 {
		return "", line.ErrHangUp
	}
	step := x.steps[0]
	x.steps = x.steps[1:]
	return step()
}

func (x *typist) ReadAnswer(ctx context.Context, prompt string) (string, error) {
	return x.Read(ctx, prompt)
}

func (x *typist) ReadHidden(ctx context.Context, prompt string) (string, error) {
	return x.Read(ctx, prompt)
}

func (x *typist) Remember(text string) error {
	x.remembered = append(x.remembered, text)
	return nil
}

func enters(text string) func() (string, error) {
	return func() (string, error) { return text, nil }
}

// interrupted is Ctrl-C that comes just before a line is read.
func interrupted(sh **Shell, text string) func() (string, error) {
	return func() (string, error) {
		(*sh).interrupts <- os.Interrupt
		(*sh).ForgetInterrupts() // as the keys of the line do
		return text, nil
	}
}

// onWrite calls do when text is written.
type onWrite struct {
	w    io.Writer
	text string
	do   func()
}

func (o *onWrite) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(o.text)) {
		o.do()
	}
	return o.w.Write(p)
}

// TestInterrupts: Ctrl-C stops what is running when it comes, with all that was
// entered at once, and nothing else.
func TestInterrupts(t *testing.T) {
	var sh *Shell
	tests := []struct {
		name  string
		steps []func() (string, error)
		want  string
	}{
		{"before the prompt is there", []func() (string, error){
			enters("set /C/s/p/k 1"), interrupted(&sh, "commit"), enters("get /C/s/p/k"),
		}, "committed 1 session, 1 change\n1\n"},
		{"before the first line of a paste", []func() (string, error){
			interrupted(&sh, "set /C/s/p/k 1\nset /C/s/p/m 2\nget /C/s/p/k\nget /C/s/p/m"),
		}, "1\n2\n"},
		{"while a line of a paste runs, which ends all the same", []func() (string, error){
			enters("set /C/s/p/k 1\npwd\nset /C/s/p/k 2\nget /C/s/p/k"), enters("get /C/s/p/k"),
		}, "/\nerror: stopped\n2 lines after it not run\n1\n"},
		{"while the last line of a paste ends", []func() (string, error){
			enters("set /C/s/p/k 1\npwd"), enters("get /C/s/p/k"),
		}, "/\n1\n"},
		{"while a single line ends", []func() (string, error){
			enters("pwd"), enters("pwd"),
		}, "/\n/\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			w := &onWrite{&out, "/\n", func() {
				if strings.HasPrefix(tt.name, "while") {
					sh.interrupts <- os.Interrupt
				}
			}}
			sh = New(Options{Out: w, Err: &out})
			defer sh.Close(t.Context())
			sh.Interact(t.Context(), &typist{t: t, steps: tt.steps}, nil)
			got, _, _ := strings.Cut(out.String(), "1 change dropped")
			got, _, _ = strings.Cut(got, "2 changes dropped")
			if got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// TestKeptFile: a line removes the file of what is pending only where it went well
// and nothing is pending any longer.
func TestKeptFile(t *testing.T) {
	dir := t.TempDir()
	var sh *Shell
	files := func() int {
		all, err := filepath.Glob(filepath.Join(dir, "*.json"))
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	expect := func(n int, text string) func() (string, error) {
		return func() (string, error) {
			t.Helper()
			if files() != n {
				t.Errorf("before %q there are %d files, want %d", text, files(), n)
			}
			return text, nil
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	steps := []func() (string, error){
		expect(0, "set /C/s/p/k 1"), expect(1, "nonsense"), expect(1, "commit"), expect(0, "set /C/s/p/k 2\nset /C/s/p/k 3"), expect(1, "commit"),
		expect(0, "set /C/s/p/k 4"),
		func() (string, error) { // the transaction fails, and shows nothing as pending
			tx := sh.work.Tx()
			tx.Join(failing{})
			return "commit", nil
		},
		expect(1, "status"), expect(1, "pwd"), // still
	}
	sh = New(Options{Store: memstore.New(memstore.Options{}), Server: "x", Pending: dir})
	defer sh.Close(t.Context())
	sh.Interact(ctx, &typist{t: t, steps: steps}, nil)
	if files() != 1 {
		t.Errorf("at the end there are %d files", files())
	}
}

// TestCommitThatIsStopped: Ctrl-C before anything is written leaves all pending, and
// says so.
func TestCommitThatIsStopped(t *testing.T) {
	var sh *Shell
	var out bytes.Buffer
	steps := []func() (string, error){
		enters("set /C/s/p/k 1"),
		func() (string, error) {
			return "commit", sh.work.Tx().Join(&stopped{sh: sh})
		},
		enters("commit"),
	}
	sh = New(Options{Out: &out, Err: &out})
	defer sh.Close(t.Context())
	sh.Interact(t.Context(), &typist{t: t, steps: steps}, nil)
	const want = "error: stopped\nhint: the commit was called off, and what is pending is kept; commit again\ncommitted 1 session, 1 change\n"
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

// stopped is a resource in whose first commit the user presses Ctrl-C.
type stopped struct {
	failing
	sh   *Shell
	once bool
}

func (r *stopped) Begin(ctx context.Context, _ *txn.Tx) error {
	if r.once {
		return nil
	}
	r.once = true
	r.sh.interrupts <- os.Interrupt
	<-ctx.Done()
	return ctx.Err()
}

func (*stopped) Vote(context.Context, *txn.Tx) error { return nil }

// failing is a resource of a transaction whose commit fails so that nothing more can
// be done in it.
type failing struct{}

func (failing) Begin(context.Context, *txn.Tx) error   { return nil }
func (failing) Commit(context.Context, *txn.Tx) error  { return nil }
func (failing) Vote(context.Context, *txn.Tx) error    { return errors.New("no") }
func (failing) Finish(context.Context, *txn.Tx) error  { return nil }
func (failing) Abort(context.Context, *txn.Tx) error   { return nil }
func (failing) CallOff(context.Context, *txn.Tx) error { return nil }
func (failing) SortKey() string                        { return "" }
