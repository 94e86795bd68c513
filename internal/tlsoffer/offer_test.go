package tlsoffer

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestSetting(t *testing.T) {
	for _, tt := range []struct {
		suite  uint16
		isWeak bool
		want   string
	}{
		{0, false, ""},
		{tls.TLS_AES_128_GCM_SHA256, false, ""},
		{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, false, ""},
		{tls.TLS_RSA_WITH_AES_128_GCM_SHA256, true, "tlsrsakex=1"},
		{tls.TLS_RSA_WITH_AES_256_CBC_SHA, true, "tlsrsakex=1"},
		{tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA, true, "tlsrsakex=1,tls3des=1"},
		{tls.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA, true, "tls3des=1"},
		{tls.TLS_RSA_WITH_AES_128_CBC_SHA256, true, ""},
		{tls.TLS_RSA_WITH_RC4_128_SHA, true, ""},
	} {
		o := Offer{tls.VersionTLS12, tt.suite}
		if got := o.Setting(); got != tt.want || o.IsWeak() != tt.isWeak {
			t.Errorf("%s: got %q, weak: %v", tls.CipherSuiteName(tt.suite), got, o.IsWeak())
		}
	}
}

// If the server ends the connection or the context has ended, the offer is unknown. The tests of
// httpclient ask servers that have an offer.
func TestAskInVain(t *testing.T) {
	near, far := net.Pipe()
	far.Close()
	if got := Ask(t.Context(), near, "h"); got != (Offer{}) {
		t.Errorf("got %v", got)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	near, far = net.Pipe()
	defer far.Close()
	if got := Ask(ended, near, "h"); got != (Offer{}) {
		t.Errorf("got %v", got)
	}
}

// A host is asked once, and not by a caller whose context has ended. The number of hosts is
// limited.
func TestKnown(t *testing.T) {
	var k Known
	asked := 0
	ask := func(context.Context, string) Offer { asked++; return Offer{tls.VersionTLS10, 1} }
	ended, end := context.WithCancel(t.Context())
	end()
	k.Of(ended, "h", ask)
	for range 3 {
		if got := k.Of(t.Context(), "h", ask); got.Version != tls.VersionTLS10 {
			t.Errorf("got %v", got)
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
	for i := range 2 * maxHosts {
		k.Of(t.Context(), fmt.Sprint(i), ask)
	}
	if asked != maxHosts || len(k.hosts) != maxHosts {
		t.Errorf("asked %d times, and kept %d hosts", asked, len(k.hosts))
	}
}

// All callers wait for one answer until their contexts end, also if the first caller leaves.
func TestKnownWaits(t *testing.T) {
	for _, impatient := range []int{0, 4, 9} {
		synctest.Test(t, func(t *testing.T) {
			var k Known
			want := Offer{tls.VersionTLS11, 2}
			var asked atomic.Int32
			ask := func(ctx context.Context, _ string) Offer {
				asked.Add(1)
				select {
				case <-time.After(time.Second):
					return want
				case <-ctx.Done():
					return Offer{}
				}
			}
			short, end := context.WithTimeout(t.Context(), time.Millisecond)
			defer end()
			var group sync.WaitGroup
			for i := range 10 {
				group.Go(func() {
					time.Sleep(time.Duration(i)) // the callers come in order
					ctx, want := t.Context(), want
					if i == impatient {
						ctx, want = short, Offer{}
					}
					if got := k.Of(ctx, "h", ask); got != want {
						t.Errorf("%d got %v", i, got)
					}
				})
			}
			if group.Wait(); asked.Load() != 1 {
				t.Errorf("asked %d times", asked.Load())
			}
		})
	}
}

// If the last caller leaves before the answer, the context of ask ends. A later caller asks again.
func TestKnownIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var k Known
		began := time.Now()
		var ended time.Duration
		leave, end := context.WithTimeout(t.Context(), time.Second)
		defer end()
		if got := k.Of(leave, "h", func(ctx context.Context, _ string) Offer {
			<-ctx.Done()
			ended = time.Since(began)
			return Offer{tls.VersionTLS10, 1}
		}); got != (Offer{}) {
			t.Errorf("got %v", got)
		}
		if synctest.Wait(); ended != time.Second {
			t.Errorf("ask ended after %v", ended)
		}
		want := Offer{tls.VersionTLS11, 2}
		if got := k.Of(t.Context(), "h", func(context.Context, string) Offer { return want }); got != want {
			t.Errorf("asked again, got %v", got)
		}
	})
}
