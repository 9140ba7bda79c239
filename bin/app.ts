import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BelltowerStack } from '../lib/belltower-stack.ts';
import { formatFaults, readConfig } from '../shared/config/read-config.ts';
import { thisMinute } from './this-minute.ts';

const app = new App();
const directory: unknown = app.node.tryGetContext('config') ?? 'config/example';
const read = readConfig(String(directory), thisMinute());
if (!read.ok) {
  process.stderr.write(formatFaults(read.faults));
  process.exit(2);
}
if (read.warnings.length > 0) process.stderr.write(formatFaults(read.warnings));

const account = process.env['CDK_DEFAULT_ACCOUNT'];
new BelltowerStack(app, 'Belltower', {
  config: read.config,
  env: { region: read.config.organization.home.region, ...(account === undefined ? {} : { account }) },
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
