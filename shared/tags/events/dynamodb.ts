import { creates, type ServiceEvents } from './create-call.ts';

/** Amazon DynamoDB. */
export const dynamodb: ServiceEvents = {
  sources: ['dynamodb.amazonaws.com'],
  events: [
    creates(['CreateTable', 'RestoreTableFromBackup', 'RestoreTableToPointInTime', 'ImportTable'], {
      type: 'dynamodb:table',
      arn: ['tableDescription.tableArn', 'importTableDescription.tableArn'],
      id: ['tableName', 'targetTableName', 'tableCreationParameters.tableName'],
      form: 'dynamodb:{region}:{account}:table/{id}',
    }),
    creates('CreateBackup', { type: 'dynamodb:backup', arn: ['backupDetails.backupArn'] }),
  ],
};
