import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BelltowerSpoke, type BelltowerSpokeProps } from '../../lib/spoke-stack.ts';
import type { Finding } from './synthesized.ts';

/** Synthesizes what member accounts get, as `cdk synth -c spoke=…` does. */
export function synthesizeSpoke(props: BelltowerSpokeProps): {
  readonly template: Template;
  readonly findings: readonly Finding[];
} {
  const cdkJson: { context: Record<string, unknown> } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const outdir = mkdtempSync(join(tmpdir(), 'belltower-infra-'));
  const context = { ...cdkJson.context, '@aws-cdk/core:failSynthOnValidationErrors': false };
  const app = new App({ outdir, context });
  const stack = new BelltowerSpoke(app, 'BelltowerSpoke', props);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const { directory } = app.synth();
  const report: { pluginReports: { violations: Finding[] }[] } = JSON.parse(
    readFileSync(join(directory, 'validation-report.json'), 'utf8'),
  );
  const template = Template.fromStack(stack);
  rmSync(outdir, { recursive: true });
  return { template, findings: report.pluginReports.flatMap(({ violations }) => violations) };
}
