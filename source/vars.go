package source

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/hoist/hoist/internal/country"
	"github.com/hoist/hoist/internal/naming"
)

// Vars are the names that Job.Var knows, for checks of a template before there is a job.
func Vars() []string { return []string{"code", "lower", "upper", "seq", "shard", "hash", "country"} }

// UniqueVars are the variables with another value for each code.
func UniqueVars() []string { return []string{"code", "seq", "hash"} }

// UniqueFlagVars are the variables with another value for each flag code. {lower} is one of them,
// since flag codes are upper case. No two countries have the same name.
func UniqueFlagVars() []string { return []string{"code", "lower", "upper", "country", "seq", "hash"} }

// Var returns the value that a template's variable has for this job. If the name is not in Vars and
// not that of a column of this job, ok is false. The value of "code", and of a column, has the
// parameters that Code lacks. Values are made on demand: a variable that no template names costs
// nothing.
func (j Job) Var(name string) (value string, ok bool) {
	switch name {
	case "code":
		return cmp.Or(j.Whole, j.Code), true
	case "lower":
		return strings.ToLower(j.Code), true
	case "upper":
		return strings.ToUpper(j.Code), true
	case "seq":
		return strconv.FormatUint(j.Seq, 10), true
	case "shard":
		return hash(j.Code, 1), true
	case "hash":
		return hash(j.Code, 16), true
	case "country":
		return countryOr(j.Code), true
	}
	if column, ok := strings.CutPrefix(name, naming.Column); ok {
		return j.Record.Value(column)
	}
	return "", false
}

// hash returns the first n bytes of the SHA-256 in hex. One byte spreads codes evenly over 256
// directories. Sixteen bytes differ for any two codes.
func hash(code string, n int) string {
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:n])
}

func countryOr(code string) string {
	if name, ok := country.Name(code); ok {
		return name
	}
	return code
}
