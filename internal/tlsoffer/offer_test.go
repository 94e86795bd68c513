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

// A host is asked once, unless its answer was not awaited. The number of hosts is limited.
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
	if asked != 2 {
		t.Errorf("asked %d times", asked)
	}
	for i := range 2 * maxHosts {
		k.Of(t.Context(), fmt.Sprint(i), ask)
	}
	if asked != 1+maxHosts || len(k.hosts) != maxHosts {
		t.Errorf("asked %d times, and kept %d hosts", asked, len(k.hosts))
	}
}

// Callers that come while a host is asked wait for the answer until their context ends.
func TestKnownWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var k Known
		want := Offer{tls.VersionTLS11, 2}
		var asked atomic.Int32
		ask := func(context.Context, string) Offer {
			asked.Add(1)
			time.Sleep(time.Second)
			return want
		}
		impatient, end := context.WithTimeout(t.Context(), time.Millisecond)
		defer end()
		var group sync.WaitGroup
		for i := range 10 {
			group.Go(func() {
				time.Sleep(time.Duration(i)) // so that the first caller asks
				ctx, want := t.Context(), want
				if i == 9 {
					ctx, want = impatient, Offer{}
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
