package notation

// Inside returns what is inside of a value, where it is an object that can show that.
func Inside(v any) (inside any, ok bool) {
	if o, ok := v.(interface{ Inside() any }); ok {
		return o.Inside(), true
	}
	return nil, false
}
