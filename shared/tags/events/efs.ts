import { creates, type ServiceEvents } from './create-call.ts';

/** Amazon EFS. */
export const efs: ServiceEvents = {
  sources: ['elasticfilesystem.amazonaws.com'],
  events: [
    creates('CreateFileSystem', {
      type: 'elasticfilesystem:file-system',
      arn: ['fileSystemArn'],
      answeredId: ['fileSystemId'],
      form: 'elasticfilesystem:{region}:{account}:file-system/{id}',
    }),
    creates('CreateAccessPoint', {
      type: 'elasticfilesystem:access-point',
      arn: ['accessPointArn'],
      answeredId: ['accessPointId'],
      form: 'elasticfilesystem:{region}:{account}:access-point/{id}',
    }),
    creates('CreateMountTarget', {
      type: 'elasticfilesystem:mount-target',
      answeredId: ['mountTargetId'],
      form: 'elasticfilesystem:{region}:{account}:mount-target/{id}',
    }),
  ],
};

/** Amazon FSx, which makes file systems too. */
export const fsx: ServiceEvents = {
  sources: ['fsx.amazonaws.com'],
  events: [
    creates(['CreateFileSystem', 'CreateFileSystemFromBackup'], {
      type: 'fsx:file-system',
      arn: ['fileSystem.resourceARN'],
      answeredId: ['fileSystem.fileSystemId'],
      form: 'fsx:{region}:{account}:file-system/{id}',
    }),
    creates('CreateVolume', { type: 'fsx:volume', arn: ['volume.resourceARN'] }),
    creates('CreateSnapshot', { type: 'fsx:snapshot', arn: ['snapshot.resourceARN'] }),
  ],
};
