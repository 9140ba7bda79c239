import { textOf } from '../event-fields.ts';
import { arnFrom, birthTags, type CreateEvent, type ServiceEvents, statedArn } from './create-call.ts';

/** What is made: its type, where the answer holds it, and where the request has its name. */
const MADE: readonly (readonly [name: string, type: string, holder: string, id: string])[] = [
  ['CreateCacheCluster', 'cluster', 'cacheCluster', 'cacheClusterId'],
  ['CreateReplicationGroup', 'replicationgroup', 'replicationGroup', 'replicationGroupId'],
  ['CreateServerlessCache', 'serverlesscache', 'serverlessCache', 'serverlessCacheName'],
  ['CreateSnapshot', 'snapshot', 'snapshot', 'snapshotName'],
  ['CopySnapshot', 'snapshot', 'snapshot', 'targetSnapshotName'],
  ['CreateCacheSubnetGroup', 'subnetgroup', 'cacheSubnetGroup', 'cacheSubnetGroupName'],
  ['CreateCacheParameterGroup', 'parametergroup', 'cacheParameterGroup', 'cacheParameterGroupName'],
  ['CreateUser', 'user', 'user', 'userId'],
  ['CreateUserGroup', 'usergroup', 'userGroup', 'userGroupId'],
];

/** Amazon ElastiCache. The answer is what was made, or holds it. Names are lower case in ARNs. */
export const elasticache: ServiceEvents = {
  sources: ['elasticache.amazonaws.com'],
  events: MADE.map(
    ([name, type, holder, id]): CreateEvent => ({
      names: [name],
      created: (call) => {
        const stated = statedArn(call, 'aRN', `${holder}.aRN`);
        const named = textOf(call.request, id)?.toLowerCase();
        const form = `elasticache:{region}:{account}:${type}:{id}`;
        const built = named === undefined ? undefined : arnFrom(call, form, named);
        const arn = stated ?? built;
        return [{ type: `elasticache:${type}`, arn, tags: birthTags(call) }];
      },
    }),
  ),
};
