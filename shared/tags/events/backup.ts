import { creates, type ServiceEvents } from './create-call.ts';

/** AWS Backup. */
export const backup: ServiceEvents = {
  sources: ['backup.amazonaws.com'],
  events: [
    creates('CreateBackupVault', {
      type: 'backup:backup-vault',
      arn: ['backupVaultArn'],
      id: ['backupVaultName'],
      form: 'backup:{region}:{account}:backup-vault:{id}',
      tags: ['backupVaultTags'],
    }),
    creates('CreateLogicallyAirGappedBackupVault', {
      type: 'backup:backup-vault',
      arn: ['backupVaultArn'],
      id: ['backupVaultName'],
      form: 'backup:{region}:{account}:backup-vault:{id}',
      tags: ['backupVaultTags'],
    }),
    creates('CreateBackupPlan', {
      type: 'backup:backup-plan',
      arn: ['backupPlanArn'],
      answeredId: ['backupPlanId'],
      form: 'backup:{region}:{account}:backup-plan:{id}',
      tags: ['backupPlanTags'],
    }),
    creates('CreateBackupSelection', {
      type: 'backup:backup-selection',
      answeredId: ['selectionId'],
      form: 'backup:{region}:{account}:backup-selection:{id}',
    }),
    creates('CreateFramework', { type: 'backup:framework', arn: ['frameworkArn'], tags: ['frameworkTags'] }),
    creates('CreateReportPlan', {
      type: 'backup:report-plan',
      arn: ['reportPlanArn'],
      tags: ['reportPlanTags'],
    }),
  ],
};
