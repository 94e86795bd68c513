package manifests

import (
	"strings"
	"testing"

	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

// The manifest has only fields that the API has, and keeps the rules of the API for an Indexed Job
// with a limit for each index. Its command runs each part once.
func TestKubernetes(t *testing.T) {
	manifests := blocks(t, "yaml")
	if len(manifests) != 1 {
		t.Fatalf("%d manifests", len(manifests))
	}
	volumeText, jobText, _ := strings.Cut(manifests[0], "\n---\n")
	var claim core.PersistentVolumeClaim
	if err := yaml.UnmarshalStrict([]byte(volumeText), &claim); err != nil {
		t.Fatal(err)
	}
	if claim.APIVersion != "v1" || claim.Kind != "PersistentVolumeClaim" {
		t.Errorf("the claim is a %s of %s", claim.Kind, claim.APIVersion)
	}
	if len(claim.Spec.AccessModes) != 1 || claim.Spec.AccessModes[0] != core.ReadWriteMany {
		t.Errorf("the claim has the modes %v", claim.Spec.AccessModes)
	}
	if claim.Spec.Resources.Requests.Storage().IsZero() {
		t.Error("the claim has no size")
	}

	var job batch.Job
	if err := yaml.UnmarshalStrict([]byte(jobText), &job); err != nil {
		t.Fatal(err)
	}
	if job.APIVersion != "batch/v1" || job.Kind != "Job" {
		t.Errorf("the job is a %s of %s", job.Kind, job.APIVersion)
	}
	spec := job.Spec
	if spec.CompletionMode == nil || *spec.CompletionMode != batch.IndexedCompletion || spec.BackoffLimitPerIndex == nil {
		t.Fatal("the job has no limit for each index")
	}
	if *spec.Parallelism > *spec.Completions || *spec.MaxFailedIndexes > *spec.Completions {
		t.Error("more than the indexes")
	}
	if spec.Template.Spec.RestartPolicy != core.RestartPolicyNever { // both limits for indexes and policies for failures require it
		t.Errorf("pods restart %s", spec.Template.Spec.RestartPolicy)
	}
	if *spec.PodReplacementPolicy != batch.Failed { // a policy for failures requires it
		t.Errorf("pods are replaced when %s", *spec.PodReplacementPolicy)
	}
	checkFailurePolicy(t, spec.PodFailurePolicy)

	pod := spec.Template.Spec
	if len(pod.Containers) != 1 || len(pod.Volumes) != 1 || pod.Volumes[0].PersistentVolumeClaim.ClaimName != claim.Name {
		t.Fatal("the pod does not have the volume of the claim")
	}
	if mounts := pod.Containers[0].VolumeMounts; len(mounts) != 1 || mounts[0].Name != pod.Volumes[0].Name ||
		mounts[0].MountPath != "/shared" {
		t.Errorf("the container has %v", mounts)
	}
	array{command: pod.Containers[0].Command, variable: "JOB_COMPLETION_INDEX", size: int(*spec.Completions)}.run(t)
}

// checkFailurePolicy checks that a policy has only actions, operators and conditions of the API.
func checkFailurePolicy(t *testing.T, policy *batch.PodFailurePolicy) {
	t.Helper()
	for i, rule := range policy.Rules {
		switch rule.Action {
		case batch.PodFailurePolicyActionFailJob, batch.PodFailurePolicyActionFailIndex, batch.PodFailurePolicyActionIgnore:
		default:
			t.Errorf("rule %d has the action %s", i, rule.Action)
		}
		if (rule.OnExitCodes == nil) == (rule.OnPodConditions == nil) {
			t.Errorf("rule %d must have either exit codes or conditions", i)
		}
		if codes := rule.OnExitCodes; codes != nil && codes.Operator != batch.PodFailurePolicyOnExitCodesOpIn {
			t.Errorf("rule %d has the operator %s", i, codes.Operator)
		}
		for _, condition := range rule.OnPodConditions {
			if condition.Type != core.DisruptionTarget || condition.Status != core.ConditionTrue {
				t.Errorf("rule %d has the condition %v", i, condition)
			}
		}
	}
}
