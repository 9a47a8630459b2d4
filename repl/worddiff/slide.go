package worddiff

import "strings"

// slide moves added or removed lines so that they begin at a line. In
//
//	one{+</li>
//	<li>new+}</li>
//
// the first line is the same in both texts.
func slide(parts []Part) []Part {
	for i := 1; i+1 < len(parts); i++ {
		p := &parts[i]
		text := p.Old + p.New
		before, after := &parts[i-1].Same, &parts[i+1].Same
		if !p.Differs() || p.Old != "" && p.New != "" || !strings.Contains(text, "\n") || strings.HasSuffix(*before, "\n") {
			continue
		}
		switch n := forward(text, *after); {
		case n > 0:
			*before, text, *after = *before+text[:n], text[n:]+(*after)[:n], (*after)[n:]
		default:
			if n = back(text, *before); n == 0 {
				continue
			}
			cut := len(*before) - n
			*before, text, *after = (*before)[:cut], (*before)[cut:]+text[:len(text)-n], text[len(text)-n:]+*after
		}
		if p.Old != "" {
			p.Old = text
		} else {
			p.New = text
		}
	}
	return parts
}

// forward returns how far a text can move towards the next line if what follows it begins
// like it; 0 if it cannot. It never uses up what follows.
func forward(text, after string) int {
	for n := 0; n < len(text) && n+1 < len(after) && text[n] == after[n]; n++ {
		if text[n] == '\n' {
			return n + 1
		}
	}
	return 0
}

// back returns how far a text can move back towards the start of its line if what precedes
// it ends like it; 0 if it cannot. It never uses up what precedes.
func back(text, before string) int {
	for n := 1; n <= len(text) && n < len(before) && text[len(text)-n] == before[len(before)-n]; n++ {
		if before[len(before)-n-1] == '\n' {
			return n
		}
	}
	return 0
}
