//go:build unix

package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sessh/repl/line/ptytest"
	"sessh/session/memcached/memcachedtest"
)

// authority signs certificates, and keeps them in files of a folder.
type authority struct {
	t    *testing.T
	dir  string
	name string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T, dir, name string) *authority {
	a := &authority{t: t, dir: dir, name: name}
	a.sign(name, &x509.Certificate{IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign})
	return a
}

// file returns the path of NAME.pem or NAME.key.
func (a *authority) file(name string) string { return filepath.Join(a.dir, name) }

// sign makes a certificate with its key; the first is the authority's own.
func (a *authority) sign(name string, c *x509.Certificate) tls.Certificate {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	c.SerialNumber, c.Subject = big.NewInt(int64(len(name))), pkix.Name{CommonName: name}
	c.NotBefore, c.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	if a.cert == nil {
		a.cert, a.key = c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, a.cert, &key.PublicKey, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	if a.cert == c {
		if a.cert, err = x509.ParseCertificate(der); err != nil {
			a.t.Fatal(err)
		}
	}
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		a.t.Fatal(err)
	}
	write(a.t, a.file(name+".pem"), string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	write(a.t, a.file(name+".key"), string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secret})))
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// sessh runs sessh, and returns its output and its exit status.
func sessh(t *testing.T, state string, args ...string) (out, status string) {
	t.Helper()
	b, err := output(t, state, args...)
	if err != nil {
		return b, exitText(err)
	}
	return b, "0"
}

