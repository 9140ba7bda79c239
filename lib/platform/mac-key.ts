import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, type KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Access } from '../constructs/access.ts';
import { isLocal } from '../constructs/local.ts';
import { accountKeyPolicy } from './key-policy.ts';

export interface MacKeyProps {
  /** How long a tag is: a link in an SMS has few characters to give. */
  readonly spec: KeySpec.HMAC_224 | KeySpec.HMAC_256;
  /** What it signs, for people who look at the key. */
  readonly signs: string;
}

/** A key that signs and checks tokens inside KMS: no function ever holds the secret. */
export class MacKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string, props: MacKeyProps) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: `Belltower: signs ${props.signs}`,
      keySpec: props.spec,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
      policy: accountKeyPolicy(['kms:GenerateMac', 'kms:VerifyMac']),
      removalPolicy: isLocal(this) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
  }

  /** The key's id and the permission to sign with it. */
  sign(): Access {
    return this.access('kms:GenerateMac');
  }

  /** The key's id and the permission to check what it signed. */
  verify(): Access {
    return this.access('kms:VerifyMac');
  }

  private access(action: string): Access {
    return {
      value: this.key.keyId,
      statements: [new PolicyStatement({ actions: [action], resources: [this.key.keyArn] })],
    };
  }
}
