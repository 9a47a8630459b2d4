package eval

import (
	"math/big"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/translate"
	"sessh/repl/script/value/chars"
	"sessh/repl/script/value/sequence"
)

// expr returns the value of an expression.
func (m *Machine) expr(f *frame, x syntax.Expr) (starlark.Value, error) {
	switch x := x.(type) {
	case *syntax.Ident:
		switch x.Name {
		case "None":
			return starlark.None, nil
		case "True":
			return starlark.True, nil
		case "False":
			return starlark.False, nil
		}
		return m.lookup(f, x.Name)
	case *syntax.Literal:
		return literal(x), nil
	case *syntax.ParenExpr:
		return m.expr(f, x.X)
	case *syntax.CallExpr:
		return m.call(f, x)
	case *syntax.DotExpr:
		of, err := m.expr(f, x.X)
		if err != nil {
			return nil, err
		}
		return m.rt.GetAttribute(of, x.Name.Name)
	case *syntax.IndexExpr:
		of, key, err := m.item(f, x)
		if err != nil {
			return nil, err
		}
		return m.rt.Item(of, key)
	case *syntax.SliceExpr:
		of, lo, hi, step, err := m.slice(f, x)
		if err != nil {
			return nil, err
		}
		return m.rt.Slice(of, lo, hi, step)
	case *syntax.BinaryExpr:
		return m.binary(f, x)
	case *syntax.UnaryExpr:
		return m.unary(f, x)
	case *syntax.CondExpr:
		ok, err := m.truth(f, x.Cond)
		switch {
		case err != nil:
			return nil, err
		case ok:
			return m.expr(f, x.True)
		}
		return m.expr(f, x.False)
	case *syntax.LambdaExpr:
		return m.function(f, "<lambda>", x.Params, nil, x.Body)
	case *translate.Chain:
		return m.chain(f, x)
	case *translate.Format:
		return m.format(f, x)
	}
	return m.display(f, x)
}

func literal(x *syntax.Literal) starlark.Value {
	switch v := x.Value.(type) {
	case int64:
		return starlark.MakeInt64(v)
	case *big.Int:
		return starlark.MakeBigInt(v)
	case float64:
		return starlark.Float(v)
	case string:
		if x.Token == syntax.BYTES {
			return starlark.Bytes(v)
		}
		return starlark.String(v)
	}
	return starlark.None
}

func (m *Machine) truth(f *frame, x syntax.Expr) (bool, error) {
	v, err := m.expr(f, x)
	if err != nil {
		return false, err
	}
	return m.rt.Truth(v)
}

// iterate iterates over what a loop goes through.
func (m *Machine) iterate(f *frame, x syntax.Expr) (sequence.Iter, error) {
	if p, ok := x.(*syntax.ParenExpr); ok {
		return m.iterate(f, p.X)
	}
	v, err := m.expr(f, x)
	if err != nil {
		return nil, err
	}
	if d, ok := x.(*translate.Set); ok && constants(d.List) {
		values, err := m.values(f, d.List)
		if err != nil {
			return nil, err
		}
		if v, err = m.frozenConstants(values); err != nil {
			return nil, err
		}
	}
	return m.rt.Iter(v)
}

func (m *Machine) binary(f *frame, b *syntax.BinaryExpr) (starlark.Value, error) {
	x, err := m.expr(f, b.X)
	if err != nil {
		return nil, err
	}
	if b.Op == syntax.AND || b.Op == syntax.OR {
		ok, err := m.rt.Truth(x)
		if err != nil || ok == (b.Op == syntax.OR) {
			return x, err
		}
		return m.expr(f, b.Y)
	}
	y, err := m.expr(f, b.Y)
	if err != nil {
		return nil, err
	}
	if v, ok, err := m.compared(b.Op, x, y); ok {
		return v, err
	}
	return m.rt.Operate(b.Op, x, y)
}

// compared is a comparison; ok is false for any other operator.
func (m *Machine) compared(op syntax.Token, x, y starlark.Value) (v starlark.Value, ok bool, err error) {
	var is bool
	switch op {
	case translate.IS, translate.ISNOT:
		is, err = m.rt.Same(x, y)
		is = is == (op == translate.IS)
	case syntax.IN, syntax.NOT_IN:
		is, err = m.rt.Contains(y, x)
		is = is == (op == syntax.IN)
	case syntax.EQL, syntax.NEQ, syntax.LT, syntax.LE, syntax.GT, syntax.GE:
		v, err = m.rt.Comparison(op, x, y)
		return v, true, err
	default:
		return nil, false, nil
	}
	return starlark.Bool(is), true, err
}

// chain is x < y < z, in which y is computed once, and z only if x < y.
func (m *Machine) chain(f *frame, c *translate.Chain) (starlark.Value, error) {
	x, err := m.expr(f, c.X[0])
	if err != nil {
		return nil, err
	}
	for i, op := range c.Ops {
		y, err := m.expr(f, c.X[i+1])
		if err != nil {
			return nil, err
		}
		v, _, err := m.compared(op, x, y)
		if err != nil || i == len(c.Ops)-1 {
			return v, err
		}
		if ok, err := m.rt.Truth(v); err != nil || !ok {
			return v, err
		}
		x = y
	}
	return nil, nil
}

func (m *Machine) unary(f *frame, u *syntax.UnaryExpr) (starlark.Value, error) {
	x, err := m.expr(f, u.X)
	if err != nil {
		return nil, err
	}
	if u.Op == syntax.NOT {
		ok, err := m.rt.Truth(x)
		return starlark.Bool(!ok), err
	}
	return m.rt.Unary(u.Op, x)
}

// format is an f-string.
func (m *Machine) format(f *frame, x *translate.Format) (starlark.Value, error) {
	text, err := m.formatted(f, x.Parts)
	return starlark.String(text), err
}

func (m *Machine) formatted(f *frame, parts []translate.Part) (string, error) {
	var b chars.Builder
	for _, p := range parts {
		text := p.Text
		if p.X != nil {
			v, err := m.expr(f, p.X)
			if err != nil {
				return "", err
			}
			spec, err := m.formatted(f, p.Spec)
			if err != nil {
				return "", err
			}
			if text, err = m.rt.Formatted(v, p.Conversion, spec); err != nil {
				return "", err
			}
		}
		if err := b.Add(m.rt.Guard, text); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}
