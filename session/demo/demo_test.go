package demo

import (
	"bytes"
	"testing"

	"sessh/session"
	"sessh/session/format/formattest"
	"sessh/session/format/framework"
	"sessh/session/sweep"
	"sessh/session/tree"
	"sessh/txn"
)

// The sessions are those of six frameworks, each is recognized and can be written, and the
// total of one cart alone is not the sum of its lines.
func TestSessions(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	store, err := New(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	root := session.NewRoot(store, session.Options{Formats: framework.All()})
	ids := make(map[string][]string)
	for f, err := range sweep.List(ctx, root) {
		if err != nil {
			t.Fatal(err)
		}
		ids[f.Container.Name()] = append(ids[f.Container.Name()], f.ID)
	}
	n, wrong := 0, []string{}
	tx := txn.NewManager().Tx()
	for name, list := range ids {
		if len(list) != shares[name] {
			t.Errorf("%s has %d sessions, want %d", name, len(list), shares[name])
		}
		n += len(list)
		all, err := root.Container(name).Sessions(ctx, tx, list...)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range all {
			data, err := s.Data()
			if err != nil || s.Sealed() != "" {
				t.Fatalf("%s: %v %s", s.Path(), err, s.Sealed())
			}
			if total, sum := totals(t, data); total != sum {
				wrong = append(wrong, s.ID())
			}
		}
	}
	if n != Sessions || len(ids) != 6 {
		t.Errorf("%d sessions in %d containers", n, len(ids))
	}
	if len(wrong) != 1 || wrong[0] != Wrong {
		t.Errorf("the carts of %v are wrong", wrong)
	}
}

// totals returns the total of a cart as it is stored, and the sum of its lines.
func totals(t *testing.T, data *tree.Map) (total, sum float64) {
	t.Helper()
	v, ok := data.Get("cart")
	if !ok {
		return 0, 0
	}
	cart := v.(*tree.Map)
	v, _ = cart.Get("total")
	total = number(v)
	v, _ = cart.Get("items")
	for _, line := range values(v) {
		price, _ := line.(*tree.Map).Get("price")
		qty, _ := line.(*tree.Map).Get("qty")
		sum += number(price) * number(qty)
	}
	if sum == 0 {
		t.Errorf("a cart is empty: %v", v)
	}
	return total, sum
}

func number(v any) float64 {
	if i, ok := v.(int64); ok {
		return float64(i)
	}
	f, _ := v.(float64)
	return f
}

func values(v any) (all []any) {
	switch v := v.(type) {
	case *tree.List:
		return v.Values()
	case *tree.Map:
		for _, x := range v.All() {
			all = append(all, x)
		}
	}
	return all
}

// The items are those that the frameworks wrote.
func TestSamplesAreFixtures(t *testing.T) {
	t.Parallel()
	all, err := samples()
	if err != nil || len(all) != 6 {
		t.Fatalf("%d samples: %v", len(all), err)
	}
	for _, s := range all {
		f := formattest.Read(t, "../format/framework/testdata/"+s.Fixture)
		if f.Container != s.Container || f.ID != s.ID || f.Key != s.Key || f.Flags != s.Flags || !bytes.Equal(f.Value, s.Value) {
			t.Errorf("%s is not the sample: %+v", s.Fixture, f)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		store, err := New(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		store.Close()
	}
}
