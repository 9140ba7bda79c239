import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BelltowerStack } from '../lib/belltower-stack.ts';
import { isLocal } from '../lib/constructs/local.ts';
import { BelltowerSpoke } from '../lib/spoke-stack.ts';
import { formatFaults, readConfig } from '../shared/config/read-config.ts';
import { AccountId } from '../shared/platform/schema.ts';
import { thisMinute } from './this-minute.ts';

const app = new App();
const directory: unknown = app.node.tryGetContext('config') ?? 'config/example';
const read = readConfig(String(directory), thisMinute());
if (!read.ok) {
  process.stderr.write(formatFaults(read.faults));
  process.exit(2);
}
if (read.warnings.length > 0) process.stderr.write(formatFaults(read.warnings));

const hub: unknown = app.node.tryGetContext('spoke');
if (hub === undefined || isLocal(app)) {
  const account = process.env['CDK_DEFAULT_ACCOUNT'];
  new BelltowerStack(app, 'Belltower', {
    config: read.config,
    env: { region: read.config.organization.home.region, ...(account === undefined ? {} : { account }) },
  });
}
if (hub !== undefined) {
  const text = typeof hub === 'string' ? hub : JSON.stringify(hub); // digits in cdk.json may be a number
  const named = AccountId.safeParse(text);
  if (!named.success) {
    process.stderr.write(`-c spoke=${text}: the account that Belltower is in is wanted, 12 digits\n`);
    process.exit(2);
  }
  new BelltowerSpoke(app, 'BelltowerSpoke', {
    hub: named.data,
    config: read.config,
  });
}
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
