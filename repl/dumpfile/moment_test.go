package dumpfile_test

import (
	"strings"
	"testing"
	"time"

	"sessh/repl/dumpfile"
)

// berlin has summer time until the last Sunday of October.
func berlin(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("skipped: there are no time zones: ", err)
	}
	return zone
}

// TestMoment: a time as it is typed is a point in time of the recording, or the error says
// why it is none.
func TestMoment(t *testing.T) {
	t.Parallel()
	zone := berlin(t)
	const layout = "2006-01-02 15:04:05.999999999 -0700"
	at := func(text string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04:05", text, zone)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	now := at("2026-11-27 15:00:00")
	short := dumpfile.Span{Begin: at("2026-11-27 12:00:00").UTC(), End: at("2026-11-27 12:30:00").UTC()}
	inside := dumpfile.Span{Begin: at("2026-11-27 12:00:33.0641").UTC(), End: at("2026-11-27 12:30:00").UTC()}
	night := dumpfile.Span{Begin: at("2026-11-26 23:00:00").UTC(), End: at("2026-11-27 01:00:00").UTC()}
	week := dumpfile.Span{Begin: at("2026-11-20 12:00:00").UTC(), End: at("2026-11-27 12:00:00").UTC()}
	summer := dumpfile.Span{Begin: at("2026-10-24 12:00:00").UTC(), End: at("2026-10-25 11:00:00").UTC()}
	for _, tt := range []struct {
		name, text string
		in         dumpfile.Span
		want       string // or a part of the error
	}{
		{"minute", "12:03", short, "2026-11-27 12:03:00 +0100"},
		{"second", "12:03:05", short, "2026-11-27 12:03:05 +0100"},
		{"fraction", "12:03:05.123", short, "2026-11-27 12:03:05.123 +0100"},
		{"one digit", "9:03", dumpfile.Span{Begin: at("2026-11-27 09:00:00"), End: at("2026-11-27 10:00:00")}, "2026-11-27 09:03:00 +0100"},
		{"date", "2026-11-27T12:03", short, "2026-11-27 12:03:00 +0100"},
		{"date and blank", "2026-11-27 12:03:05.5", short, "2026-11-27 12:03:05.5 +0100"},
		{"UTC", "2026-11-27T11:03:05Z", short, "2026-11-27 11:03:05 +0000"},
		{"offset", "2026-11-27T13:03:05+02:00", short, "2026-11-27 13:03:05 +0200"},
		{"offset without seconds", "2026-11-27T13:03+02:00", short, "2026-11-27 13:03:00 +0200"},
		{"day", "2026-11-27", night, "2026-11-27 00:00:00 +0100"},
		{"ago", "-2h45m", short, "2026-11-27 12:15:00 +0100"},
		{"the begin", "12:00", short, "2026-11-27 12:00:00 +0100"},
		{"the end", "12:30", short, "2026-11-27 12:30:00 +0100"},
		{"the minute of the begin", "12:00", inside, "2026-11-27 12:00:59.999999999 +0100"},
		{"the second of the begin", "12:00:33", inside, "2026-11-27 12:00:33.999999999 +0100"},
		{"the millisecond of the begin", "12:00:33.064", inside, "2026-11-27 12:00:33.064999999 +0100"},
		{"the begin, dated", "2026-11-27 12:00:33", inside, "2026-11-27 12:00:33.999999999 +0100"},
		{"the begin, dated, with a zone", "2026-11-27T11:00Z", inside, "2026-11-27 11:00:59.999999999 +0000"},
		{"before the second of the begin", "12:00:32", inside, "the recording begins at 2026-11-27 12:00:33.064 CET"},
		{"before the millisecond of the begin", "12:00:33.063", inside, "the recording begins at"},
		{"the minute after the begin", "12:01", inside, "2026-11-27 12:01:00 +0100"},
		{"the minute of midnight", "23:59", dumpfile.Span{Begin: at("2026-11-26 23:59:30"), End: at("2026-11-27 01:00:00")}, "2026-11-26 23:59:59.999999999 +0100"},
		{"after the end", "12:31", short, "2026-11-27 12:31:00 +0100"},
		{"before the begin", "11:59", short, "the recording begins at 2026-11-27 12:00:00.000 CET: what was there at 2026-11-27 11:59:00.000 CET is not known"},
		{"long ago", "-20h", short, "the recording begins at"},
		{"before midnight", "23:30", night, "2026-11-26 23:30:00 +0100"},
		{"after midnight", "00:30", night, "2026-11-27 00:30:00 +0100"},
		{"by day, of a night", "12:00", night, "2026-11-27 12:00:00 +0100"},
		{"on many days", "13:00", week, "the recording has 13:00:00 on more than one day"},
		{"on the day with a date", "2026-11-22T13:00", week, "2026-11-22 13:00:00 +0100"},
		{"at both ends", "12:00", week, "the recording has 12:00:00 on more than one day"},
		{"the day of winter time", "11:30", summer, "2026-10-25 11:30:00 +0100"},
		{"the day of summer time", "12:30", summer, "2026-10-24 12:30:00 +0200"},
		{"a day of 25 hours", "00:10", dumpfile.Span{Begin: at("2026-10-25 00:30:00").UTC(), End: at("2026-10-26 00:20:00").UTC()}, "2026-10-26 00:10:00 +0100"},
		{"not a time", "12:99", short, `"12:99" is not a time`},
		{"nothing", "", short, `"" is not a time`},
		{"no unit", "-30", short, `"-30" is not a time ago`},
		{"twice negative", "--30s", short, `"--30s" is not a time ago`},
		{"a zone without a date", "12:03Z", short, "is not a time"},
		{"years of nothing", "12:00", dumpfile.Span{Begin: time.Unix(0, 0), End: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)}, "on more than one day"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := dumpfile.ParseMoment(tt.text, now)
			got := ""
			if err == nil {
				var when time.Time
				if when, err = m.In(tt.in); err == nil {
					got = when.Format(layout)
				}
			}
			if err != nil && (got != "" || !strings.Contains(err.Error(), tt.want)) || err == nil && got != tt.want {
				t.Errorf("%s is %s (%v), want %s", tt.text, got, err, tt.want)
			}
		})
	}
}

// TestShowTime: what is shown can be typed, and is the same time.
func TestShowTime(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, berlin(t))
	for _, at := range []time.Time{now, now.Add(-time.Hour), now.Add(-13 * time.Hour), now.AddDate(0, -3, 0)} {
		text := dumpfile.ShowTime(at.UTC(), now)
		m, err := dumpfile.ParseMoment(text, now)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := m.In(dumpfile.Span{Begin: at, End: at}); err != nil || !got.Equal(at) {
			t.Errorf("%s is shown as %s, which is %s (%v)", at, text, got, err)
		}
	}
}

// FuzzMoment: no text makes more of a moment than an error.
func FuzzMoment(f *testing.F) {
	for _, text := range []string{"12:03", "2026-11-27T12:03:05.123+01:00", "-30s", "-9223372036854775808ns", "0000-00-00"} {
		f.Add(text)
	}
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	span := dumpfile.Span{Begin: now.Add(-time.Hour), End: now}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := dumpfile.ParseMoment(text, now)
		if err != nil {
			return
		}
		if at, err := m.In(span); err == nil && at.Before(span.Begin) {
			t.Errorf("%q is %s, before the recording", text, at)
		}
	})
}
