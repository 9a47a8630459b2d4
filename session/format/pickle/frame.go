package pickle

import "encoding/binary"

// From protocol 4 on, a pickle comes in frames, for those who read it from a
// file: an opcode with the number of bytes that follow. A frame ends with the
// first opcode beyond 64 KiB; larger strings stand between frames.
const (
	frameTarget = 64 << 10
	frameHeader = 9
	frameMin    = 4 // shorter ones go without
	noFrame     = -1
)

// write appends to the frame, and begins one if there is none.
func (w *writer) write(b []byte) {
	if w.framing && w.frame == noFrame {
		w.frame = len(w.Out)
		w.Out = append(w.Out, make([]byte, frameHeader)...)
	}
	w.Out = append(w.Out, b...)
}

// boundary tells that an object begins, so that a frame may end here.
func (w *writer) boundary() {
	if w.frame != noFrame && len(w.Out)-w.frame-frameHeader >= frameTarget {
		w.commitFrame()
	}
}

// commitFrame ends the frame.
func (w *writer) commitFrame() {
	if w.frame == noFrame {
		return
	}
	head := w.Out[w.frame:]
	if size := len(head) - frameHeader; size >= frameMin {
		head[0] = opFrame
		binary.LittleEndian.PutUint64(head[1:], uint64(size))
	} else {
		w.Out = append(w.Out[:w.frame], head[frameHeader:]...)
	}
	w.frame = noFrame
}

// payload writes a string with what stands before it.
func (w *writer) payload(header []byte, s string) {
	framing := w.framing
	if len(s) >= frameTarget {
		w.commitFrame()
		w.framing = false
	}
	w.write(header)
	w.Out = append(w.Out, s...)
	w.framing = framing
}
