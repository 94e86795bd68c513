package engines

import (
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// A cluster is a Slurm of this machine: one controller and two nodes. All daemons listen on
// loopback, keep their files in dir, and end with the test.
type cluster struct {
	dir   string
	nodes map[string]*exec.Cmd
}

// If a node does not answer for nodeTimeout, the controller gives it up.
const nodeTimeout = 5 * time.Second

// startCluster starts a cluster. The commands of Slurm that are started later by this process find
// it by SLURM_CONF.
func startCluster(t *testing.T) *cluster {
	t.Helper()
	requires(t, "slurmctld", "slurmd", "sbatch", "munged", "unshare")
	if exec.Command("unshare", "--pid", "--fork", "--mount-proc", "true").Run() != nil {
		t.Skip("this user can't make a namespace of processes for a node")
	}
	dir, err := os.MkdirTemp("", "slurm") // t.TempDir may be too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	for _, name := range []string{"munge", "state", "n1", "n2"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	c := &cluster{dir: dir, nodes: map[string]*exec.Cmd{}}
	t.Setenv("SLURM_CONF", write(t, dir, "slurm.conf", c.config(t)))

	key := make([]byte, 1024)
	rand.Read(key)
	if err := os.WriteFile(c.path("munge/key"), key, 0o400); err != nil {
		t.Fatal(err)
	}
	daemon(t, "munged", "--foreground", "--force", "--num-threads=10", "--socket="+c.path("munge/socket"),
		"--key-file="+c.path("munge/key"), "--pid-file="+c.path("munge/pid"), "--log-file="+c.path("munge/log"),
		"--seed-file="+c.path("munge/seed"))
	poll(t, "munged", func() bool { _, err := os.Stat(c.path("munge/socket")); return err == nil })
	daemon(t, "slurmctld", "-D", "-i")
	// As the first process of a namespace, slurmd takes all processes of the node with it.
	for _, node := range []string{"n1", "n2"} {
		c.nodes[node] = daemon(t, "unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "slurmd", "-D", "-N", node)
	}
	poll(t, "two idle nodes", func() bool {
		states, _ := exec.Command("sinfo", "-h", "-N", "-o", "%T").Output()
		return slices.Equal(strings.Fields(string(states)), []string{"idle", "idle"})
	})
	return c
}

func (c *cluster) path(name string) string { return filepath.Join(c.dir, name) }

// config returns a slurm.conf. Tasks of a node that is lost are queued again.
func (c *cluster) config(t *testing.T) string {
	t.Helper()
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	ports := freePorts(t, 3)
	return strings.NewReplacer("HOST", host, "DIR", c.dir, "TIMEOUT", fmt.Sprint(nodeTimeout.Seconds()),
		"PORT0", ports[0], "PORT1", ports[1], "PORT2", ports[2]).Replace(`ClusterName=hoist
SlurmctldHost=HOST(127.0.0.1)
SlurmctldPort=PORT0
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=DIR/munge/socket
CredType=cred/munge
StateSaveLocation=DIR/state
SlurmctldPidFile=DIR/state/pid
SlurmctldLogFile=DIR/state/log
SlurmdSpoolDir=DIR/%n
SlurmdPidFile=DIR/%n/pid
SlurmdLogFile=DIR/%n/log
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_res
SelectTypeParameters=CR_CPU
MailProg=/bin/true
SlurmdTimeout=TIMEOUT
ReturnToService=2
NodeName=n1 NodeHostname=HOST NodeAddr=127.0.0.1 Port=PORT1 CPUs=4
NodeName=n2 NodeHostname=HOST NodeAddr=127.0.0.1 Port=PORT2 CPUs=4
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
`)
}

// kill ends a node with all its processes, as a power cut does.
func (c *cluster) kill(t *testing.T, node string) {
	t.Helper()
	if err := c.nodes[node].Process.Kill(); err != nil {
		t.Fatal(err)
	}
}

// states returns the tasks of a job that are not done, with their states.
func (c *cluster) states(t *testing.T, job string) string {
	t.Helper()
	return must(t, c.dir, "squeue", "-h", "-r", "-j", job, "-o", "%K %T %N %r")
}

// hurry starts the tasks of a job that were queued again. Slurm lets them wait for two minutes.
func (c *cluster) hurry(t *testing.T, job string) {
	t.Helper()
	for line := range strings.Lines(c.states(t, job)) {
		if task, rest, _ := strings.Cut(line, " "); strings.HasPrefix(rest, "PENDING") && strings.Contains(rest, "BeginTime") {
			exec.Command("scontrol", "update", "jobid="+job+"_"+task, "starttime=now").Run() // it may have begun
		}
	}
}
