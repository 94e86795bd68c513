package httpclient

import "sync"

// A hostSet is a set of up to maxHosts hosts with their ports, as in URLs. The zero value is empty.
type hostSet struct {
	mu    sync.RWMutex
	hosts map[string]struct{}
}

// maxHosts is the number of servers that are remembered to support only HTTP/1.1, some 100 bytes
// each. For other servers each connection shows it anew.
const maxHosts = 16384

func (s *hostSet) add(host string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hosts == nil {
		s.hosts = map[string]struct{}{}
	}
	if len(s.hosts) < maxHosts {
		s.hosts[host] = struct{}{}
	}
}

func (s *hostSet) has(host string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	_, has := s.hosts[host]
	return has
}
