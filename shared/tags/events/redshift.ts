import { textOf } from '../event-fields.ts';
import { arnFrom, birthTags, type CreateEvent, creates, type ServiceEvents } from './create-call.ts';

/** What is made: its type, and where the request has its name. */
const MADE: readonly (readonly [names: string, type: string, id: string])[] = [
  ['CreateCluster RestoreFromClusterSnapshot', 'cluster', 'clusterIdentifier'],
  ['CreateClusterSubnetGroup', 'subnetgroup', 'clusterSubnetGroupName'],
  ['CreateClusterParameterGroup', 'parametergroup', 'parameterGroupName'],
];

/** Amazon Redshift. It answers without an ARN. Names are lower case in ARNs. */
export const redshift: ServiceEvents = {
  sources: ['redshift.amazonaws.com'],
  events: [
    ...MADE.map(
      ([names, type, id]): CreateEvent => ({
        names: names.split(' '),
        created: (call) => {
          const named = textOf(call.request, id) ?? textOf(call.response, id);
          const form = `redshift:{region}:{account}:${type}:{id}`;
          const arn = named === undefined ? undefined : arnFrom(call, form, named.toLowerCase());
          return [{ type: `redshift:${type}`, arn, tags: birthTags(call) }];
        },
      }),
    ),
    {
      names: ['CreateClusterSnapshot'],
      created: (call) => {
        const cluster = textOf(call.request, 'clusterIdentifier');
        const named = textOf(call.request, 'snapshotIdentifier');
        const form = `redshift:{region}:{account}:snapshot:${cluster}/{id}`;
        const arn = cluster === undefined || named === undefined ? undefined : arnFrom(call, form, named);
        return [{ type: 'redshift:snapshot', arn: arn?.toLowerCase(), tags: birthTags(call) }];
      },
    },
  ],
};

/** Amazon Redshift Serverless. */
export const redshiftServerless: ServiceEvents = {
  sources: ['redshift-serverless.amazonaws.com'],
  events: [
    creates('CreateNamespace', { type: 'redshift-serverless:namespace', arn: ['namespace.namespaceArn'] }),
    creates('CreateWorkgroup', { type: 'redshift-serverless:workgroup', arn: ['workgroup.workgroupArn'] }),
  ],
};
