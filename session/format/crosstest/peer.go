package crosstest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"testing"
)

// A Peer is a running program of the framework's language.
type Peer struct {
	t    testing.TB
	name string
	in   io.WriteCloser
	out  *bufio.Reader
	errs *bytes.Buffer
}

// Start runs a peer until the test ends.
func Start(t testing.TB, name string, args ...string) *Peer {
	t.Helper()
	cmd := exec.Command(name, args...)
	p := &Peer{t: t, name: name, errs: &bytes.Buffer{}}
	cmd.Stderr = p.errs
	cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1", "PYTHONHASHSEED=0")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.in, p.out = in, bufio.NewReaderSize(out, 1<<20)
	t.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, p.errs.Bytes())
		}
	})
	return p
}

func (p *Peer) call(request, answer any) {
	p.t.Helper()
	line, err := json.Marshal(request)
	if err == nil {
		_, err = p.in.Write(append(line, '\n'))
	}
	var got []byte
	if err == nil {
		got, err = p.out.ReadBytes('\n')
	}
	if err == nil {
		err = json.Unmarshal(got, answer)
	}
	if err != nil {
		p.t.Fatalf("%s: %v\n%.2000s", p.name, err, got)
	}
}

// write has the peer write values, in one of the ways that it knows.
func (p *Peer) write(how string, graphs []*Node) [][]byte {
	p.t.Helper()
	var answer struct{ Values [][]byte }
	p.call(map[string]any{"write": graphs, "how": how}, &answer)
	if len(answer.Values) != len(graphs) {
		p.t.Fatalf("%s wrote %d of %d values", p.name, len(answer.Values), len(graphs))
	}
	return answer.Values
}

// read has the peer report what it reads.
func (p *Peer) read(values [][]byte) []wire {
	p.t.Helper()
	for i, v := range values {
		values[i] = append([]byte{}, v...) // no value is one of no bytes
	}
	var answer struct{ Graphs []wire }
	p.call(map[string]any{"read": values}, &answer)
	if len(answer.Graphs) != len(values) {
		p.t.Fatalf("%s read %d of %d values", p.name, len(answer.Graphs), len(values))
	}
	return answer.Graphs
}
