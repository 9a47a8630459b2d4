package keys

import "strings"

// have reports whether a part beside the id has one of the words.
func (p *parts) have(words []string) bool {
	for _, word := range words {
		for _, text := range p[idPart+1:] {
			if word == "" || hasWord(text, word) {
				return true
			}
		}
	}
	return false
}

// commonWord returns the longest text that all telling words have.
func (k *Keys) commonWord() (common string) {
	first := true
	for _, p := range k.pairs {
		for _, word := range p.telling {
			if common = commonText(common, word); first {
				common, first = word, false
			}
		}
	}
	return common
}

// containsFold reports whether a text has a word in small letters in it, in whatever case.
func containsFold(text, word string) bool {
	if word == "" {
		return true
	}
	first := word[0] | 0x20
	for i := 0; i+len(word) <= len(text); i++ {
		if text[i]|0x20 != first {
			continue
		}
		n := 1
		for n < len(word) && text[i+n]|0x20 == word[n]|0x20 {
			n++
		}
		if n == len(word) {
			return true
		}
	}
	return false
}

// hasWord reports whether a word in small letters stands in a text, in whatever case: it is
// in shop:session and MySession, and not in possession.
func hasWord(text, word string) bool {
	small := strings.ToLower(text)
	if len(small) != len(text) { // of letters that are no ASCII
		text = small
	}
	for at := 0; ; at++ {
		i := strings.Index(small[at:], word)
		if i < 0 {
			return false
		}
		at += i
		end := at + len(word)
		begins := at == 0 || !isLetter(text[at-1]) || isCapital(text[at]) && !isCapital(text[at-1])
		if begins && (end == len(text) || !isLetter(text[end]) || isCapital(text[end]) && !isCapital(text[end-1])) {
			return true
		}
	}
}

func isCapital(c byte) bool { return c >= 'A' && c <= 'Z' }
func isLetter(c byte) bool  { return isCapital(c) || c >= 'a' && c <= 'z' }
