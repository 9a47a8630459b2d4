package record

import "testing"

func TestSmallestEntry(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ data, want string }{
		{`{"cart":{"total":12},"a":1,"note":"long"}`, `{"a":1}`},
		{`{"b":1,"a":1}`, `{"a":1}`},
		{`{"cart":{}}`, `{"cart":{}}`},
		{`{}`, ""}, {`null`, ""}, {`"text"`, ""}, {`[1]`, ""},
	} {
		got, ok := smallestEntry([]byte(test.data))
		if ok != (test.want != "") || ok && string(got) != test.want {
			t.Errorf("%s: %s, %t", test.data, got, ok)
		}
	}
}
