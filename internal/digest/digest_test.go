package digest

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
)

// The hashes of "abc", from FIPS 180-4 and RFC 1321.
const (
	abcMD5    = "900150983cd24fb0d6963f7d28e17f72"
	abcSHA1   = "a9993e364706816aba3e25717850c26c9cd0d89d"
	abcSHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	abcSHA512 = "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a" +
		"2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
)

func TestAlgorithms(t *testing.T) {
	for name, want := range map[string]string{"md5": abcMD5, "sha1": abcSHA1, "sha256": abcSHA256, "sha512": abcSHA512} {
		a, ok := Named(name)
		if !ok || a.String() != name || 2*a.Size() != len(want) {
			t.Errorf("%s: got %v, %t, size %d", name, a, ok, a.Size())
		}
		h := a.New()
		h.Write([]byte("abc"))
		if got := SumOf(a, h); got.Hex() != want || got.Algorithm != a {
			t.Errorf("%s of abc: got %s, want %s", name, got.Hex(), want)
		}
	}
	for _, name := range []string{"", "SHA256", "sha-256", "sha384", "size"} {
		if a, ok := Named(name); ok {
			t.Errorf("%q: got %v, want none", name, a)
		}
	}
}

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		algorithm Algorithm
		text      string
		want      string // hex; or a part of the error
	}{
		{MD5, abcMD5, abcMD5},
		{MD5, strings.ToUpper(abcMD5), abcMD5},
		{MD5, " \t" + abcMD5 + " ", abcMD5},
		{MD5, "kAFQmDzST7DWlj99KOF/cg==", abcMD5}, // Content-MD5
		{MD5, "kAFQmDzST7DWlj99KOF/cg", abcMD5},
		{MD5, "md5:" + abcMD5, abcMD5},
		{MD5, "md5=kAFQmDzST7DWlj99KOF/cg==", abcMD5}, // x-goog-hash
		{MD5, "MD5-kAFQmDzST7DWlj99KOF/cg==", abcMD5},
		{SHA1, abcSHA1, abcSHA1},
		{SHA1, "sha1:" + abcSHA1, abcSHA1},
		{SHA1, "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", abcSHA1},
		{SHA1, "SHA=qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", abcSHA1}, // RFC 3230
		{SHA1, "sha-1=qZk+NkcGgWq6PiVxeFDCbJzQ2J0", abcSHA1},
		{SHA256, abcSHA256, abcSHA256},
		{SHA256, "sha256:" + abcSHA256, abcSHA256},
		{SHA256, "SHA256:" + strings.ToUpper(abcSHA256), abcSHA256},
		{SHA256, "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=", abcSHA256}, // SRI
		{SHA256, "sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:", abcSHA256},
		{SHA256, "sha-256=ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=", abcSHA256},
		{SHA256, ":ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:", abcSHA256},
		{SHA256, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0", abcSHA256},
		{SHA512, abcSHA512, abcSHA512},
		{SHA512, "sha512:" + abcSHA512, abcSHA512},
		{SHA512, "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==", abcSHA512},

		{MD5, "", "is not a hash of md5, which has 32 hex digits, or 24 characters of base64"},
		{SHA256, abcMD5, "is not a hash of sha256, which has 64 hex digits, or 44"},
		{MD5, abcSHA256, "is not a hash of md5"},
		{MD5, "sha256:" + abcSHA256, "is a hash of sha256, not of md5"},
		{SHA256, "md5:" + abcMD5, "is a hash of md5, not of sha256"},
		{SHA256, "sha384:" + abcSHA256, "is not a hash of sha256"},
		{SHA256, "sha512-256:" + abcSHA256, "is a hash of sha512, not of sha256"},
		{SHA256, abcSHA256[:63], "is not a hash"},
		{SHA256, abcSHA256 + "0", "is not a hash"},
		{SHA256, abcSHA256[:63] + "g", "is not the hex"},
		{SHA256, "sha256 " + abcSHA256, "is not a hash"},
		{SHA256, "sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=", "is not a hash"},
		{SHA256, ":" + abcSHA256 + ":", "is not a hash"},
		{SHA256, "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0=", "is not a hash"},       // base64url
		{SHA256, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa1=", "is not a hash"},       // bits after the end
		{SHA256, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0==", "is not a hash"},      // too much padding
		{SHA256, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/\nYfIAFa0", "is not a hash"},      // which a decoder skips
		{MD5, "kAFQmDzST7DWlj99KOF/cg=", "is not a hash"},                               // too little
		{MD5, abcMD5 + " *abc", "is not a hash"},                                        // a line of md5sum
		{SHA256, "sha-256=:" + strings.Repeat("A", 43) + "=:, sha-512=:x:", "is not a"}, // a list
	} {
		got, err := Parse(tt.algorithm, tt.text)
		if err == nil && (got.Hex() != tt.want || got.Algorithm != tt.algorithm) {
			t.Errorf("%v %q: got %v %s, want %s", tt.algorithm, tt.text, got.Algorithm, got.Hex(), tt.want)
		}
		if err != nil && (!strings.Contains(err.Error(), tt.want) || got != Sum{}) {
			t.Errorf("%v %q: got %v, want %s", tt.algorithm, tt.text, err, tt.want)
		}
	}
}

// FuzzParse finds the hash in each spelling of it, and accepts no text that is not a spelling of
// the hash it returns.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"", "abc", abcMD5, abcSHA256, "sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, a := range Algorithms {
			sum := hashed(a, text)
			padded := base64.StdEncoding.EncodeToString(sum)
			for _, value := range []string{
				hex.EncodeToString(sum), strings.ToUpper(hex.EncodeToString(sum)), padded, strings.TrimRight(padded, "="), ":" + padded + ":",
			} {
				for _, prefix := range append([]string{""}, prefixes[a]...) {
					if got, err := Parse(a, prefix+value); err != nil || got != SumFrom(a, sum) {
						t.Fatalf("%v %q: got %s, %v", a, prefix+value, got.Hex(), err)
					}
				}
			}
			got, err := Parse(a, text)
			if err != nil {
				continue
			}
			plain, padded := strings.ToLower(text), base64.StdEncoding.EncodeToString([]byte(got.Value))
			if !strings.Contains(plain, got.Hex()) && !strings.Contains(text, strings.TrimRight(padded, "=")) {
				t.Fatalf("%v %q: got %s", a, text, got.Hex())
			}
		}
	})
}

func hashed(a Algorithm, text string) []byte {
	switch a {
	case MD5:
		sum := md5.Sum([]byte(text))
		return sum[:]
	case SHA1:
		sum := sha1.Sum([]byte(text))
		return sum[:]
	case SHA256:
		sum := sha256.Sum256([]byte(text))
		return sum[:]
	}
	sum := sha512.Sum512([]byte(text))
	return sum[:]
}
