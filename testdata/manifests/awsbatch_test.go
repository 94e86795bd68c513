package manifests

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/batch"
)

// The two inputs for the command line of AWS have only fields and values that the API has. The
// command runs each part once.
func TestAWSBatch(t *testing.T) {
	inputs := blocks(t, "json")
	if len(inputs) != 2 {
		t.Fatalf("%d inputs", len(inputs))
	}
	var definition batch.RegisterJobDefinitionInput
	decode(t, inputs[0], &definition)
	var job batch.SubmitJobInput
	decode(t, inputs[1], &job)

	if !slices.Contains(definition.Type.Values(), definition.Type) {
		t.Errorf("the definition has the type %s", definition.Type)
	}
	if *job.JobDefinition != *definition.JobDefinitionName {
		t.Errorf("the job has the definition %s", *job.JobDefinition)
	}
	container := definition.ContainerProperties
	for _, needs := range container.ResourceRequirements {
		if !slices.Contains(needs.Type.Values(), needs.Type) {
			t.Errorf("the container needs %s", needs.Type)
		}
	}
	if len(container.Volumes) != 1 || len(container.MountPoints) != 1 ||
		*container.MountPoints[0].SourceVolume != *container.Volumes[0].Name {
		t.Error("the container does not have its volume")
	}
	for _, rule := range definition.RetryStrategy.EvaluateOnExit {
		if !slices.Contains(rule.Action.Values(), rule.Action) {
			t.Errorf("a retry has the action %s", rule.Action)
		}
	}
	array{command: container.Command, variable: "AWS_BATCH_JOB_ARRAY_INDEX", size: int(*job.ArrayProperties.Size)}.run(t)
}

// decode decodes an input. Names of fields differ from those of the types only in the case of their
// first letter, which encoding/json ignores.
func decode(t *testing.T, text string, into any) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		t.Fatal(err)
	}
}
