package pickle

import (
	"encoding/json"
	"os/exec"
	"testing"
)

// TestOpcodesAreThoseOfPython compares the table with Python's own description.
func TestOpcodesAreThoseOfPython(t *testing.T) {
	t.Parallel()
	script := "import json, pickletools; print(json.dumps([[ord(o.code), o.name, o.proto] for o in pickletools.opcodes]))"
	out, err := exec.Command("python3", "-c", script).Output()
	if err != nil {
		t.Skipf("there is no python3 that tells: %v", err)
	}
	var all [][3]any
	if err := json.Unmarshal(out, &all); err != nil {
		t.Fatal(err)
	}
	known := make(map[byte]bool)
	for _, o := range all {
		op := byte(o[0].(float64))
		known[op] = true
		if op == opStop {
			continue
		}
		if got := opcodes[op]; got.name != o[1] || float64(got.protocol) != o[2] {
			t.Errorf("%#x is %s of protocol %d, and %s of protocol %v in Python", op, got.name, got.protocol, o[1], o[2])
		}
	}
	for op, o := range opcodes {
		if o.do != nil && !known[byte(op)] {
			t.Errorf("%#x, %s, is not known to Python", op, o.name)
		}
	}
}
