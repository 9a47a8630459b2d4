package memcached_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

// exercise uses each kind of request once.
func exercise(t *testing.T, s storage.Store) {
	t.Helper()
	for i, o := range s.Apply(t.Context(), additions("a", "b")) {
		if o.State != storage.Applied {
			t.Fatalf("write %d: %+v", i, o)
		}
	}
	for _, need := range []storage.Need{storage.NeedValue, storage.NeedTTL} {
		if l := s.Load(t.Context(), []string{"a"}, need)[0]; l.Err != nil || l.Item == nil {
			t.Fatalf("read: %+v", l)
		}
	}
	if o := s.Apply(t.Context(), additions("c"))[0]; o.State != storage.Applied {
		t.Fatalf("one write: %+v", o)
	}
	if err := firstError(s); err != nil {
		t.Fatalf("list: %v", err)
	}
	if err := s.Flush(t.Context()); err != nil {
		t.Fatalf("flush: %v", err)
	}
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	server := mct.Start(t, "-Y", users(t))
	s := open(t, memcached.Options{User: "alice", Password: "secret"}, server.Addr)
	exercise(t, s)
	server.Restart()
	exercise(t, s)

	s = open(t, memcached.Options{User: "alice", Password: "wrong"}, server.Addr)
	err := s.Ping(t.Context())
	if err == nil || errors.Is(err, storage.ErrUnreachable) || !strings.Contains(err.Error(), `refuses user "alice"`) || strings.Contains(err.Error(), "wrong") {
		t.Errorf("a wrong password: %v, want that the user is refused, and no password told", err)
	}
	if o := s.Apply(t.Context(), additions("k"))[0]; o.State != storage.Failed {
		t.Errorf("a write that was not let in is %+v, want untouched", o)
	}
	err = open(t, memcached.Options{}, server.Addr).Ping(t.Context())
	if err == nil || !strings.Contains(err.Error(), "unauthenticated") {
		t.Errorf("not signed in: %v", err)
	}
}

func TestSignInToNonsense(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]mct.Fault{
		"a long answer": mct.Answer(strings.Repeat("x", 1000)), "hung up": mct.Cut(), "half an answer": mct.Answer("STO").Then(func() {}),
	} {
		t.Run(name, func(t *testing.T) {
			p := mct.NewProxy(t, "")
			p.Every("get", mct.Answer("CLIENT_ERROR unauthenticated\r\n"))
			p.Every("set", f)
			s := open(t, memcached.Options{User: "u", Timeout: 50 * time.Millisecond}, p.Addr)
			if err := s.Ping(t.Context()); err == nil {
				t.Error("the sign-in succeeds")
			}
		})
	}
}

// certified returns a certificate for localhost, and the pool that trusts it.
func certified(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(certificate)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// withTLS listens with TLS in front of a server.
func withTLS(t *testing.T, certificate tls.Certificate, target string) *mct.Stream {
	t.Helper()
	return mct.NewTLSStream(t, target, &tls.Config{Certificates: []tls.Certificate{certificate}})
}

func TestTLS(t *testing.T) {
	t.Parallel()
	certificate, pool := certified(t)
	front := withTLS(t, certificate, mct.Start(t).Addr)
	s := open(t, memcached.Options{TLS: &tls.Config{RootCAs: pool}}, front.Addr)
	exercise(t, s)
	front.HangUp()
	exercise(t, s)

	s = open(t, memcached.Options{TLS: &tls.Config{RootCAs: pool, ServerName: "elsewhere"}}, front.Addr)
	if err := s.Ping(t.Context()); !errors.Is(err, storage.ErrUnreachable) || !strings.Contains(err.Error(), "TLS") {
		t.Errorf("a certificate for another name: %v", err)
	}
}

func TestSocketThatIsNotThere(t *testing.T) {
	t.Parallel()
	s := open(t, memcached.Options{}, filepath.Join(t.TempDir(), "none"))
	if err := s.Ping(t.Context()); !errors.Is(err, storage.ErrUnreachable) || !strings.Contains(err.Error(), "no such socket") {
		t.Errorf("the error is %v", err)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	s := open(t, memcached.Options{}, "localhost,/run/mc", "127.0.0.1:1")
	if got := strings.Join(s.Names(), " "); got != "localhost:11211 unix:/run/mc 127.0.0.1:1" {
		t.Errorf("the names are %s", got)
	}
}
