package object_test

import (
	"testing"

	"sessh/session/format/graph"
	"sessh/session/format/pickle"
	"sessh/session/format/pickle/object"
)

// TestStands: what Python's decimals, dates and times are in expressions. The pickles are
// Python's own.
func TestStands(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ data, want string }{
		{"\x80\x03cdecimal\nDecimal\nq\x00X\x05\x00\x00\x0025.00q\x01\x85q\x02Rq\x03.", `25.0`},
		{"\x80\x03cdecimal\nDecimal\nq\x00X\x02\x00\x00\x0025q\x01\x85q\x02Rq\x03.", `25`},
		{"\x80\x03cdecimal\nDecimal\nq\x00X\x05\x00\x00\x00-1E+3q\x01\x85q\x02Rq\x03.", `-1000.0`},
		{"\x80\x03cdecimal\nDecimal\nq\x00X\x03\x00\x00\x00NaNq\x01\x85q\x02Rq\x03.", `nan`},
		{"\x80\x03cdecimal\nDecimal\nq\x00X\x09\x00\x00\x00-Infinityq\x01\x85q\x02Rq\x03.", `-inf`},
		{"\x80\x03cdecimal\nDecimal\nq\x00X\x14\x00\x00\x0012345678901234567890q\x01\x85q\x02Rq\x03.", `12345678901234567890`},
		{"\x80\x03cdatetime\ndatetime\nq\x00C\n\x07\xea\x0b\x1b\x08\x00\x00\x00\x13\x88q\x01\x85q\x02Rq\x03.", `"2026-11-27T08:00:00.005"`},
		{"\x80\x03cdatetime\ndatetime\nq\x00C\n\x07\xea\x0b\x1b\x08\x00\x00\x00\x00\x00q\x01cdatetime\ntimezone\nq\x02cdatetime\ntimedelta\nq\x03K\x00K\x00K\x00\x87q\x04Rq\x05\x85q\x06Rq\x07\x86q\x08Rq\x09.", `"2026-11-27T08:00:00Z"`},
		{"\x80\x03cdatetime\ndatetime\nq\x00C\n\x07\xea\x01\x01\x00\x00\x00\x00\x00\x00q\x01cdatetime\ntimezone\nq\x02cdatetime\ntimedelta\nq\x03J\xff\xff\xff\xffJX.\x01\x00K\x00\x87q\x04Rq\x05\x85q\x06Rq\x07\x86q\x08Rq\x09.", `"2026-01-01T00:00:00-02:30"`},
		{"\x80\x03cdatetime\ndatetime\nq\x00C\n\x07\xea\x01\x01\x00\x00\x00\x00\x00\x00q\x01cbuiltins\ngetattr\nq\x02czoneinfo\nZoneInfo\nq\x03X\x09\x00\x00\x00_unpickleq\x04\x86q\x05Rq\x06X\x0d\x00\x00\x00Europe/Berlinq\x07K\x01\x86q\x08Rq\x09\x86q\nRq\x0b.", `"2026-01-01T00:00:00"`},
		{"\x80\x03cdatetime\ndate\nq\x00C\x04\x07\xea\x01\x02q\x01\x85q\x02Rq\x03.", `"2026-01-02"`},
		{"\x80\x03cdatetime\ntime\nq\x00C\x06\x03\x04\x05\x00\x00\x00q\x01\x85q\x02Rq\x03.", `"03:04:05"`},
		{"\x80\x03cdatetime\ntimedelta\nq\x00J\xff\xff\xff\xffK\x05K\x00\x87q\x01Rq\x02.", `-86395`},
		{"\x80\x03cdatetime\ntimedelta\nq\x00K\x00K\x01J \xa1\x07\x00\x87q\x01Rq\x02.", `1.5`},
		{"\x80\x03cuuid\nUUID\nq\x00)\x81q\x01}q\x02X\x03\x00\x00\x00intq\x03K\x05sb.", `"00000000-0000-0000-0000-000000000005"`},
		{"\x80\x03cbuiltins\ncomplex\nq\x00G?\xf0\x00\x00\x00\x00\x00\x00G@\x00\x00\x00\x00\x00\x00\x00\x86q\x01Rq\x02.", `null`},
		{"cdatetime\ndatetime\nC\x0a\x07\xea\x01\x02\x03\x04\x00\x00\x00\x00czoneinfo\nZoneInfo._unpickle\nVEurope/Paris\n\x88\x86R\x86R.", `"2026-01-02T03:04:00[Europe/Paris]"`},
		{"cpytz\n_p\n(VEurope/Berlin\nI3600\nI0\nVCET\ntR.", `null`},
		{"cdatetime\ndatetime\nC\n\x07\xea\x01\x02\x03\x04\x00\x00\x00\x00cpytz\n_p\n(VEurope/Berlin\nI3600\nI0\nVCET\ntR\x86R.", `"2026-01-02T03:04:00+01:00"`},
		{"cdatetime\ndatetime\nC\n\x07\xea\x01\x02\x03\x04\x00\x00\x00\x00cpytz\n_UTC\n)R\x86R.", `"2026-01-02T03:04:00Z"`},
		{"cdatetime\ndatetime\nC\n\x07\xea\x01\x02\x03\x04\x00\x00\x00\x00cpytz\n_p\n(VMoon\nL99999999999999999999L\nI0\nVCET\ntR\x86R.", `"2026-01-02T03:04:00[pytz._p]"`},
		{"cdatetime\ndatetime\nC\n\x07\xea\x01\x02\x03\x04\x00\x00\x00\x00cdatetime\ntimezone\n(cdatetime\ntimedelta\n(L213503982334602L\nI0\nI0\ntRtR\x86R.", `"2026-01-02T03:04:00[datetime.timezone]"`},
		{"cdatetime\ndatetime\nC\n\x07\xea\x01\x02\x03\x04\x00\x00\x00\x00cdatetime\ntimezone\n(cdatetime\ntimedelta\n(I1\nI0\nI0\ntRtR\x86R.", `"2026-01-02T03:04:00[datetime.timezone]"`},
		{"cdecimal\nDecimal\nS'12.50'\n\x85R.", `12.5`},
		{"cdecimal\nDecimal\nV1_0\n\x85R.", `null`},
		{"cdecimal\nDecimal\nV0x10\n\x85R.", `null`},
		{"cdatetime\ntimedelta\nL99999999999999999999L\nI0\nI0\n\x87R.", `null`},
		{"cshop\nDecimal\nV1\n\x85R.", `null`},
	} {
		n, _, err := pickle.Decode([]byte(test.data), graph.Limits{})
		if err != nil {
			t.Errorf("%q: %v", test.data, err)
			continue
		}
		if got := object.Repr(object.Stands(n)); got != test.want {
			t.Errorf("%s stands for %s, want %s", object.Repr(n), got, test.want)
		}
	}
}
