package parts

import (
	"encoding/json"
	"reflect"
	"testing"
)

// An index is JSON, with a line for each part, and is read as it was written.
func TestIndex(t *testing.T) {
	want := &Index{
		Version: IndexVersion, Parts: 2, By: ByHost,
		Options: Options{Format: "csv", URL: "{+url}", IgnoreQuery: []string{"sig"}}, Ending: ".csv.zst",
		Header: "id,url", List: List{Bytes: 9, SHA256: "ab"}, Sum: Sum{Codes: 3, Hosts: 1, Bytes: 30},
		Each: []IndexEntry{{Part: 1}, {Part: 2, Name: "00002.csv.zst", Size: 7, Sum: Sum{Codes: 3, Hosts: 1, Bytes: 30}}},
	}
	text, err := want.Append(nil)
	if err != nil || !json.Valid(text) {
		t.Fatalf("%v: %s", err, text)
	}
	got, err := ParseIndex(text)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if got.HasCodes(1) || !got.HasCodes(2) {
		t.Error("part 1 has no codes, and part 2 has three")
	}
	for _, bad := range []string{
		"", "[]", "{}", `{"version":2,"parts":1,"each":[{}]}`, `{"version":1,"parts":0,"each":[]}`,
		`{"version":1,"parts":2,"each":[{}]}`,
	} {
		if _, err := ParseIndex([]byte(bad)); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}

// The number of a part is in its name.
func TestNumber(t *testing.T) {
	for name, want := range map[string]int{
		"00001.zst": 1, "parts/00123.csv.zst": 123, "99999.zst": 99999,
		"0001.zst": 0, "00000.zst": 0, "1.zst": 0, "000001.zst": 0, "00001": 0, "-0001.zst": 0, "+0001.zst": 0, "urls.txt": 0, "": 0,
	} {
		if k, ok := Number(name); ok != (want > 0) || ok && k != want {
			t.Errorf("%q: got %d, %t, want %d", name, k, ok, want)
		}
	}
}
