package demo

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// shares are how many of the sessions are in the container of each sample.
var shares = map[string]int{
	"php": 420, "laravel:shop_cache_": 380, "django": 400, "express:sess": 500, "rails": 180, "flask": 120,
}

// A visit is a customer's session.
type visit struct {
	id       string
	customer string
	number   int // of the customer
	cart     []article
	wrong    bool // the total is not the sum
	left     time.Duration
}

// An article is a line of a cart.
type article struct {
	sku   string
	price float64 // a multiple of 0.5, so that sums are exact
	qty   int
}

var (
	names = []string{"Amir", "Beatriz", "Chloé", "Dmitri", "Elif", "Farid", "Greta", "Hiroshi", "Ines", "Jürgen", "Kofi", "Lena", "Mateo", "Noor", "Olga", "Paulo"}
	goods = []article{{"tea", 3.5, 1}, {"bread", 4, 1}, {"coffee", 7.5, 1}, {"honey", 6, 1}, {"olives", 5.5, 1}, {"rice", 2.5, 1}, {"pepper", 1.5, 1}}
)

// visitsOf returns the visits of the container of a sample, the first of which has number n.
func visitsOf(s sample, n int) []visit {
	all := make([]visit, shares[s.Container])
	for i := range all {
		all[i] = visitOf(s, n+i)
	}
	if s.Container == "django" {
		all[len(all)/2] = visit{id: Wrong, customer: "Ada", number: 1815, left: 40 * time.Minute, wrong: true,
			cart: []article{{"tea", 3.5, 2}, {"coffee", 7.5, 1}}}
	}
	return all
}

func visitOf(s sample, n int) visit {
	dice := sha256.Sum256(fmt.Appendf(nil, "%s %d", s.Container, n))
	v := visit{
		id: idLike(s.ID, n), customer: names[int(dice[0])%len(names)], number: 1000 + n,
		left: 20*time.Minute + time.Duration(binary.BigEndian.Uint16(dice[1:]))*time.Second,
	}
	for i := range int(dice[3]) % 4 {
		a := goods[int(dice[4+i])%len(goods)]
		a.qty = 1 + int(dice[8+i])%3
		v.cart = append(v.cart, a)
	}
	return v
}

// key returns the key of the session with an id.
func (s sample) key(id string) string { return strings.TrimSuffix(s.Key, s.ID) + id }

// idLike returns the n-th id of the kind of another, as a framework would draw it.
func idLike(id string, n int) string {
	if hash, ok := strings.CutPrefix(id, "2::"); ok && len(hash) == 2*sha256.Size {
		sum := sha256.Sum256(fmt.Appendf(nil, "id %d", n))
		return "2::" + hex.EncodeToString(sum[:])
	}
	digits := "0123456789abcdefghijklmnopqrstuv"
	if strings.ContainsFunc(id, func(r rune) bool { return 'A' <= r && r <= 'Z' }) {
		digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	}
	b := make([]byte, max(len(id), 26))
	var sum [sha256.Size]byte // of which each digit takes two bytes
	for i := range b {
		if i%16 == 0 {
			sum = sha256.Sum256(fmt.Appendf(nil, "id %d %d", n, i/16))
		}
		b[i] = digits[(int(sum[2*(i%16)])<<8|int(sum[2*(i%16)+1]))%len(digits)]
	}
	return string(b)
}

// expires returns when the session expires, as express writes it.
func (v visit) expires(now time.Time) string { return now.Add(v.left).UTC().Format(timeLayout) }
