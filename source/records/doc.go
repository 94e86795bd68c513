// Package records reads tables: CSV, TSV, JSON Lines, and the lines that sha256sum and its
// relatives write.
//
// A [Reader] streams. It returns a record when the last byte of the record is there, and holds no
// more of the input than two records of the longest size. A record that can't be read is a
// [*BadRecord]. The reading then continues at the second line of that record. So a quote that is
// never closed costs one record, and not the rest of the input. (encoding/csv reads to the next
// quote, wherever that is, and holds all of it.)
package records
