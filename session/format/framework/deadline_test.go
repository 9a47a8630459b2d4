package framework

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sessh/session/format"
	"sessh/session/format/formattest"
	"sessh/session/tree"
)

// TestDeadlines gives another deadline to what frameworks wrote with one beside the session. The
// session stays as it is, and so does what has none.
func TestDeadlines(t *testing.T) {
	t.Parallel()
	end := time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC)
	met := make(map[string]bool)
	for _, f := range rows() {
		if f.Traits().Retime == nil || f.Name() == "mediawiki" { // which has no deadline: see TestRenewal
			continue
		}
		row := *f.row // without what is in the session itself
		row.Manners.Expires = ""
		beside, err := New(row)
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range formattest.Items(t, filepath.Join("testdata", f.Name())) {
			was, err := f.Decode(item.Value, item.Flags)
			if err != nil || was.Sealed != "" {
				continue
			}
			before := beside.deadline(was.Way, item.Value, item.Flags)
			for _, to := range []time.Time{end, {}} {
				value, flags, err := f.Traits().Retime(was.Way, item.Value, item.Flags, to)
				if err != nil {
					t.Errorf("%s %s: %v", f.Name(), item.Key, err)
					continue
				}
				now, err := format.DecodeAs(f, was.Way, value, flags)
				if err != nil || !tree.Equal(now.Data, was.Data) || now.Way != was.Way {
					t.Errorf("%s %s: the session is not the same: %v", f.Name(), item.Key, err)
					continue
				}
				got := beside.deadline(was.Way, value, flags)
				switch {
				case before.IsZero():
					if string(value) != string(item.Value) || !got.IsZero() {
						t.Errorf("%s %s, which had no deadline, has %v: %q, was %q", f.Name(), item.Key, got, value, item.Value)
					}
				case to.IsZero():
					if !got.IsZero() && got.Year() < 2262 { // the last that nanoseconds can tell
						t.Errorf("%s %s: it ends %v, want never", f.Name(), item.Key, got)
					}
				default:
					met[f.Name()+" "+was.Way] = true
					if got.Sub(to).Abs() > time.Millisecond {
						t.Errorf("%s %s: it ends %v, want %v", f.Name(), item.Key, got, to)
					}
				}
			}
		}
	}
	for _, want := range []string{"rails rails-6.1", "rails rails-7.0", "rails rails-7.1", "keyv ", "koa-session keyv", "scs scs-gob", "scs scs-JSON", "scs scs1-JSON"} {
		if !met[want] {
			t.Errorf("no item of %s has a deadline, only %v", want, met)
		}
	}
}

// TestRenewal: where MediaWiki wrote until when it leaves the lifetime alone, that is the new end of the
// session, which is none of its own.
func TestRenewal(t *testing.T) {
	t.Parallel()
	var f *Format
	for _, row := range rows() {
		if row.Name() == "mediawiki" {
			f = row
		}
	}
	end := time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC)
	met := make(map[string]bool)
	for _, item := range formattest.Items(t, filepath.Join("testdata", f.Name())) {
		was, err := f.Decode(item.Value, item.Flags)
		if err != nil || was.Sealed != "" {
			t.Errorf("%s: %v", item.Key, err)
			continue
		}
		for _, to := range []time.Time{end, {}} {
			value, flags, err := f.Traits().Retime(was.Way, item.Value, item.Flags, to)
			if err != nil {
				t.Errorf("%s: %v", item.Key, err)
				continue
			}
			now, err := format.DecodeAs(f, was.Way, value, flags)
			if err != nil || !tree.Equal(now.Data, was.Data) || now.Way != was.Way {
				t.Errorf("%s: the session is not the same: %v", item.Key, err)
			}
			if got := f.deadline(was.Way, value, flags); !got.IsZero() {
				t.Errorf("%s: it ends %v", item.Key, got)
			}
			opened, err := f.row.Client.Open(value, flags)
			if err != nil {
				t.Fatal(err)
			}
			want := to.Unix()
			if to.IsZero() {
				want = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC).Unix()
			}
			if was.Way == "" || !strings.Contains(was.Way, "igbinary") {
				met[was.Way] = true
				if text := fmt.Sprintf(`s:7:"expires";i:%d;`, want); !strings.Contains(string(opened.Bytes), text) {
					t.Errorf("%s: %q has no %s", item.Key, opened.Bytes, text)
				}
			}
		}
	}
	if len(met) == 0 {
		t.Error("no item is serialized by PHP")
	}
}
