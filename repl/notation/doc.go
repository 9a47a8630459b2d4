// Package notation writes values for people: texts in quotes with everything escaped that a
// terminal would act on, bytes as b"...", lists and mappings as in JSON, times and durations.
//
// [Short] writes a value on one line of so many columns, [Inline] on a line of any length,
// and [WriteBlock] over several lines. A small item may hold a long text any number of
// times, so values are written piece by piece to a [Sink], and no further than it wants.
package notation
