import { AccountRootPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** What administrators of the account do with any key. Named one by one, so that `kms:*` stands nowhere. */
const ADMINISTRATION = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:CreateGrant',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RetireGrant',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];

/**
 * The policy that leaves it to the account's IAM who may use and administer a key, as KMS advises: without it
 * nobody but the principals in the key policy could, not even to repair the policy.
 * @param uses the actions on data that this kind of key is for.
 */
export function accountKeyPolicy(uses: readonly string[]): PolicyDocument {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: 'AccountDecidesByIam',
        principals: [new AccountRootPrincipal()],
        actions: [...ADMINISTRATION, ...uses],
        resources: ['*'], // in a key policy this is the key itself
      }),
    ],
  });
}
