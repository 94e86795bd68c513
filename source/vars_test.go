package source

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestVar(t *testing.T) {
	flag := Job{Seq: 7, Input: "br", Code: "BR"}
	text := Job{Seq: 1<<64 - 1, Input: "bib-42/É", Code: "bib-42/É"}
	for _, tt := range []struct {
		name string
		job  Job
		want map[string]string
	}{
		{"a flag", flag, map[string]string{
			"code": "BR", "lower": "br", "upper": "BR", "seq": "7", "shard": "bb", "country": "Brazil",
			"hash": "bbaf8352442730e92c16c5ea6b0ff7cc",
		}},
		{"a code of no country stands for itself", text, map[string]string{
			"code": "bib-42/É", "lower": "bib-42/é", "upper": "BIB-42/É", "seq": "18446744073709551615",
			"shard": "c1", "country": "bib-42/É", "hash": "c1c0c68c6f27f21f7e6c3359c6a3ca72",
		}},
		{"country is by the canonical code", Job{Code: "br"}, map[string]string{
			"code": "br", "lower": "br", "upper": "BR", "seq": "0", "shard": "88", "country": "br",
			"hash": "885036a0da3dff3c3e05bc79bf49382b",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := map[string]string{}
			for _, name := range Vars() {
				value, ok := tt.job.Var(name)
				if !ok || !slices.Contains(Vars(), name) {
					t.Errorf("%s is not known", name)
				}
				got[name] = value
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestVarUnknown(t *testing.T) {
	for _, name := range []string{"", "cod", "CODE", "code ", "ext"} {
		if value, ok := (Job{Code: "BR"}).Var(name); ok || value != "" || slices.Contains(Vars(), name) {
			t.Errorf("%q is known, value %q", name, value)
		}
	}
}
