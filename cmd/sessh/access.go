package main

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/term"

	"sessh/repl/hint"
	"sessh/repl/screen"
	"sessh/session/memcached/server"
	"sessh/session/storage"
)

// unreachedHint returns a hint for the case that no server answers.
func (s *settings) unreachedHint(err error) string {
	var refused *tls.CertificateVerificationError
	var foreign *server.ForeignError
	switch {
	case errors.As(err, &foreign) && foreign.Protocol == server.Binary:
		return "sessh speaks the text protocol: memcached has it without -B binary and without -S (SASL); -Y FILE turns authentication on"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "" // the shell knows
	case errors.As(err, &foreign):
		return "sessh shows sessions that are kept in memcached: is it the right port?"
	case errors.As(err, &refused):
		return "--tls-ca names the certificates to trust, --tls-name the name to expect"
	case strings.Contains(err.Error(), "certificate"):
		return "--tls-cert and --tls-key present a client certificate"
	case s.useTLS && strings.Contains(err.Error(), "TLS"):
		return "does the server use TLS at that address?"
	case strings.Contains(err.Error(), "unauthenticated"):
		return "the server requires authentication: use --user and --password-file"
	case errors.Is(err, storage.ErrFull):
		return "close connections of the application that it does not need, or raise the limit (memcached -c)"
	case !errors.Is(err, storage.ErrUnreachable):
		return ""
	}
	return "is memcached running there? memcached -l 127.0.0.1 starts one; without --server sessh works in its own memory"
}

func (s *settings) tlsConfig() (*tls.Config, error) {
	if !s.useTLS {
		return nil, s.withoutTLS()
	}
	config := &tls.Config{ServerName: s.tlsName, MinVersion: tls.VersionTLS12}
	if s.tlsKey != "" && s.tlsCert == "" {
		if line, _ := s.fileLine("tls-key"); line != "" {
			return nil, &hint.Usage{Err: s.wrong("tls-key", "needs tls-cert")}
		}
		return nil, &hint.Usage{Err: errors.New("--tls-key needs --tls-cert")}
	}
	if s.tlsCert != "" {
		pair, err := tls.LoadX509KeyPair(s.tlsCert, cmp.Or(s.tlsKey, s.tlsCert))
		if line, _ := s.fileLine("tls-cert"); err != nil && line != "" {
			return nil, s.blame("tls-cert", err)
		}
		if err != nil {
			return nil, fmt.Errorf("the certificate of --tls-cert: %w", err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	if s.tlsCA == "" {
		return config, nil
	}
	pem, err := os.ReadFile(s.tlsCA)
	if err != nil {
		return nil, s.blame("tls-ca", err)
	}
	config.RootCAs = x509.NewCertPool()
	if !config.RootCAs.AppendCertsFromPEM(pem) {
		return nil, s.blame("tls-ca", fmt.Errorf("%s holds no certificate", s.tlsCA))
	}
	return config, nil
}

// withoutTLS fails if there are settings that only TLS has a use for.
func (s *settings) withoutTLS() error {
	for _, name := range []string{"tls-ca", "tls-name", "tls-cert", "tls-key"} {
		switch line, _ := s.fileLine(name); {
		case s.held.Lookup(name).Value.String() == "":
		case line != "":
			return &hint.Usage{Err: s.wrong(name, "needs tls = true")}
		default:
			return &hint.Usage{Err: errors.New("--tls-ca, --tls-name, --tls-cert and --tls-key need --tls")}
		}
	}
	return nil
}

var errNoPassword = errors.New("no password was given")

// password returns the password: from the file that was named, the environment, or the user
// at the terminal, never from the command line, which others can see.
func (s *settings) password() (string, error) {
	switch {
	case s.passwordFile != "":
		return s.passwordFromFile()
	case s.getenv("SESSH_PASSWORD") != "" || s.user == "":
		return s.getenv("SESSH_PASSWORD"), nil
	case !isTerminal(s.stdin):
		return "", hint.With(errNoPassword, "--password-file or $SESSH_PASSWORD gives it; it is asked for only if standard input is a terminal")
	}
	return s.askPassword()
}

// askPassword asks for it. The echo is off before the question appears, so that
// nothing typed is shown.
func (s *settings) askPassword() (string, error) {
	was, err := term.MakeRaw(int(s.stdin.Fd()))
	if err != nil {
		return "", err
	}
	defer term.Restore(int(s.stdin.Fd()), was)
	password, err := term.NewTerminal(asking{s.stdin, s.stderr}, "").ReadPassword("password of " + screen.Safe(s.user) + ": ")
	if errors.Is(err, io.EOF) {
		err = errNoPassword
	}
	return password, err
}

// asking reads byte by byte: what follows the answer is for the next reader.
type asking struct {
	io.Reader
	io.Writer
}

func (a asking) Read(b []byte) (int, error) { return a.Reader.Read(b[:min(len(b), 1)]) }

func (s *settings) passwordFromFile() (string, error) {
	b, err := os.ReadFile(s.passwordFile)
	if err != nil {
		return "", s.blame("password-file", err)
	}
	if info, err := os.Stat(s.passwordFile); err == nil && runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		fmt.Fprintf(s.stderr, "note: %s can be read by others: chmod 600 fixes that\n", screen.Safe(s.passwordFile))
	}
	return strings.TrimRight(string(b), "\r\n"), nil
}
