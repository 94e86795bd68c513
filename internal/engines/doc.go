// Package engines has no code of its own. Its tests run hoist as tasks of the engines that
// docs/many-machines.md describes: Slurm and GNU parallel. A further test starts tasks itself, and
// kills them. If an engine is not installed, its tests are skipped. .ci/run installs the engines.
package engines
