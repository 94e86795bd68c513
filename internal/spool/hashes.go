package spool

import (
	"crypto/sha256"
	"hash"

	"github.com/hoist/hoist/internal/digest"
)

// hashes compute the hashes of a body while it comes: SHA-256, and those that were asked for.
type hashes struct {
	sha256 hash.Hash
	others []otherHash // mostly none
}

type otherHash struct {
	hash.Hash
	algorithm digest.Algorithm
}

func newHashes(others []digest.Algorithm) hashes {
	h := hashes{sha256: sha256.New()}
	for _, a := range others {
		h.others = append(h.others, otherHash{a.New(), a})
	}
	return h
}

// Write adds p to all hashes.
func (h *hashes) Write(p []byte) {
	h.sha256.Write(p)
	for _, other := range h.others {
		other.Write(p)
	}
}

// sum sets the hashes of a body.
func (h *hashes) sum(b *Body) {
	h.sha256.Sum(b.SHA256[:0])
	for _, other := range h.others {
		b.sums = append(b.sums, digest.SumOf(other.algorithm, other))
	}
}

// hash sets the hashes of a body with the content p.
func (b *Body) hash(p []byte, others []digest.Algorithm) {
	b.SHA256 = sha256.Sum256(p)
	for _, a := range others {
		h := a.New()
		h.Write(p)
		b.sums = append(b.sums, digest.SumOf(a, h))
	}
}
