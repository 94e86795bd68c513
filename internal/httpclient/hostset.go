package httpclient

import "sync"

// A hostSet is hosts with their ports, as they stand in URLs: up to maxHosts of them. The zero
// value is empty.
type hostSet struct {
	mu    sync.RWMutex
	hosts map[string]struct{}
}

// maxHosts is how many servers are remembered to speak HTTP/1.1 alone, some 100 bytes each. Of
// others it is found out with each connection.
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
