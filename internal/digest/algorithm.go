// Package digest has hashes of the content of files. It parses them in the spellings that lists,
// web pages and HTTP have for them, and does no I/O.
package digest

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
)

// An Algorithm is a hash function.
type Algorithm uint8

const (
	MD5 Algorithm = iota
	SHA1
	SHA256
	SHA512
)

// Algorithms lists all algorithms.
var Algorithms = [...]Algorithm{MD5, SHA1, SHA256, SHA512}

// names are the names of the algorithms, as in the log.
var names = [...]string{"md5", "sha1", "sha256", "sha512"}

// Named returns the algorithm with a name in lower case, such as sha256.
func Named(name string) (a Algorithm, ok bool) {
	for _, a := range Algorithms {
		if a.String() == name {
			return a, true
		}
	}
	return 0, false
}

// String returns the name of the algorithm: md5, sha1, sha256 or sha512.
func (a Algorithm) String() string { return names[a] }

// Size returns the number of bytes of a hash.
func (a Algorithm) Size() int {
	return [...]int{md5.Size, sha1.Size, sha256.Size, sha512.Size}[a]
}

// New returns a new hash.Hash.
func (a Algorithm) New() hash.Hash {
	return [...]func() hash.Hash{md5.New, sha1.New, sha256.New, sha512.New}[a]()
}
