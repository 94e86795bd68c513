package parts

// The constants of FNV-1a with 64 bits.
const (
	offset64 = 0xcbf29ce484222325
	prime64  = 0x100000001b3
)

// Of returns the part of a key: 1 to n. It is the hash of the key, modulo n, plus 1. n is at least
// 1.
func Of(key string, n int) int { return at(Hash(key), n) }

// at returns the part of a key that has the hash.
func at(hash uint64, n int) int { return int(hash%uint64(n)) + 1 }

// Hash returns the FNV-1a hash of the bytes of a key, with 64 bits, mixed by the finalizer of
// MurmurHash3 (fmix64).
func Hash(key string) uint64 {
	h := uint64(offset64)
	for i := range len(key) {
		h = (h ^ uint64(key[i])) * prime64
	}
	return mix(h)
}

// mix spreads the hash over all bits, since the low bits of FNV-1a depend only on the low bits of
// the key.
func mix(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// A Rule divides a list into N parts.
type Rule struct {
	N int

	// ByCode divides the codes of one host among all parts. It is for a host that all codes share,
	// and for servers of the user. Without it all codes of a host are in one part.
	ByCode bool
}
