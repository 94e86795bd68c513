package httpclient

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/hoist/hoist/internal/h2"
	"github.com/hoist/hoist/internal/outcome"
)

// maxLookups is the number of names that are looked up at the same time. Without a limit a list of
// 100,000 hosts would flood the resolver, which then answers that they do not exist, or not at all.
const maxLookups = 32

// lookupLimit is the longest time for one lookup. It leaves room for two name servers that are dead
// before one that answers: a resolver waits 5 s for each (resolv.conf(5), timeout).
const lookupLimit = 20 * time.Second

// A ResolveFunc looks up the addresses of a host, as net.Resolver.LookupNetIP does. The network is
// ip4 (A records), ip6 (AAAA records) or ip (both).
type ResolveFunc func(ctx context.Context, network, host string) ([]netip.Addr, error)

// lookups looks up host names. All exchanges that wait for a name share one lookup. Results are not
// cached.
type lookups struct {
	resolve ResolveFunc
	family  Family
	places  chan struct{} // its capacity is the number of lookups at the same time

	mu      sync.Mutex
	flights map[string]*flight // by name
}

// A flight is a lookup in progress.
type flight struct {
	waiters int // guarded by lookups.mu
	cancel  context.CancelFunc
	done    chan struct{} // closed when resolution is there
	result  resolution
}

// A resolution is the result of a lookup: at least one address, or an error.
type resolution struct {
	addrs []netip.Addr
	err   error
}

func newLookups(resolve ResolveFunc, family Family) *lookups {
	return &lookups{
		resolve: resolve, family: family,
		places: make(chan struct{}, maxLookups), flights: map[string]*flight{},
	}
}

// find returns the addresses of name. Its time does not count for --connect-timeout. It ends when
// ctx or the exchange ends: net/http goes on connecting after the request has ended.
func (l *lookups) find(ctx context.Context, name string) ([]netip.Addr, error) {
	f := l.join(name)
	defer l.leave(name, f)
	h2.Inform(ctx, func(request context.Context) { TraceFrom(request).LookingUp() })
	select {
	case <-f.done:
		result := lookupOf(f.result.err)
		h2.Inform(ctx, func(request context.Context) { TraceFrom(request).LookedUp(result) })
		return f.result.addrs, f.result.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-TraceFrom(ctx).over():
		return nil, context.Canceled
	}
}

// join returns the current lookup of name, or begins one.
func (l *lookups) join(name string) *flight {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := l.flights[name]
	if f == nil {
		f = &flight{done: make(chan struct{})}
		var ctx context.Context
		ctx, f.cancel = context.WithCancel(context.Background()) // it belongs to all exchanges that wait
		l.flights[name] = f
		go func() {
			f.result = l.lookUp(ctx, name)
			l.mu.Lock()
			l.forget(name, f)
			l.mu.Unlock()
			close(f.done)
		}()
	}
	f.waiters++
	return f
}

// leave ends a lookup for which no exchange waits. The lookup is removed before it is cancelled, so
// that no exchange joins it in between.
func (l *lookups) leave(name string, f *flight) {
	l.mu.Lock()
	f.waiters--
	unused := f.waiters == 0
	if unused {
		l.forget(name, f)
	}
	l.mu.Unlock()
	if unused {
		f.cancel()
	}
}

// forget removes a lookup, so that the next join begins a new one. The caller must hold l.mu.
func (l *lookups) forget(name string, f *flight) {
	if l.flights[name] == f {
		delete(l.flights, name)
	}
}

// lookUp waits for a place, and then at most lookupLimit for the answer.
func (l *lookups) lookUp(ctx context.Context, name string) resolution {
	select {
	case l.places <- struct{}{}:
		defer func() { <-l.places }()
	case <-ctx.Done():
		return resolution{err: ctx.Err()}
	}
	ctx, cancel := context.WithTimeout(ctx, lookupLimit)
	defer cancel()
	a := l.ofFamily(ctx, name)
	switch {
	case a.err == nil:
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		a.err = noAnswer(fmt.Sprintf("host %.100q could not be looked up within %v", name, lookupLimit))
	case isSilence(a.err):
		a.err = noAnswer(fmt.Sprintf("host %.100q could not be looked up", name))
	case l.family != AnyFamily && IsNotFound(a.err):
		a.err = fmt.Errorf("%w: no %v address was found, and %s allows no other", a.err, l.family, l.family.option())
	}
	return a
}

// noAnswer returns the failure of a lookup that no name server answered.
func noAnswer(what string) error {
	return outcome.Fail(outcome.DNS, fmt.Errorf(
		"%s: no name server gave an answer; check the network and the name servers of this machine", what))
}

// isSilence reports whether the resolver had no answer in time.
func isSilence(err error) bool {
	dns, ok := errors.AsType[*net.DNSError](err)
	return ok && dns.IsTimeout
}
