package object_test

import (
	"testing"

	"sessh/session/format/graph"
	"sessh/session/format/pickle"
	"sessh/session/format/pickle/object"
)

// TestRepr: how objects of Python's own classes are shown, and what only looks like one.
func TestRepr(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		"cdecimal\nDecimal\nV12.50\n\x85R.":                                                       `Decimal("12.50")`,
		"cdatetime\ndate\nC\x04\x07\xea\x01\x02\x85R.":                                            `datetime.date(2026-01-02)`,
		"cdatetime\ndate\nC\x03\x07\xea\x01\x85R.":                                                `datetime.date(b"\x07\xea\x01")`,
		"cdatetime\ndatetime\nC\n\x07\xea\x01\x02\x03\x04\x00\x00\x00\x00cpytz\n_UTC\n)R\x86R.":   `datetime.datetime(2026-01-02 03:04:00 pytz._UTC)`,
		"cdatetime\ndate\nC\x04\x07\xea\x0d\x01\x85R.":                                            `datetime.date(b"\x07\xea\x0d\x01")`,
		"cdatetime\ndate\nC\x04\x07\xea\x02\x1e\x85R.":                                            `datetime.date(b"\x07\xea\x02\x1e")`,
		"cdatetime\ntime\nC\x06\x18\x00\x00\x00\x00\x00\x85R.":                                    `datetime.time(b"\x18\x00\x00\x00\x00\x00")`,
		"cdatetime\ntime\nC\x06\x17\x00\x00\x0f\x42\x40\x85R.":                                    `datetime.time(b"\x17\x00\x00\x0fB@")`,
		"cdatetime\ntime\nC\x06\x97\x3b\x3b\x0f\x42\x3f\x85R.":                                    `datetime.time(23:59:59.999999 fold=1)`,
		"cdatetime\ndatetime\nC\n\x07\xea\x01\x02\x03\x04\x00\x00\x00\x00N\x86R.":                 `datetime.datetime(2026-01-02 03:04:00 ?)`,
		"\x80\x03cuuid\nUUID\nq\x00)\x81q\x01}q\x02X\x03\x00\x00\x00intq\x03K\x05sb.":             `UUID(00000000-0000-0000-0000-000000000005)`,
		"\x80\x03cuuid\nUUID\nq\x00)\x81q\x01}q\x02X\x03\x00\x00\x00intq\x03J\xff\xff\xff\xffsb.": `uuid.UUID{int: -1}`,
		"cm\nC\n)\x81}b.":            `m.C{}`,
		"cm\nC\n)\x81N}Va\nNs\x86b.": `m.C{a: null}`,
		"V\\ud800a\n.":               `"\ud800a"`,
	} {
		n, _, err := pickle.Decode([]byte(data), graph.Limits{})
		if err != nil {
			t.Errorf("%q: %v", data, err)
			continue
		}
		if got := object.Repr(n); got != want {
			t.Errorf("%q is shown as %s, want %s", data, got, want)
		}
	}
}
