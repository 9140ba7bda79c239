import { textOf } from '../event-fields.ts';
import { arnFrom, birthTags, type CreateEvent, type ServiceEvents, statedArn } from './create-call.ts';

/** What is made: its type in ARNs, the answer's ARN, and where the request has its name; none where the id is chance. */
const MADE: readonly (readonly [name: string, type: string, arn: string, id?: string])[] = [
  ['CreateNotebookInstance', 'notebook-instance', 'notebookInstanceArn', 'notebookInstanceName'],
  ['CreateModel', 'model', 'modelArn', 'modelName'],
  ['CreateEndpoint', 'endpoint', 'endpointArn', 'endpointName'],
  ['CreateEndpointConfig', 'endpoint-config', 'endpointConfigArn', 'endpointConfigName'],
  ['CreateTrainingJob', 'training-job', 'trainingJobArn', 'trainingJobName'],
  ['CreateProcessingJob', 'processing-job', 'processingJobArn', 'processingJobName'],
  ['CreateTransformJob', 'transform-job', 'transformJobArn', 'transformJobName'],
  [
    'CreateHyperParameterTuningJob',
    'hyper-parameter-tuning-job',
    'hyperParameterTuningJobArn',
    'hyperParameterTuningJobName',
  ],
  ['CreateAutoMLJob', 'automl-job', 'autoMLJobArn', 'autoMLJobName'],
  ['CreateAutoMLJobV2', 'automl-job', 'autoMLJobArn', 'autoMLJobName'],
  ['CreatePipeline', 'pipeline', 'pipelineArn', 'pipelineName'],
  ['CreateFeatureGroup', 'feature-group', 'featureGroupArn', 'featureGroupName'],
  ['CreateModelPackageGroup', 'model-package-group', 'modelPackageGroupArn', 'modelPackageGroupName'],
  ['CreateExperiment', 'experiment', 'experimentArn', 'experimentName'],
  ['CreateDomain', 'domain', 'domainArn'],
  ['CreateUserProfile', 'user-profile', 'userProfileArn'],
  ['CreateSpace', 'space', 'spaceArn'],
  ['CreateApp', 'app', 'appArn'],
  ['CreateModelPackage', 'model-package', 'modelPackageArn'],
  ['CreateCluster', 'cluster', 'clusterArn'],
];

/** Amazon SageMaker AI. Names are lower case in ARNs. */
export const sagemaker: ServiceEvents = {
  sources: ['sagemaker.amazonaws.com'],
  events: MADE.map(
    ([name, type, arn, id]): CreateEvent => ({
      names: [name],
      created: (call) => {
        const stated = statedArn(call, arn);
        const named = id === undefined ? undefined : textOf(call.request, id)?.toLowerCase();
        const form = `sagemaker:{region}:{account}:${type}/{id}`;
        const built = named === undefined ? undefined : arnFrom(call, form, named);
        return [
          {
            type: `sagemaker:${type}`,
            arn: stated ?? built,
            tags: birthTags(call),
          },
        ];
      },
    }),
  ),
};
