package doctor

import (
	"net"
	"net/netip"
	"strings"

	"sessh/session/health"
)

// crawlerOff finds servers that do not look for expired items.
func crawlerOff(f *Facts) []health.Finding {
	return where(f, "lru_crawler", "no", health.Finding{
		Cause:  "crawler-off",
		Says:   "the LRU crawler is off",
		Means:  "Expired sessions keep their memory, for which others may be evicted; and sessions cannot be listed.",
		Advice: "Start memcached with -o modern, or -o lru_crawler; from 1.5 on it is the default.",
	})
}

// casOff finds servers that keep no versions.
func casOff(f *Facts) []health.Finding {
	return where(f, "cas_enabled", "no", health.Finding{
		Cause:  "cas-off",
		Says:   "the server keeps no versions of items (memcached -C)",
		Means:  "No client can write a session on condition that it is unchanged: concurrent requests lose changes, and sessh writes nothing.",
		Advice: "Leave out memcached -C.",
	})
}

// where returns a finding for each server that has a setting of a value.
func where(f *Facts, setting, value string, finding health.Finding) (found []health.Finding) {
	for _, s := range f.up() {
		if s.Settings[setting] == value {
			finding.Where, finding.Figures = s.Name, map[string]any{setting: value}
			found = append(found, finding)
		}
	}
	return found
}

// openToNetwork finds servers that other machines can reach and that require no authentication.
func openToNetwork(f *Facts) (found []health.Finding) {
	for _, s := range f.up() {
		address, exposed := listensBeyond(s)
		if !exposed || authenticates(s) {
			continue
		}
		found = append(found, health.Finding{
			Cause: "no-authentication", Where: s.Name,
			Says:    "the server listens on " + address + ", and requires no authentication",
			Means:   "Whoever reaches that address can read, change and remove all sessions.",
			Advice:  "Have it listen where only the application is (memcached -l 127.0.0.1), or require authentication (-Y FILE, with TLS: -Z).",
			Figures: map[string]any{"address": address},
		})
	}
	return found
}

// listensBeyond returns an address on which a server can be reached by other machines.
func listensBeyond(s *health.Server) (address string, ok bool) {
	inter, known := s.Settings["inter"]
	if !known || strings.HasPrefix(s.Name, "unix:") {
		return "", false
	}
	if socket := s.Settings["domain_socket"]; socket != "" && socket != "NULL" {
		return "", false
	}
	if inter == "NULL" || inter == "" {
		return "all addresses", true
	}
	for one := range strings.SplitSeq(inter, ",") {
		one = strings.TrimPrefix(strings.TrimSpace(one), "notls:")
		host, _, err := net.SplitHostPort(one)
		if err != nil {
			host = strings.Trim(one, "[]")
		}
		if host == "localhost" {
			continue
		}
		if ip, err := netip.ParseAddr(host); err != nil || !ip.IsLoopback() {
			return one, true
		}
	}
	return "", false
}

// authenticates reports whether a server requires authentication, or may do so as far as is known: by
// a password, or by a certificate.
func authenticates(s *health.Server) bool {
	for _, name := range []string{"auth_enabled_sasl", "auth_enabled_ascii"} {
		if v := s.Settings[name]; v != "" && v != "no" {
			return true
		}
	}
	const requiresCertificate = 2
	mode, _ := s.Setting("ssl_verify_mode")
	return s.Settings["ssl_enabled"] == "yes" && mode >= requiresCertificate
}
