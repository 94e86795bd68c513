package address

import (
	"net/netip"
	"testing"
)

func TestPublic(t *testing.T) {
	for _, tt := range []struct {
		addr string
		want bool
	}{
		{"1.1.1.1", true},
		{"9.255.255.255", true},
		{"11.0.0.0", true},
		{"0.0.0.0", false},
		{"0.1.2.3", false},
		{"1.0.0.0", true},
		{"10.0.0.0", false},
		{"10.255.255.255", false},
		{"100.63.255.255", true},
		{"100.64.0.0", false},
		{"100.127.255.255", false},
		{"100.128.0.0", true},
		{"127.0.0.1", false},
		{"127.255.255.255", false},
		{"128.0.0.0", true},
		{"169.253.255.255", true},
		{"169.254.169.254", false},
		{"172.15.255.255", true},
		{"172.16.0.0", false},
		{"172.31.255.255", false},
		{"172.32.0.0", true},
		{"192.0.0.8", false},
		{"192.0.0.9", true},
		{"192.0.0.10", true},
		{"192.0.0.11", false},
		{"192.0.0.170", false},
		{"192.0.1.0", true},
		{"192.0.2.1", false},
		{"192.31.196.1", true}, // AS112, listed as reachable
		{"192.52.193.1", true}, // AMT, listed as reachable
		{"192.88.99.1", false},
		{"192.167.255.255", true},
		{"192.168.0.1", false},
		{"192.169.0.0", true},
		{"198.17.255.255", true},
		{"198.18.0.0", false},
		{"198.19.255.255", false},
		{"198.20.0.0", true},
		{"198.51.100.7", false},
		{"203.0.113.7", false},
		{"223.255.255.255", true},
		{"224.0.0.1", false},
		{"239.255.255.255", false},
		{"240.0.0.1", false},
		{"255.255.255.255", false},

		{"::", false},
		{"::1", false},
		{"::127.0.0.1", false},
		{"::8.8.8.8", false}, // IPv4-compatible, deprecated
		{"100::1", false},
		{"1fff:ffff::", false},
		{"2000::", true},
		{"2001::1", false}, // Teredo
		{"2001:1::", false},
		{"2001:1::1", true},
		{"2001:1::2", true},
		{"2001:1::3", true},
		{"2001:1::4", false},
		{"2001:2::1", false},
		{"2001:3::1", true},
		{"2001:4:111::1", false},
		{"2001:4:112::1", true},
		{"2001:10::1", false}, // ORCHID, ended
		{"2001:20::1", true},
		{"2001:2f:ffff::1", true},
		{"2001:30::1", true},
		{"2001:40::1", false},
		{"2001:1ff:ffff::", false},
		{"2001:200::", true},
		{"2001:4860:4860::8888", true},
		{"2001:db8::1", false},
		{"2001:db9::1", true},
		{"2620:4f:8000::1", true}, // AS112, listed as reachable
		{"3ffe:ffff::1", true},
		{"3fff::1", false},
		{"3fff:fff::1", false},
		{"3fff:1000::1", true},
		{"4000::", false},
		{"5f00::1", false},
		{"fc00::1", false},
		{"fd12::1", false},
		{"fe80::1", false},
		{"fe80::1%eth0", false},
		{"2606:4700::1%eth0", false},
		{"fec0::1", false},
		{"ff02::1", false},

		{"::ffff:127.0.0.1", false},
		{"::ffff:8.8.8.8", true},
		{"64:ff9b::8.8.8.8", true},
		{"64:ff9b::10.0.0.1", false},
		{"64:ff9b:0:0:1::8.8.8.8", false},
		{"64:ff9b:1::8.8.8.8", false},
		{"2002:808:808::1", true},
		{"2002:7f00:1::1", false},
		{"2002:a9fe:a9fe::", false},
	} {
		if got := Public(netip.MustParseAddr(tt.addr)); got != tt.want {
			t.Errorf("%s: got %v", tt.addr, got)
		}
	}
	if Public(netip.Addr{}) {
		t.Error("no address at all is public")
	}
}

// An IPv6 address that embeds an IPv4 address is public exactly if the IPv4 address is.
func FuzzPublicInside(f *testing.F) {
	f.Add([]byte{127, 0, 0, 1})
	f.Add([]byte{8, 8, 8, 8})
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) != 4 {
			return
		}
		four := [4]byte(b)
		want := Public(netip.AddrFrom4(four))
		mapped := [16]byte{10: 0xff, 11: 0xff}
		translated := [16]byte{1: 0x64, 2: 0xff, 3: 0x9b}
		copy(mapped[12:], b)
		copy(translated[12:], b)
		tunnelled := [16]byte{0: 0x20, 1: 0x02}
		copy(tunnelled[2:], b)
		for _, outer := range [][16]byte{mapped, translated, tunnelled} {
			if addr := netip.AddrFrom16(outer); Public(addr) != want {
				t.Errorf("%v is public: %v", addr, !want)
			}
		}
	})
}
