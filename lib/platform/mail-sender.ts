import { CfnOutput, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { isLocal } from '../constructs/local.ts';

/**
 * The domain that pages are mailed from. A whole domain, since only that can be signed (DKIM) and so arrives.
 */
export class MailSender extends Construct {
  private readonly domain: string;

  /** @param address what stands in From. */
  constructor(scope: Construct, id: string, props: { readonly address: string }) {
    super(scope, id);
    this.domain = props.address.slice(props.address.indexOf('@') + 1);
    const identity = new EmailIdentity(this, 'Domain', { identity: Identity.domain(this.domain) });
    if (isLocal(this)) return; // the emulator makes no DKIM tokens
    new CfnOutput(this, 'DnsRecords', {
      description:
        'CNAME records (name, then value) to put into the DNS of the sender domain before mail is sent',
      value: identity.dkimRecords.map((record) => `${record.name} ${record.value}`).join(' | '),
    }).overrideLogicalId('SenderDnsRecords');
  }

  /** The permission to send mail from the domain. */
  send(): PolicyStatement {
    const identity = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'identity',
      resourceName: this.domain,
    });
    return new PolicyStatement({ actions: ['ses:SendEmail'], resources: [identity] });
  }
}
