package rubymarshal

import (
	"testing"
)

// TestStands: what Ruby's decimals, dates and times are in expressions. The bytes are Ruby's own.
func TestStands(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ data, want string }{
		{"u:\x0fBigDecimal\x0f18:0.251e2", `25.1`},
		{"u:\x0fBigDecimal\x109:-Infinity", `-inf`},
		{"u:\x0fBigDecimal\n9:NaN", `nan`},
		{"Iu:\x09Time\x0dh\xab\x1f\xc0\x00\x00\x00\x00\x06:\x09zoneI\x22\x08UTC\x06:\x06EF", `"2026-11-27T08:00:00Z"`},
		{"Iu:\x09Time\x0df\xab\x1f\x80\x00\x00\x00\x00\x07:\x09zone0:\x0boffseti\x02 \x1c", `"2026-11-27T08:00:00+02:00"`},
		{"Iu:\x09Time\x0dh\xab\x1f\xc0 \xa1\x07\x00\x06:\x09zoneI\x22\x08UTC\x06:\x06EF", `"2026-11-27T08:00:00.5Z"`},
		{"U:\x09Date[\x0bi\x00i\x03s\x8d%i\x00i\x00i\x00f\x0c2299161", `"2026-01-02"`},
		{"U:\x0dDateTime[\x0bi\x00i\x03s\x8d%i\x02\x05\x0fi\x00i\x02 \x1cf\x0c2299161", `"2026-01-02T03:04:05+02:00"`},
		{"U: ActiveSupport::TimeWithZone[\x08Iu:\x09Time\x0dh\xab\x1f\xc0\x00\x00\x00\x00\x06:\x09zoneI\x22\x08UTC\x06:\x06EFI\x22\x0bBerlin\x06;\x08T@\x08", `"2026-11-27T08:00:00Z"`},
		{"o:\nRange\x08:\x09exclF:\nbegini\x06:\x08endi\x07", `null`},
		{"U: ActiveSupport::TimeWithZone[\x06@\x00", `null`},
		{"u:\x0fBigDecimal\n1:\x1b[m", `null`},
	} {
		n := decode(t, version+test.data)
		if got := Repr(Stands(n)); got != test.want {
			t.Errorf("%s stands for %s, want %s", Repr(n), got, test.want)
		}
	}
}
