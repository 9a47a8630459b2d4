package dumpfile_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"sessh/repl/dumpfile"
	"sessh/repl/place"
)

// recorded is a recording from 12:00:00 to 12:00:09, UTC.
const recorded = `{"time":"2026-11-27T12:00:00Z","event":"there","container":"Shop","session":"old","format":"sessh","data":{"n":1},"item":"MQ=="}
{"time":"2026-11-27T12:00:00.5Z","event":"began"}
{"time":"2026-11-27T12:00:02Z","event":"appeared","container":"Shop","session":"new","format":"sessh","data":{"n":1},"item":"MQ=="}
{"time":"2026-11-27T12:00:03Z","event":"changed","container":"Shop","session":"old","format":"sessh","data":{"n":2},"item":"MQ=="}
{"time":"2026-11-27T12:00:04Z","event":"changed","container":"Shop","session":"late","format":"sessh","data":{"n":1}}
{"time":"2026-11-27T12:00:05Z","event":"expired","container":"Shop","session":"new","format":"sessh"}
{"time":"2026-11-27T12:00:06Z","event":"appeared","container":"Shop","session":"new","format":"sessh","data":{"n":9},"item":"MQ=="}
{"time":"2026-11-27T12:00:09Z","event":"ended"}
`

func second(n float64) time.Time {
	return time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC).Add(time.Duration(n * float64(time.Second)))
}

func lines(text string) *dumpfile.Reader {
	return dumpfile.NewReader(strings.NewReader(text), "r.jsonl")
}

func TestSpan(t *testing.T) {
	t.Parallel()
	span, err := dumpfile.ReadSpan(t.Context(), lines(recorded))
	if err != nil || !span.Begin.Equal(second(0.5)) || !span.End.Equal(second(9)) || !span.Ended || span.Torn {
		t.Errorf("%+v %v", span, err)
	}
	// Without its end, it goes on to its last line.
	broken, _, _ := strings.Cut(recorded, `{"time":"2026-11-27T12:00:09Z"`)
	span, err = dumpfile.ReadSpan(t.Context(), lines(broken+`{"time":"2026-11-27T12:0`))
	if err != nil || !span.End.Equal(second(6)) || span.Ended || !span.Torn {
		t.Errorf("torn: %+v %v", span, err)
	}
	if late := span.Late(second(7)); !strings.Contains(late, "has no end") || span.Late(second(6)) != "" {
		t.Errorf("torn: it says %q", late)
	}
}

// TestHistory: a session is what its last version by then was, or the error says what is
// known instead.
func TestHistory(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		session string
		second  float64
		want    string // the data, or a part of the error
	}{
		{"old", 0.5, `{"n":1}`}, {"old", 2.999, `{"n":1}`}, {"old", 3, `{"n":2}`}, {"old", 100, `{"n":2}`},
		{"new", 1, "/Shop/new was not there at 2026-11-27 12:00:01.000 UTC: it appeared at 2026-11-27 12:00:02.000 UTC"},
		{"new", 2, `{"n":1}`},
		{"new", 5.5, "/Shop/new was not there at 2026-11-27 12:00:05.500 UTC; at 2026-11-27 12:00:05.000 UTC: expired"},
		{"new", 6, `{"n":9}`},
		{"late", 3, "what /Shop/late was at 2026-11-27 12:00:03.000 UTC is not known: the recording has it from 2026-11-27 12:00:04.000 UTC on"},
		{"none", 3, "/Shop/none is not in the recording"},
	} {
		h := &dumpfile.History{Path: place.Path{"Shop", tt.session}}
		for d := range lines(recorded).All(t.Context()) {
			if err := h.Add(d); err != nil {
				t.Fatal(err)
			}
		}
		d, err := h.At(second(tt.second))
		if err != nil && err.Error() != tt.want || err == nil && string(d.Data) != tt.want {
			t.Errorf("%s at %v: %+v %v, want %s", tt.session, tt.second, d, err, tt.want)
		}
	}
}

