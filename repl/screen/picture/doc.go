// Package picture draws what a program wrote to a terminal as an SVG, for a document: with its
// colours, as text that can be selected, and without anything that moves or runs.
//
//	s, err := picture.Read(written, 100)
//	svg := s.SVG("sessh --demo")
//
// [Read] knows the control sequences that a shell uses, and refuses others, so that no picture
// is silently wrong. The window is as high as its text.
package picture
