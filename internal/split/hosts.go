package split

import (
	"math"
	"math/bits"
)

// A hostCount counts the different hosts of a part. Up to its limit it counts exactly. Beyond that
// it estimates with a HyperLogLog of Flajolet and others, whose standard error is 1.04/√registers:
// 1.6 % with 4,096. So memory does not grow with the number of hosts.
type hostCount struct {
	last      uint64   // the hash of the last host, which most codes share
	set       []uint64 // hashes, at the place of their low bits or after it; 0 is free
	count     int      // of set
	registers []uint8  // nil while set counts
}

// The sizes of a hostCount. If a list has many parts, each has fewer registers.
const (
	manyRegisters = 4096
	fewRegisters  = 256
	fullSet       = 8 // registers for each hash of the set
)

// registersFor returns the number of registers of each part.
func registersFor(parts int) int {
	if parts > 4096 {
		return fewRegisters
	}
	return manyRegisters
}

// add counts the host with a hash by parts.Hash.
func (c *hostCount) add(host uint64, registers int) {
	if host == c.last {
		return
	}
	c.last = host
	h := host*0x9e3779b97f4a7c15>>1 | 1<<63 // never 0; all hosts of a part have a common remainder before
	h ^= h >> 32
	if c.registers == nil && c.insert(h, registers/fullSet) {
		return
	}
	if c.registers == nil {
		c.registers = make([]uint8, registers)
		for _, hash := range c.set {
			if hash != 0 {
				c.register(hash)
			}
		}
		c.set = nil
	}
	c.register(h)
}

// insert adds a hash to the set. If the set is full, it returns false.
func (c *hostCount) insert(h uint64, limit int) bool {
	if c.set == nil {
		c.set = make([]uint64, 8)
	}
	for i := h; ; i++ {
		switch at := &c.set[i&uint64(len(c.set)-1)]; *at { // its length is a power of two
		case h:
			return true
		case 0:
			if c.count == limit {
				return false
			}
			*at = h
			if c.count++; 2*c.count > len(c.set) {
				c.grow(limit)
			}
			return true
		}
	}
}

// grow doubles the size of the set.
func (c *hostCount) grow(limit int) {
	old := c.set
	c.set, c.count = make([]uint64, 2*len(old)), 0
	for _, h := range old {
		if h != 0 {
			c.insert(h, limit)
		}
	}
}

// register adds a hash to the estimate.
func (c *hostCount) register(h uint64) {
	n := uint64(len(c.registers))
	rest := h &^ (1 << 63) / n // without the bit that is always set
	c.registers[h%n] = max(c.registers[h%n], uint8(bits.TrailingZeros64(rest|1<<50)+1))
}

// number returns the number of hosts, and whether it is estimated.
func (c *hostCount) number() (n uint64, estimated bool) {
	if c.registers == nil {
		return uint64(c.count), false
	}
	m := float64(len(c.registers))
	sum, zeros := 0.0, 0
	for _, r := range c.registers {
		sum += 1 / float64(uint64(1)<<r)
		if r == 0 {
			zeros++
		}
	}
	estimate := 0.7213 / (1 + 1.079/m) * m * m / sum
	if estimate <= 2.5*m && zeros > 0 {
		estimate = m * math.Log(m/float64(zeros)) // few hosts for the registers
	}
	return uint64(math.Round(estimate)), true
}