func TestSnapshot(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		at   time.Time
		want string
		gone int
	}{
		{second(1), `old {"n":1}`, 0},
		{second(2), `old {"n":1}, new {"n":1}`, 0},
		{second(5), `old {"n":2}, late {"n":1}`, 1},
		{time.Time{}, `old {"n":2}, new {"n":9}, late {"n":1}`, 0},
	} {
		s := &dumpfile.Snapshot{At: tt.at}
		for d := range lines(recorded).All(t.Context()) {
			if err := s.Add(d); err != nil {
				t.Fatal(err)
			}
		}
		s.Settle()
		var got []string
		for _, d := range s.Sessions {
			got = append(got, d.Session+" "+string(d.Data))
		}
		if strings.Join(got, ", ") != tt.want || s.Gone != tt.gone || s.At.IsZero() {
			t.Errorf("at %s: %s, and %d are gone", tt.at, got, s.Gone)
		}
	}
}

// TestNoRecording: what watch did not write is an error with its line.
func TestNoRecording(t *testing.T) {
	t.Parallel()
	const good = `{"time":"2026-11-27T12:00:00Z","event":"there","container":"Shop","session":"s","format":"sessh","data":{}}` + "\n"
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", "r.jsonl is empty"},
		{"blank", "\n\n", "r.jsonl is empty"},
		{"a dump", `{"container":"Shop","session":"s","format":"sessh","data":{}}` + "\n", "r.jsonl:1: not a recording of watch: the line has no time"},
		{"a dump behind it", good + `{"container":"Shop","session":"s","format":"sessh","data":{}}` + "\n", "r.jsonl:2: not a recording"},
		{"no line that can be read", "{\"time\n{\n", "r.jsonl:1: neither dump nor watch wrote this"},
		{"a dump behind what cannot be read", "{\n" + `{"container":"Shop","session":"s","format":"sessh","data":{}}` + "\n", "r.jsonl:2: not a recording"},
	} {
		_, err := dumpfile.ReadSpan(t.Context(), lines(tt.text))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
	// A line that cannot be read is left out, and said.
	for _, tt := range []struct{ name, text, want string }{
		{"no time", good + `{"event":"changed","container":"Shop","session":"s","format":"sessh","data":{}}` + "\n", "r.jsonl:2 cannot be read, and is left out: neither dump nor watch wrote this: it has no time"},
		{"no such time", good + `{"time":"noon","event":"began"}` + "\n", "r.jsonl:2 cannot be read, and is left out: neither dump nor watch wrote this: "},
		{"a hole", good + "{\"time\n" + good, "r.jsonl:2 cannot be read"},
		{"a hole at the begin", "{\"time\n" + good, "r.jsonl:1 cannot be read"},
		{"half a name", good + `{"time":"2026-11-27T12:00:00Z","event":"changed","container":"Shop"}` + "\n", "neither dump nor watch wrote this: it has no name"},
	} {
		span, err := dumpfile.ReadSpan(t.Context(), lines(tt.text))
		if notes := span.Notes("r.jsonl"); err != nil || !span.Begin.Equal(second(0)) || len(notes) != 1 || !strings.Contains(notes[0], tt.want) {
			t.Errorf("%s: %q, %v, want %s", tt.name, notes, err, tt.want)
		}
	}
	span, err := dumpfile.ReadSpan(t.Context(), lines(good+strings.Repeat("?\n", 5)))
	if notes := span.Notes("r.jsonl"); err != nil || len(notes) != 4 || notes[3] != "2 more lines of r.jsonl left out as well" {
		t.Errorf("many: %q, %v", notes, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := dumpfile.ReadSpan(ctx, lines(recorded)); !errors.Is(err, context.Canceled) {
		t.Errorf("Ctrl-C: %v", err)
	}
}
