package split

import (
	"math"
	"strconv"
	"testing"

	"github.com/hoist/hoist/internal/parts"
)

// Few hosts are counted exactly, and many within the error of the estimate.
func TestHostCount(t *testing.T) {
	for _, registers := range []int{manyRegisters, fewRegisters} {
		for _, hosts := range []int{0, 1, 2, 7, 31, 32, 33, 512, 513, 1000, 10_000, 300_000} {
			var c hostCount
			for range 2 {
				for i := range hosts {
					c.add(parts.Hash("host"+strconv.Itoa(i)), registers)
				}
			}
			got, estimated := c.number()
			exact := hosts <= registers/fullSet
			if estimated == exact {
				t.Errorf("%d hosts, %d registers: estimated %t", hosts, registers, estimated)
			}
			most := 0.0
			if !exact {
				most = 6 * 1.04 / math.Sqrt(float64(registers)) * float64(hosts)
			}
			if math.Abs(float64(got)-float64(hosts)) > most {
				t.Errorf("%d hosts, %d registers: got %d", hosts, registers, got)
			}
			if len(c.set) > registers {
				t.Errorf("%d hosts, %d registers: a set of %d", hosts, registers, len(c.set))
			}
		}
	}
}
