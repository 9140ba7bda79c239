import * as z from 'zod';
import { checkCost } from '../cost/check-config.ts';
import { CostSection } from '../cost/config.ts';
import type { ConfigIssue, Loose } from '../kernel/config-check.ts';
import type { Instant } from '../kernel/instant.ts';
import { checkLogs } from '../logs/check-config.ts';
import { LogsSection } from '../logs/config.ts';
import { checkPaging } from '../paging/check-config.ts';
import { checkSchedules } from '../paging/check-schedules.ts';
import { PagingSection } from '../paging/config.ts';
import { checkOrganization } from '../platform/check-organization.ts';
import { Organization } from '../platform/schema.ts';
import { checkPrivacy } from '../privacy/check-config.ts';
import { PrivacySection } from '../privacy/config.ts';
import { checkTags, forecastTags } from '../tags/check-config.ts';
import { TagsSection } from '../tags/config.ts';

/** All of an organization's configuration. A domain whose section is absent is off. */
export const Config = z.strictObject({
  organization: Organization,
  paging: PagingSection.optional(),
  cost: CostSection.optional(),
  tags: TagsSection.optional(),
  logs: LogsSection.optional(),
  privacy: PrivacySection.optional(),
});
export type Config = z.infer<typeof Config>;

interface Section {
  readonly key: keyof Config;
  readonly file: string;
  /** Which of its faults the schema cannot see; undefined parts could not be read, see `Loose`. */
  readonly check: (config: Loose<Config>) => ConfigIssue[];
  /** What will come of it, sound as it is, in the days after an instant. */
  readonly forecast?: (config: Config, from: Instant) => ConfigIssue[];
}

/** Which file holds which section; the schema of a section, and whether it is required, is in `Config`. */
export const SECTIONS: readonly Section[] = [
  {
    key: 'organization',
    file: 'organization.yaml',
    check: ({ organization }) => (organization === undefined ? [] : checkOrganization(organization)),
  },
  {
    key: 'paging',
    file: 'paging.yaml',
    check: ({ organization, paging }) => (paging === undefined ? [] : checkPaging(organization, paging)),
    forecast: ({ paging }, from) => (paging === undefined ? [] : forecastSchedules(paging, from)),
  },
  {
    key: 'cost',
    file: 'cost.yaml',
    check: ({ organization, cost }) => (cost === undefined ? [] : checkCost(organization, cost)),
  },
  {
    key: 'tags',
    file: 'tags.yaml',
    check: ({ organization, tags }) => (tags === undefined ? [] : checkTags(organization, tags)),
    forecast: ({ tags }, from) => (tags === undefined ? [] : forecastTags(tags, from)),
  },
  {
    key: 'logs',
    file: 'logs.yaml',
    check: ({ organization, logs }) => (logs === undefined ? [] : checkLogs(organization, logs)),
  },
  {
    key: 'privacy',
    file: 'privacy.yaml',
    check: ({ organization, privacy }) => (privacy === undefined ? [] : checkPrivacy(organization, privacy)),
  },
];

/** Files that may lie in the folder and are not configuration. */
export const OTHER_FILES: readonly string[] = ['contacts.yaml'];

function forecastSchedules(paging: PagingSection, from: Instant): ConfigIssue[] {
  return checkSchedules({ paging }, [], from).map(({ schedule, message }) => {
    const place = paging.schedules.findIndex(({ id }) => id === schedule);
    return { path: ['paging', 'schedules', place], message, severity: 'warning' };
  });
}
