package source

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// Vars are the names that Job.Var knows, for checks of a template before there is a job.
func Vars() []string { return []string{"code", "lower", "upper", "seq", "shard", "country"} }

// UniqueVars are the variables with another value for each code.
func UniqueVars() []string { return []string{"code", "seq"} }

// UniqueFlagVars are the variables with another value for each flag code. {lower} is one of them,
// since flag codes are upper case. No two countries have the same name.
func UniqueFlagVars() []string { return []string{"code", "lower", "upper", "country", "seq"} }

// Column begins the name of a variable that is a column of the record: Var("col:name").
const Column = "col:"

// Var returns the value that a template's variable has for this job. If the name is not in Vars and
// not that of a column of this job, ok is false. Values are made on demand: a variable that no template names costs nothing.
func (j Job) Var(name string) (value string, ok bool) {
	switch name {
	case "code":
		return j.Code, true
	case "lower":
		return strings.ToLower(j.Code), true
	case "upper":
		return strings.ToUpper(j.Code), true
	case "seq":
		return strconv.FormatUint(j.Seq, 10), true
	case "shard":
		return shard(j.Code), true
	case "country":
		return countryOr(j.Code), true
	}
	if column, ok := strings.CutPrefix(name, Column); ok {
		return j.Fields.Value(column)
	}
	return "", false
}

// shard is two hex digits that spread codes evenly over 256 directories: the first byte of the
// SHA-256.
func shard(code string) string {
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:1])
}

func countryOr(code string) string {
	if name, ok := Country(code); ok {
		return name
	}
	return code
}
