package framework

import (
	"errors"
	"testing"
	"time"

	"sessh/session/format"
	"sessh/session/storage"
	"sessh/session/tree"
)

// TestLack: a session is not written without what the framework needs, unless it lacked that before,
// and the error has an entry that would do.
func TestLack(t *testing.T) {
	t.Parallel()
	now := time.Unix(1795795861, 0)
	dict := func(pairs ...any) *tree.Map {
		m := tree.NewMap()
		for i := 0; i < len(pairs); i += 2 {
			set(t, m, pairs[i].(string), pairs[i+1])
		}
		return m
	}
	beaker, flask := Named("beaker").(*Format), Named("flask").(*Format)
	stored := func(data *tree.Map) *storage.Item {
		value, err := beaker.its().codecs.Write(data, "", nil, "")
		if err != nil {
			t.Fatal(err)
		}
		return &storage.Item{Value: value, Flags: 1}
	}
	whole := []any{"_accessed_time", 1.5, "_creation_time", 1.5}
	for _, tt := range []struct {
		name        string
		of          *Format
		data        *tree.Map
		was         *storage.Item
		lacks, with string
	}{
		{"a new session", beaker, dict("user", "Ann"), nil, "_accessed_time", "1795795861"},
		{"half of a new one", beaker, dict("_accessed_time", 1.5), nil, "_creation_time", "1795795861"},
		{"removed", beaker, dict("_accessed_time", 1.5), stored(dict(whole...)), "_creation_time", "1795795861"},
		{"all", beaker, dict(whole...), nil, "", ""},
		{"never there", beaker, dict("user", "Ann"), stored(dict("user", "Bob")), "", ""},
		{"another one removed", beaker, dict("user", "Ann"), stored(dict("_accessed_time", 1.5)), "_accessed_time", "1795795861"},
		{"no mark in JSON", flask, dict("user", "Ann"), nil, "_permanent", "true"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := &format.Record{Data: tt.data, LastAccess: now}
			if tt.of == flask {
				r.Way = "JSON"
			}
			value, flags, err := tt.of.Encode(r, tt.was)
			if err == nil {
				err = format.Verify(tt.of, r, value, flags, false)
			}
			var lack *format.LackError
			if tt.lacks == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if !errors.As(err, &lack) || lack.Missing != tt.lacks || lack.Name != tt.lacks || lack.Value != tt.with {
				t.Errorf("the error is %v, with %+v", err, lack)
			}
		})
	}
}