func TestTLSFlags(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ours, other := newAuthority(t, dir, "ours"), newAuthority(t, dir, "other")
	server := ours.sign("server", &x509.Certificate{DNSNames: []string{"cache.example"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}})
	ours.sign("client", &x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	other.sign("stranger", &x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	both, err := os.ReadFile(ours.file("client.pem"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(ours.file("client.key"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, ours.file("both.pem"), string(both)+string(key))
	write(t, ours.file("none.pem"), "no certificate")

	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /C/s/p/k 1", "commit")
	open := memcachedtest.NewTLSStream(t, srv.Addr, &tls.Config{Certificates: []tls.Certificate{server}}).Addr
	clients := x509.NewCertPool()
	clients.AddCert(ours.cert)
	asking := memcachedtest.NewTLSStream(t, srv.Addr, &tls.Config{Certificates: []tls.Certificate{server}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: clients}).Addr
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { silent.Close() })

	f := ours.file
	trust := []string{"--tls", "--tls-ca", f("ours.pem")}
	with := func(more ...string) []string { return append(trust[:len(trust):len(trust)], more...) }
	for _, tt := range []struct {
		name, addr   string
		args         []string
		status, says string // says "": the value is printed
	}{
		{"trusted", open, trust, "0", ""},
		{"by its name", open, with("--tls-name", "cache.example"), "0", ""},
		{"with a certificate that nobody asks for", open, with("--tls-cert", f("client.pem"), "--tls-key", f("client.key")), "0", ""},
		{"with a certificate", asking, with("--tls-cert", f("client.pem"), "--tls-key", f("client.key")), "0", ""},
		{"with certificate and key in one file", asking, with("--tls-cert", f("both.pem")), "0", ""},
		{"another name", open, with("--tls-name", "else.example"), "3", "else.example"},
		{"another authority", open, []string{"--tls", "--tls-ca", f("other.pem")}, "3", "unknown authority"},
		{"no authority of ours", open, []string{"--tls"}, "3", "unknown authority"},
		{"without a certificate", asking, trust, "3", "certificate required"},
		{"with a stranger's certificate", asking, with("--tls-cert", f("stranger.pem"), "--tls-key", f("stranger.key")), "3", "certificate"},
		{"a server without TLS", srv.Addr, trust, "3", "TLS"},
		{"a server with TLS, and no --tls", open, nil, "3", ""},
		{"a server that says nothing", silent.Addr().String(), with("--timeout", "100ms"), "3", "no answer"},
		{"a file that is not there", open, []string{"--tls", "--tls-ca", f("missing.pem")}, "1", "missing.pem"},
		{"a file that holds none", open, []string{"--tls", "--tls-ca", f("none.pem")}, "1", "holds no certificate"},
		{"the key of another", open, with("--tls-cert", f("client.pem"), "--tls-key", f("stranger.key")), "1", "does not match"},
		{"a key alone", open, with("--tls-key", f("client.key")), "2", "--tls-key needs --tls-cert"},
		{"files without --tls", open, []string{"--tls-ca", f("ours.pem")}, "2", "need --tls"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, status := sessh(t, dir, append([]string{"--server", tt.addr, "--timeout", "5s"}, append(tt.args, "get", "/C/s/p/k")...)...)
			if status != tt.status || !strings.Contains(out, tt.says) {
				t.Errorf("exit status %s, and it says\n%s\nwant %s, %q", status, out, tt.status, tt.says)
			}
			switch errors := strings.Count(out, "error: "); {
			case tt.status == "0" && out != "1\n":
				t.Errorf("it prints %q", out)
			case tt.status != "0" && (errors != 1 || strings.Count(out, "\n") > 2):
				t.Errorf("that is not one line and a hint:\n%s", out)
			}
		})
	}
}

const secret = "correct-horse-7-battery"

// guarded returns a memcached that alice signs in to with the secret.
func guarded(t *testing.T) *memcachedtest.Server {
	t.Helper()
	users := filepath.Join(t.TempDir(), "users")
	write(t, users, "alice:"+secret+"\n")
	return memcachedtest.Start(t, "-Y", users) // which takes no passwords with blanks
}

func TestPasswordFile(t *testing.T) {
	t.Parallel()
	srv := guarded(t)
	dir := t.TempDir()
	file := func(name, text string, mode os.FileMode) string {
		name = filepath.Join(dir, name)
		write(t, name, text)
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
		return name
	}
	right := file("right", secret+"\r\n", 0o600)
	const refused = `refuses user "alice"`
	for _, tt := range []struct {
		name         string
		args         []string
		status, says string // says "": nothing at all
	}{
		{"right", []string{"--user", "alice", "--password-file", right}, "0", ""},
		{"right, without a line's end", []string{"--user", "alice", "--password-file", file("bare", secret, 0o400)}, "0", ""},
		{"others can read it", []string{"--user", "alice", "--password-file", file("open", secret, 0o644)}, "0", "note: " + dir + "/open can be read by others: chmod 600 fixes that"},
		{"wrong", []string{"--user", "alice", "--password-file", file("wrong", secret+"!", 0o600)}, "1", refused},
		{"empty", []string{"--user", "alice", "--password-file", file("empty", "", 0o600)}, "1", refused},
		{"two lines", []string{"--user", "alice", "--password-file", file("two", secret+"\r\nflush_all\n", 0o600)}, "1", refused},
		{"another user", []string{"--user", "bob", "--password-file", right}, "1", `refuses user "bob"`},
		{"no password, and no terminal", []string{"--user", "alice"}, "1", "error: no password was given\nhint: --password-file or $SESSH_PASSWORD gives it"},
		{"not signed in", nil, "1", "unauthenticated"},
		{"no such file", []string{"--user", "alice", "--password-file", filepath.Join(dir, "missing")}, "1", "missing: no such file"},
		{"a folder", []string{"--user", "alice", "--password-file", dir}, "1", "is a directory"},
		{"a blank in the name", []string{"--user", "alice x", "--password-file", right}, "2", "--user must not contain blanks"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, status := sessh(t, dir, append(append([]string{"--server", srv.Addr}, tt.args...), "ls", "/")...)
			if status != tt.status || !strings.Contains(out, tt.says) {
				t.Errorf("exit status %s, and it says\n%s\nwant %s, %q", status, out, tt.status, tt.says)
			}
			switch lines := strings.Count(out, "\n"); {
			case tt.status == "0" && (lines > 1 || strings.Contains(out, "error: ") || tt.says == "" && out != ""):
				t.Errorf("it says\n%s", out)
			case tt.status != "0" && (strings.Count(out, "error: ") != 1 || lines > 2):
				t.Errorf("that is not one line and a hint:\n%s", out)
			}
			if strings.Contains(out, "battery") {
				t.Errorf("it shows the password:\n%s", out)
			}
		})
	}
}

// nowhere reports the secret in what is written to the terminal, and in all files
// below the folders.
func nowhere(t *testing.T, out string, folders ...string) {
	t.Helper()
	if strings.Contains(out, "battery") {
		t.Errorf("the password is on the terminal: %q", out)
	}
	for _, dir := range folders {
		files := 0
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			files++
			b, err := os.ReadFile(name)
			if strings.Contains(string(b), "battery") {
				t.Errorf("the password is in %s:\n%s", name, b)
			}
			return err
		})
		if err != nil || files == 0 {
			t.Errorf("%s has %d files, %v", dir, files, err)
		}
	}
}

