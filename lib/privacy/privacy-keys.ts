import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Access } from '../constructs/access.ts';
import { isLocal } from '../constructs/local.ts';
import type { DataKey } from '../platform/data-key.ts';
import { accountKeyPolicy } from '../platform/key-policy.ts';
import { MacKey } from '../platform/mac-key.ts';

export interface PrivacyKeysProps {
  /** The key of all data at rest. */
  readonly data: DataKey;
}

/**
 * The keys of erasure that the stack makes: for tags of persons, and for signatures. They outlive it. The keys of persons
 * are none of them: functions make those, so that no deployment can destroy one.
 */
export class PrivacyKeys extends Construct {
  /** Makes the keyed tags by which persons are known inside. */
  readonly tags: MacKey;
  /** Makes the nonces of callbacks, and keys for names in tallies. Applications may make tags, so it is another key. */
  readonly callbacks: MacKey;
  /** Signs certificates and how far the audit chain has come. */
  readonly signing: Key;
  /** Signs what third parties are told: whoever erases may do that, and sign no certificate. */
  readonly commands: Key;
  private readonly data: DataKey;

  constructor(scope: Construct, id: string, { data }: PrivacyKeysProps) {
    super(scope, id);
    this.data = data;
    this.tags = new MacKey(this, 'Tags', { spec: KeySpec.HMAC_256, signs: 'tags of persons' });
    this.callbacks = new MacKey(this, 'Callbacks', {
      spec: KeySpec.HMAC_256,
      signs: 'nonces of callbacks and keys of tallies',
    });
    this.signing = this.signingKey('Signing', 'certificates of erasure');
    this.commands = this.signingKey('Commands', 'what third parties are told to erase');
  }

  /** The id of the key that signs certificates, and the permission to sign with it. */
  sign(): Access {
    return this.signBy(this.signing);
  }

  /** The same of the key that signs what third parties are told. */
  signCommands(): Access {
    return this.signBy(this.commands);
  }

  /** The data key's id and the permission to seal with it what is known of the person of a case, and nothing else. */
  sealOnly(): Access {
    return this.ofVault('kms:GenerateDataKey');
  }

  /** The same, and to open it. */
  seal(): Access {
    return this.ofVault('kms:Decrypt', 'kms:GenerateDataKey');
  }

  private signingKey(id: string, signs: string): Key {
    return new Key(this, id, {
      description: `Belltower: signs ${signs}`,
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      policy: accountKeyPolicy(['kms:GetPublicKey', 'kms:Sign', 'kms:Verify']),
      removalPolicy: isLocal(this) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
  }

  private signBy({ keyId, keyArn }: Key): Access {
    return {
      value: keyId,
      statements: [new PolicyStatement({ actions: ['kms:GetPublicKey', 'kms:Sign'], resources: [keyArn] })],
    };
  }

  private ofVault(...actions: string[]): Access {
    const { keyId, keyArn } = this.data.key;
    return {
      value: keyId,
      statements: [
        new PolicyStatement({
          actions,
          resources: [keyArn],
          conditions: { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['belltower:case'] } },
        }),
      ],
    };
  }
}
