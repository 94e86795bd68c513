// Package engines has no code of its own. Its tests run hoist as tasks of the engines that
// docs/many-machines.md describes: Slurm and GNU parallel, and by hand under kill -9. A test whose
// engine is not installed is skipped. .ci/run installs the engines.
package engines