// TestPasswordAtThePrompt types it, works, and looks for it everywhere.
func TestPasswordAtThePrompt(t *testing.T) {
	t.Parallel()
	srv := guarded(t)
	state, work := t.TempDir(), t.TempDir()
	cmd := program(t, state, "--server", srv.Addr, "--user", "alice")
	cmd.Dir = work
	p := ptytest.Start(t, 100, 30, cmd)
	p.SeeLast("password of alice:")
	p.Type(secret + "\r")
	p.SeeLast(srv.Addr + " />")
	enter(t, p, "record made.md", srv.Addr+" />")
	for _, line := range []string{"set /C/s/p/k 1", "get /C/s/p/k", "bogus", "keep", "recover", "servers", "stats"} {
		typed(p, line)
	}
	p.SeeLast(srv.Addr + " / *1>")
	enter(t, p, "commit", srv.Addr+" />")
	enter(t, p, "dump / all.jsonl", srv.Addr+" />")
	enter(t, p, "set /C/s/p/k 2", srv.Addr+" / *1>") // kept in a file
	srv.Kill()
	typed(p, "commit")
	p.See("error: ")
	enter(t, p, "record --stop", srv.Addr+" / *1>")
	nowhere(t, p.Raw(), state, work)

	srv.Restart()
	cmd = program(t, t.TempDir(), "--server", srv.Addr, "--user", "alice")
	p = ptytest.Start(t, 100, 30, cmd)
	p.SeeLast("password of alice:")
	p.Type("wrong " + secret + "\r")
	if status := p.Exit(); status != 1 {
		t.Errorf("exit status %d", status)
	}
	p.See(`refuses user "alice"`)
	nowhere(t, p.Raw())
}

func TestPasswordIsNotGiven(t *testing.T) {
	t.Parallel()
	srv := guarded(t)
	for name, key := range map[string]string{"Ctrl-C": "\x03", "Ctrl-D": "\x04"} {
		p := ptytest.Start(t, 100, 30, program(t, t.TempDir(), "--server", srv.Addr, "--user", "alice"))
		p.SeeLast("password of alice:")
		p.Type(key)
		if status := p.Exit(); status != 1 {
			t.Errorf("%s: exit status %d", name, status)
		}
		p.See("error: no password was given")
	}
}

// TestPasswordInTheEnvironment is for where there is no one to ask.
func TestPasswordInTheEnvironment(t *testing.T) {
	t.Parallel()
	srv := guarded(t)
	for password, status := range map[string]string{secret: "0", "battery": "1", "": "1"} {
		cmd := program(t, t.TempDir(), "--server", srv.Addr, "--user", "alice", "-c", "set /C/s/p/k 1", "-c", "commit")
		cmd.Env = append(cmd.Env, "SESSH_PASSWORD="+password)
		out, err := cmd.CombinedOutput()
		if err != nil && exitText(err) != status || err == nil && status != "0" || strings.Contains(string(out), "battery") {
			t.Errorf("with %q: %v\n%s", password, err, out)
		}
	}
}

func TestUnixSocket(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.StartSocket(t)
	path := strings.TrimPrefix(srv.Addr, "unix:")
	dir := t.TempDir()
	fill(t, srv.Addr, "set /C/s/p/k 1", "commit")
	write(t, filepath.Join(dir, "file"), "")
	for _, tt := range []struct{ name, addr, status, says string }{
		{"unix:", srv.Addr, "0", "1\n"},
		{"a path", path, "0", "1\n"},
		{"not there", "unix:" + path + "-missing", "3", "there is no such socket"},
		{"no socket", "unix:" + filepath.Join(dir, "file"), "3", "connection refused"},
		{"no path", "unix:", "2", "unix:"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, status := sessh(t, dir, "--server", tt.addr, "get", "/C/s/p/k")
			if status != tt.status || !strings.Contains(out, tt.says) || strings.Count(out, "\n") > 2 {
				t.Errorf("exit status %s, and it says\n%s\nwant %s, %q", status, out, tt.status, tt.says)
			}
		})
	}
}

// TestHistoryOmits types what is not to be kept: a line that begins with a blank.
func TestHistoryOmits(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	p := shellIn(t, state, 100, 30)
	enter(t, p, "set /C/s/p/kept 1", "embedded / *1>")
	enter(t, p, " set /C/s/p/token "+secret, "embedded / *2>")
	enter(t, p, "abort", "embedded />")
	p.Type("\x04")
	p.Exit()
	name := filepath.Join(state, "sessh", "history")
	b, err := os.ReadFile(name)
	if err != nil || !strings.Contains(string(b), "kept") || strings.Contains(string(b), "token") {
		t.Errorf("the history is %q, %v", b, err)
	}
	for file, mode := range map[string]os.FileMode{name: 0o600, filepath.Dir(name): 0o700} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v, want %v", file, info.Mode(), err, mode)
		}
	}
}
